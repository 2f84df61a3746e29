// "Compared at step t": both branches' numbers and what lies between them, above the views.
import { h, setHidden, setText } from "../dom";
import { icon } from "../icons";
import { cursorStep, type Lab, type Part } from "../lab";
import { label } from "../transport/branch_name";
import { Compare, comparison, idOf, type CompareMode } from "./compare";
import { comparedStep, comparedStepText } from "./readout";
import { segments } from "./segments";
import { asText, seriesRows, settingRows, type ComparedRow } from "./table";

export class ComparePanel implements Part {
  readonly el: HTMLElement;
  private readonly title = h("h3", { "data-testid": "compare-title" });
  private readonly modes = segments("compare-mode", "How they are compared",
    [["overlay", "Overlay"], ["difference", "Difference"]], (mode) => this.mode(mode as CompareMode));
  private readonly sides = segments("compare-side", "Whose landscape, spectrum and controls are shown", [["a", "A"], ["b", "B"]], (side) => this.side(side));
  private readonly table = h("table", { "data-testid": "compare-table" });
  private readonly copied = h("span", { class: "note", "aria-live": "polite" });
  private cells: HTMLElement[][] = [];
  private shape = "";
  private wanted: { branch: number; step: number } | null = null;

  constructor(private readonly lab: Lab) {
    this.el = h("section", { class: "compare-card", "aria-label": "Comparison", "data-testid": "compare-card", hidden: true },
      h("header", { class: "compare-head" },
        this.title, this.modes.el,
        h("span", { class: "compare-side steers" }, h("span", { class: "muted" }, "Other views show"), this.sides.el),
        h("span", { class: "compare-tools" }, this.copied,
          h("button", { type: "button", "data-testid": "compare-copy", title: "Copy the table for a spreadsheet", onclick: () => void this.copy() }, "Copy table"),
          h("button", { type: "button", "data-testid": "compare-stop", onclick: () => this.stop() }, icon("close"), "Stop"))),
      h("div", { class: "compare-scroll", tabindex: 0, role: "region", "aria-label": "Table of the comparison" }, this.table));
  }

  update(): void {
    const compare = comparison(this.lab);
    if (compare === null && this.lab.compare !== null) this.stop(); // one of the two is gone
    setHidden(this.el, compare === null);
    if (compare === null) return;
    const { store, cursor, spec } = this.lab;
    if (this.wanted?.branch === store.active) {
      cursor.pin(this.wanted.step, store.head);
      this.wanted = null;
    }
    const step = comparedStep(this.lab, compare);
    setText(this.title, `Compared at ${comparedStepText(this.lab, compare)}`);
    this.modes.show(compare.mode);
    this.sides.show(store.active === compare.a ? "a" : store.active === compare.b ? "b" : "");
    const settings = settingRows(spec, store, compare.a, compare.b);
    const rows = [...settings, ...seriesRows(spec, store, compare.a, compare.b, step)];
    this.write(compare, rows, settings.length);
  }

  /** Rows are the branches, columns the numbers: a table that is as low as the views need it to be. */
  private write(compare: Compare, rows: readonly ComparedRow[], settings: number): void {
    const names = [label(this.lab, compare.a), label(this.lab, compare.b)];
    const shape = JSON.stringify([rows.map((r) => r.name), names, settings, compare.key]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.cells = rows.map((_, i) => [0, 1, 2].map(() => h("td", { class: i < settings ? "is-setting" : undefined })));
      const head = h("tr", {}, h("td", {}),
        ...rows.map((r, i) => h("th", { scope: "col", title: r.name, class: i < settings ? "is-setting" : undefined }, r.short, r.unit ? h("span", { class: "unit" }, ` ${r.unit}`) : null)));
      const line = (k: number, name: string, slot: number | null) => h("tr", {},
        h("th", { scope: "row", style: slot === null ? undefined : `--c:var(--branch-${slot % 6})` },
          h("b", { class: slot === null ? undefined : "ab" }, slot === null ? "B − A" : "AB"[k]), slot === null ? null : h("span", {}, name)),
        ...this.cells.map((cell) => cell[k]));
      const { store } = this.lab;
      this.table.replaceChildren(h("thead", {}, head), h("tbody", {},
        line(0, names[0], store.slot(compare.a)), line(1, names[1], store.slot(compare.b)), line(2, "", null)));
    }
    rows.forEach((row, i) => [row.a, row.b, row.difference].forEach((text, k) => setText(this.cells[i][k], text)));
  }

  private mode(mode: CompareMode): void {
    const { store } = this.lab;
    const now = comparison(this.lab);
    if (now === null) return;
    this.lab.compare = new Compare(store, idOf(store, now.a), idOf(store, now.b), mode);
    this.lab.invalidate();
  }

  private side(side: string): void {
    const compare = comparison(this.lab);
    if (compare === null) return;
    const branch = side === "a" ? compare.a : compare.b;
    if (branch === this.lab.store.active) return;
    // Steering the other branch brings the views back to its head: the step compared at is kept.
    if (!this.lab.cursor.live) this.wanted = { branch, step: cursorStep(this.lab) };
    this.lab.client.send({ kind: "branch", index: branch });
  }

  private stop(): void {
    this.lab.compare = null;
    this.lab.invalidate();
  }

  private async copy(): Promise<void> {
    const compare = comparison(this.lab);
    if (compare === null) return;
    const { store, spec } = this.lab;
    const step = comparedStep(this.lab, compare);
    // Float32 travels: seven figures are all there are.
    const exact = (v: number) => (Number.isFinite(v) ? String(Number(v.toPrecision(7))) : "");
    const rows = [...settingRows(spec, store, compare.a, compare.b), ...seriesRows(spec, store, compare.a, compare.b, step, exact)];
    const text = asText(rows, label(this.lab, compare.a), label(this.lab, compare.b), step);
    try {
      await navigator.clipboard.writeText(text);
      setText(this.copied, "Copied.");
    } catch {
      setText(this.copied, "This page may not copy: select the table instead.");
    }
  }
}
