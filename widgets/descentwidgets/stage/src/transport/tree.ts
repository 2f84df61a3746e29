// The branches: which is steered, what each is, where it left its parent. With room they are drawn as a tree over the
// steps, on narrow pages they are chips, and more than a few open from a button.
import { h, setText } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";
import { Popover } from "../page/popover";
import { onResize } from "../views/card";
import { branchName, nameKey } from "./branch_name";
import { lanesOf, type Lane } from "./tree_layout";
import { TreeTrack } from "./tree_track";

/** Narrower than this (px) there are chips; more branches than this open from a button. */
const ROOM = 660;
const BESIDE = 3;

type Mode = "chips" | "lanes" | "panel";

export class BranchTree {
  readonly el = h("div", { class: "branches" });
  private readonly names = h("ul", { class: "tree-names" });
  private readonly track: TreeTrack;
  private readonly tree: HTMLElement;
  private readonly panel: Popover;
  private readonly count = h("span");
  private readonly content = h("div", { class: "tree-panel" });
  private mode: Mode | null = null;
  private width = 0;
  private key = "";
  /** A step of a branch that is being made active, to be shown as soon as it is. */
  private wanted: { branch: number; step: number } | null = null;
  private stop = (): void => undefined;

  constructor(private readonly lab: Lab) {
    this.track = new TreeTrack(lab, (branch, step) => this.go(branch, step));
    this.tree = h("div", { class: "tree", role: "group", "aria-label": "Branches", "data-testid": "tree" }, this.names, this.track.el);
    const opener = h("button", { type: "button", "data-testid": "tree-open", title: "The branches as a tree" }, icon("fork"), this.count);
    this.panel = new Popover(opener, this.content, () => {
      this.name(lanesOf(lab.store)); // now: where it is put depends on how high it is
      this.lab.invalidate();
      return this.names.querySelector<HTMLElement>("[aria-pressed=true]");
    });
    this.names.addEventListener("keydown", (e) => this.walk(e));
  }

  /** The bar whose width decides about the form. */
  watch(bar: HTMLElement): void {
    this.stop = onResize(bar, (width) => {
      this.width = width;
      this.lab.invalidate();
    });
  }

  update(): void {
    const { store, cursor } = this.lab;
    const count = store.branches.filter(Boolean).length;
    this.settle(count < 2 || this.width <= ROOM ? "chips" : count <= BESIDE ? "lanes" : "panel");
    setText(this.count, `${count} branches`);
    if (this.wanted !== null && this.wanted.branch === store.active) {
      cursor.pin(this.wanted.step, store.head);
      this.wanted = null;
    }
    if (this.mode === "panel" && !this.panel.isOpen) return;
    const lanes = lanesOf(store);
    this.name(lanes);
    if (this.mode !== "chips") this.track.update(lanes);
  }

  destroy(): void {
    this.stop();
    this.track.stop();
  }

  /** Make a branch active and show one of its steps. */
  go(branch: number, step: number | null): void {
    const { store, cursor, client } = this.lab;
    if (step === null) cursor.goLive();
    else if (branch === store.active) return cursor.pin(step, store.head);
    this.wanted = step === null ? null : { branch, step };
    client.send({ kind: "branch", index: branch });
  }

  private name(lanes: readonly Lane[]): void {
    const key = lanes.map(({ branch }) => nameKey(this.lab, branch)).join("|");
    // Not under the pointer of somebody who types a name.
    if (key === this.key || this.names.querySelector("input") !== null) return;
    this.key = key;
    const root = this.names.getRootNode() as Document | ShadowRoot;
    const focused = this.names.contains(root.activeElement) ? (root.activeElement as HTMLElement).dataset["testid"] : undefined;
    this.names.replaceChildren(...lanes.map(({ branch }) => branchName(this.lab, branch, lanes.length === 1, () => this.go(branch, null))));
    if (focused) this.names.querySelector<HTMLElement>(`[data-testid="${focused}"]`)?.focus();
  }

  private settle(mode: Mode): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.panel.toggle(false, false);
    this.tree.classList.toggle("is-chips", mode === "chips");
    this.el.classList.toggle("is-lanes", mode === "lanes");
    (mode === "panel" ? this.content : this.el).replaceChildren(this.tree);
    if (mode === "panel") this.el.replaceChildren(this.panel.el);
  }

  private walk(e: KeyboardEvent): void {
    const by = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    const buttons = [...this.names.querySelectorAll<HTMLElement>(".branch-name")];
    const at = buttons.findIndex((b) => b === e.composedPath()[0]);
    if (at < 0) return;
    e.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length].focus();
  }
}
