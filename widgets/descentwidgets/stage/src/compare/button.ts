// Compare: choose two branches, or bring a run in from a link or from those saved on the server.
import { h, setHidden, setText } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";
import { Popover } from "../page/popover";
import { label } from "../transport/branch_name";
import { Compare, comparison, idOf, type CompareMode } from "./compare";
import { shareOf } from "./link_text";
import { savedRuns, type SavedRun } from "./saved";
import { segments } from "./segments";

export class CompareButton {
  readonly el: HTMLElement;
  private readonly popover: Popover;
  private readonly a = this.select("a", "A");
  private readonly b = this.select("b", "B");
  private readonly modes = segments("compare-start", "How to compare", [["overlay", "Overlay"], ["difference", "Difference"]], (m) => this.start(m as CompareMode) && this.popover.toggle(false));
  private readonly pair: HTMLElement;
  private readonly alone = h("p", { class: "muted" }, "There is one run so far. Fork it, or add another one:");
  private readonly link = h("input", { type: "text", "data-testid": "compare-link", placeholder: "paste a share link", "aria-label": "Share link of another run", autocomplete: "off" });
  private readonly saved = h("select", { "data-testid": "compare-saved", "aria-label": "Saved runs", hidden: true });
  private readonly note = h("div", { class: "note", "aria-live": "polite" });
  private readonly opener: HTMLButtonElement;
  private key = "";

  constructor(private readonly lab: Lab) {
    this.pair = h("div", { class: "compare-pair" },
      h("label", {}, h("b", { class: "ab" }, "A"), this.a),
      h("label", {}, h("b", { class: "ab" }, "B"), this.b),
      this.modes.el);
    const add = h("form", { class: "compare-add steers", onsubmit: (e: Event) => (e.preventDefault(), this.join(this.link.value)) },
      h("h4", {}, "Add a run by its link"),
      h("div", { class: "row" }, this.link, h("button", { type: "submit", "data-testid": "compare-join" }, "Add")), this.saved, this.note);
    this.saved.addEventListener("change", () => this.saved.value !== "" && this.join(this.saved.value));
    this.opener = h("button", { type: "button", "data-testid": "compare", title: "Compare two branches (C)" }, icon("compare"), h("span", { class: "foldable" }, "Compare"));
    this.popover = new Popover(this.opener, h("div", { class: "compare-form" }, h("h4", {}, "Compare"), this.alone, this.pair, add), () => this.prepare());
    this.el = this.popover.el;
  }

  open(): void {
    this.popover.toggle(true);
  }

  update(): void {
    const compare = comparison(this.lab);
    this.opener.classList.toggle("is-on", compare !== null);
    if (!this.popover.isOpen) return;
    const { store } = this.lab;
    const key = store.branches.map((b, i) => (b ? `${idOf(store, i)}${label(this.lab, i)}` : "")).join("|");
    if (key !== this.key) this.fill();
    this.key = key;
    this.modes.show(compare?.mode ?? "");
  }

  /** The branches to choose from: those chosen before stay, else the parent of the active one and itself. */
  private fill(): void {
    const { store } = this.lab;
    const present = store.branches.flatMap((b, i) => (b ? [i] : []));
    const compare = comparison(this.lab);
    const chosen = [this.a, this.b].map((s) => present.find((i) => String(idOf(store, i)) === s.value));
    const b = compare?.b ?? (store.active > 0 ? store.active : present[1] ?? 0);
    const a = compare?.a ?? present.find((i) => i === store.branches[b]?.info.parent) ?? present.find((i) => i !== b) ?? 0;
    const newest = present[present.length - 1];
    for (const [select, index] of [[this.a, chosen[0] ?? a], [this.b, this.joined ? newest : chosen[1] ?? b]] as const) {
      select.replaceChildren(...present.map((i) => h("option", { value: idOf(store, i) }, label(this.lab, i))));
      select.value = String(idOf(store, index));
    }
    setHidden(this.pair, present.length < 2);
    setHidden(this.alone, present.length >= 2);
    if (this.joined && present.length > 1) setText(this.note, `Added ${store.branches[newest]!.info.name}.`);
  }

  private joined = false;

  private prepare(): HTMLElement {
    this.key = "";
    this.joined = false;
    for (const select of [this.a, this.b]) select.replaceChildren();
    setText(this.note, "");
    this.fill();
    this.lab.invalidate();
    void savedRuns(this.lab.spec).then((runs) => this.offer(runs));
    return this.pair.hidden ? this.link : this.a;
  }

  private offer(runs: readonly SavedRun[]): void {
    setHidden(this.saved, runs.length === 0);
    this.saved.replaceChildren(h("option", { value: "" }, "or one saved on this server …"),
      ...runs.map((run) => h("option", { value: run.share }, `${run.title} (${run.steps} steps)`)));
  }

  private start(mode: CompareMode): boolean {
    const { store } = this.lab;
    const [a, b] = [Number(this.a.value), Number(this.b.value)];
    if (a === b) {
      setText(this.note, "Choose two different branches.");
      return false;
    }
    setText(this.note, "");
    this.lab.compare = new Compare(store, a, b, mode);
    this.lab.invalidate();
    return true;
  }

  private join(text: string): void {
    const share = shareOf(text);
    if (share === "") return setText(this.note, "Paste the link that another run's Share button gives.");
    this.joined = true;
    this.link.value = "";
    setText(this.note, "Replaying it …");
    this.lab.client.send({ kind: "join", share });
  }

  private select(id: string, name: string): HTMLSelectElement {
    const changed = () => {
      const now = comparison(this.lab);
      if (now !== null) this.start(now.mode);
    };
    return h("select", { "data-testid": `compare-${id}`, "aria-label": `Branch ${name}`, onchange: changed });
  }
}
