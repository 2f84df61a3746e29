// What the arrows are: gradients, dual cone, and a button for each update, which shows it and picks it.
import { h, setAttribute } from "../../dom";
import type { Theme } from "../../theme";
import { conflicts, type Arrow } from "./bundle";

export interface Entry {
  title: string;
  row: number;
  /** Undefined where it was not measured. */
  arrow: Arrow | undefined;
  hue: string;
}

export class VectorLegend {
  private key = "";
  private buttons: HTMLButtonElement[] = [];

  /** `point`: the row under the pointer or the focus, -1 for none; `pick`: what a click does, null where nothing. */
  constructor(private readonly el: HTMLElement, private readonly point: (row: number) => void, private readonly pick: ((row: number) => void) | null) {
    el.classList.add("vector-legend");
  }

  paint(entries: readonly Entry[], picked: number, gradients: string, theme: Theme): void {
    const names = [theme.name, gradients, ...entries.map((e) => e.title + e.hue)].join();
    if (names !== this.key) {
      this.key = names;
      this.buttons = entries.map((entry) => this.button(entry));
      this.el.replaceChildren(
        h("span", { class: "chip" }, h("i", { class: "swatch gradient-mark" }), gradients),
        h("span", { class: "chip", title: "The dual cone: updates d with g·d ≥ 0 for every task" }, h("i", { class: "cone-mark" }), "lowers every loss"),
        ...this.buttons);
    }
    entries.forEach(({ arrow, row }, k) => {
      const button = this.buttons[k];
      const outside = arrow !== undefined && conflicts(arrow);
      button.classList.toggle("is-outside", outside);
      button.classList.toggle("is-unknown", arrow === undefined);
      setAttribute(button, "aria-pressed", this.pick === null ? null : String(row === picked));
      setAttribute(button, "title", arrow === undefined ? "not known here" : outside ? "raises some task's loss at first order" : null);
    });
  }

  private button({ title, row, hue }: Entry): HTMLButtonElement {
    const mark = h("i", { class: "swatch kind", style: `color:${hue}` });
    const button = h("button", { type: "button", class: "chip update-chip", "data-row": row }, mark, title);
    button.addEventListener("pointerenter", () => this.point(row));
    button.addEventListener("pointerleave", () => this.point(-1));
    button.addEventListener("focus", () => this.point(row));
    button.addEventListener("blur", () => this.point(-1));
    if (this.pick !== null) button.addEventListener("click", () => this.pick!(row));
    return button;
  }
}
