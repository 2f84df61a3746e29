// What the lines of a curve are: hue, dash, name and, where there is room, the value at the step shown.
import { h } from "../dom";
import type { Lab } from "../lab";
import { borderStyle, type Kinds } from "./kinds";
import { pointsAt } from "./pointing";

export class KindLegend {
  /** The elements that take the values. */
  readonly values: HTMLElement[] = [];
  private readonly swatches: HTMLElement[] = [];

  constructor(lab: Lab, legend: HTMLElement, private readonly kinds: Kinds) {
    legend.classList.toggle("is-many", kinds.many);
    kinds.names.forEach((name, kind) => {
      const style = `border-top-style:${borderStyle(kinds.dash(kind))};border-top-width:${kinds.emphasis.width(kind, 2)}px`;
      const swatch = h("i", { class: "swatch kind", style });
      const value = h("b");
      this.swatches.push(swatch);
      this.values.push(value);
      const chip = h("span", { class: "chip" }, swatch, name, value);
      pointsAt(lab, chip, name);
      legend.append(chip);
    });
  }

  /** To be called when the branches or the theme changed. */
  paint(): void {
    this.swatches.forEach((el, kind) => (el.style.color = this.kinds.legendColour(kind)));
  }
}
