// The transport bar, the same on every exhibit: reset, play, step, speed, scrub, live, fork, branches.
import { h, setAttribute, setText } from "../dom";
import { icon } from "../icons";
import { cursorStep, type Lab, type Part } from "../lab";
import { CompareButton } from "../compare/button";
import { Bookmarks } from "./bookmarks";
import { ForkButton } from "./fork";
import { Scrub } from "./scrub";
import { BranchTree } from "./tree";

const SPEEDS: [number, string][] = [[1, "1 step/s"], [5, "5 steps/s"], [20, "20 steps/s"], [60, "60 steps/s"], [0, "as fast as it goes"]];

export class TransportBar implements Part {
  readonly el: HTMLElement;
  readonly fork: ForkButton;
  private readonly scrub: Scrub;
  readonly bookmarks: Bookmarks;
  readonly compare: CompareButton;
  private readonly tree: BranchTree;
  private readonly playButton = h("button", { type: "button", class: "play", "data-testid": "play", onclick: () => this.toggle() });
  private readonly liveButton: HTMLButtonElement;
  private readonly speed: HTMLSelectElement;
  private readonly counter = h("span", { class: "counter", "data-testid": "cursor-step" });
  private playing: boolean | null = null;
  private lastSpeed = NaN;

  constructor(private readonly lab: Lab) {
    this.scrub = new Scrub(lab);
    this.tree = new BranchTree(lab);
    this.bookmarks = new Bookmarks(lab);
    this.compare = new CompareButton(lab);
    this.fork = new ForkButton(lab);
    this.speed = h("select", { "data-testid": "speed", "aria-label": "Speed",
      onchange: () => lab.client.send({ kind: "speed", value: Number(this.speed.value) }) },
      ...SPEEDS.map(([value, name]) => h("option", { value }, name)));
    this.liveButton = button("live", "Live", "Back to the head of the run (L)", () => lab.cursor.goLive());
    this.el = h("div", { class: "transport", role: "group", "aria-label": "Transport", "data-testid": "transport" },
      h("div", { class: "group" },
        button("reset", "", "Start again from step 0 (R)", () => this.reset()),
        this.playButton,
        button("step", "", "One step", () => this.step())),
      this.speed,
      this.scrub.el,
      h("div", { class: "group" }, this.counter, this.liveButton),
      h("div", { class: "group" }, this.bookmarks.el, this.fork.el, this.compare.el),
      this.tree.el);
    this.tree.watch(this.el);
  }

  update(): void {
    const { store, cursor } = this.lab;
    const { playing, speed } = store.status;
    if (playing !== this.playing) {
      this.playing = playing;
      this.playButton.replaceChildren(icon(playing ? "pause" : "play"), playing ? "Pause" : "Play");
      setAttribute(this.playButton, "title", playing ? "Pause (space)" : "Play (space)");
      setAttribute(this.playButton, "aria-pressed", String(playing));
    }
    if (speed !== this.lastSpeed) this.showSpeed(speed);
    const step = cursorStep(this.lab);
    setText(this.counter, cursor.live ? `step ${step}` : `step ${step} of ${store.head}`);
    this.liveButton.classList.toggle("is-live", cursor.live);
    this.scrub.update();
    this.tree.update();
    this.bookmarks.update();
    this.compare.update();
    this.fork.update();
  }

  destroy(): void {
    this.tree.destroy();
  }

  toggle(): void {
    const playing = this.lab.store.status.playing;
    // Playing while looking at the past goes on from the head: the past is not rewritten by looking.
    // A record plays from where one looks.
    if (!playing && !this.lab.spec.snapshot) this.lab.cursor.goLive();
    this.lab.client.send({ kind: playing ? "pause" : "play" });
  }

  step(): void {
    this.lab.cursor.goLive();
    this.lab.client.send({ kind: "step", n: 1 });
  }

  reset(): void {
    this.lab.cursor.goLive();
    this.lab.range = null;
    this.lab.client.send({ kind: "reset" });
  }

  private showSpeed(speed: number): void {
    this.lastSpeed = speed;
    // A speed set elsewhere (a link, a notebook cell) is shown as it is.
    if (!SPEEDS.some(([value]) => value === speed) && !this.speed.querySelector(`option[value="${speed}"]`)) {
      this.speed.append(h("option", { value: speed }, `${speed} steps/s`));
    }
    this.speed.value = String(speed);
  }
}

export function button(id: string, text: string, title: string, act: () => void): HTMLButtonElement {
  return h("button", { type: "button", "data-testid": id, title, "aria-label": text === "" ? title : undefined, onclick: act }, icon(id), text);
}
