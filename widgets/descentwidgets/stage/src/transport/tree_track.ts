// The drawn tree: branches as lines over the steps, with dots for heads, forks and bookmarks and ticks for commands.
// A press goes to that step of that branch.
import { isFaint } from "../compare/compare";
import { h, setAttribute } from "../dom";
import { icon } from "../icons";
import { cursorStep, type Lab } from "../lab";
import { branchDash } from "../theme";
import { onResize } from "../views/card";
import { lanePath, pointAt, type Lane } from "./tree_layout";

/** Height of a lane, least distance from the sides, and how near a press is to a point (px). */
const PITCH = 26;
const SIDE = 10;
const REACH = 7;

export class TreeTrack {
  readonly el = h("div", { class: "tree-track" });
  private readonly svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  private readonly cursor = h("i", { class: "tree-cursor" });
  private readonly flags = h("div", { class: "tree-flags" });
  private lanes: readonly Lane[] = [];
  private width = 0;
  private key = "";
  readonly stop: () => void;

  constructor(private readonly lab: Lab, private readonly go: (branch: number, step: number) => void) {
    setAttribute(this.svg, "aria-hidden", "true");
    this.el.append(this.svg, this.cursor, this.flags);
    this.el.addEventListener("click", (e) => this.press(e));
    this.stop = onResize(this.el, (width) => {
      this.width = width;
      lab.invalidate();
    });
  }

  update(lanes: readonly Lane[]): void {
    this.lanes = lanes;
    if (this.width === 0) return;
    this.cursor.style.transform = `translateX(${this.x(cursorStep(this.lab)).toFixed(1)}px)`;
    const { store } = this.lab;
    const key = JSON.stringify([this.width, lanes.map((l) => [l, store.slot(l.branch), isFaint(this.lab, l.branch), store.branches[l.branch]!.info.state]),
      store.active, store.bookmarks, store.log.length, store.lastStep]);
    if (key === this.key) return;
    this.key = key;
    setAttribute(this.svg, "viewBox", `0 0 ${this.width} ${PITCH * lanes.length}`);
    this.svg.innerHTML = lanes.map((lane, at) => this.lane(lane, at)).join("");
    this.flags.replaceChildren(...store.bookmarks.map((mark, i) => {
      const at = lanes.findIndex((l) => l.branch === mark.branch);
      return h("button", {
        type: "button", class: "tree-flag", title: `${mark.name} (step ${mark.step})`, "aria-label": `Bookmark ${mark.name}, step ${mark.step}`,
        "data-testid": `tree-bookmark-${i}`, style: `left:${this.x(mark.step).toFixed(1)}px;top:${this.y(at)}px;--c:var(--branch-${store.slot(mark.branch) % 6})`,
        onclick: (e: Event) => (e.stopPropagation(), this.go(mark.branch, mark.step)),
      }, icon("bookmark"));
    }));
  }

  private x(step: number): number {
    return SIDE + ((this.width - 2 * SIDE) * step) / Math.max(1, this.lab.store.lastStep);
  }

  private y(lane: number): number {
    return (lane + 0.5) * PITCH;
  }

  private lane(lane: Lane, at: number): string {
    const { store } = this.lab;
    const slot = store.slot(lane.branch);
    const active = lane.branch === store.active;
    const [x, y] = [(s: number) => this.x(s), (l: number) => this.y(l)];
    const ticks = this.commands(lane.branch).map((s) => `<path class="tick" d="M${x(s).toFixed(1)} ${y(at) - 5}v10"/>`);
    const start = lane.from === null ? `<circle cx="${x(0)}" cy="${y(at)}" r="3"/>` : `<circle class="fork" cx="${x(lane.forkStep).toFixed(1)}" cy="${y(lane.from)}" r="3.5"/>`;
    const head = `<circle class="head" cx="${x(lane.head).toFixed(1)}" cy="${y(at)}" r="${active ? 5 : 4}"/>`;
    const names = `lane${active ? " is-active" : ""}${isFaint(this.lab, lane.branch) ? " is-faint" : ""}`;
    return `<g class="${names}" style="--c:var(--branch-${slot % 6})"><path d="${lanePath(lane, at, x, y)}" stroke-dasharray="${branchDash(slot).join(" ")}"/>${ticks.join("")}${start}${head}</g>`;
  }

  /** Steps at which a branch was given commands. */
  private commands(branch: number): number[] {
    return [...new Set(this.lab.store.log.filter((e) => e.branch === branch && e.index !== undefined).map((e) => e.step))].slice(-200);
  }

  private press(e: MouseEvent): void {
    const { left, top } = this.el.getBoundingClientRect();
    const lane = this.lanes[Math.floor((e.clientY - top) / PITCH)];
    if (lane === undefined) return;
    const { store } = this.lab;
    const points = [
      lane.head, lane.forkStep, ...this.commands(lane.branch),
      ...this.lanes.filter((l) => l.from !== null && this.lanes[l.from] === lane).map((l) => l.forkStep),
      ...store.bookmarks.filter((m) => m.branch === lane.branch).map((m) => m.step),
    ];
    const last = Math.max(1, store.lastStep);
    const step = pointAt(e.clientX - left, REACH, points, (s) => this.x(s), (x) => ((x - SIDE) / (this.width - 2 * SIDE)) * last);
    this.go(lane.branch, Math.min(lane.head, Math.max(lane.forkStep, step)));
  }
}
