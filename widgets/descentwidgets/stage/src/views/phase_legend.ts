// What is what in a phase portrait: one orbit by even and odd steps, several by name, the ellipse.
import { h, setText } from "../dom";
import type { Lab } from "../lab";
import type { ViewSpec } from "../spec";
import { FEW_KINDS } from "./hues";
import { borderStyle } from "./kinds";
import type { Look } from "./phase_picture";
import { pointsAt } from "./pointing";

export class PhaseLegend {
  private readonly marks: HTMLElement[];
  private readonly ring = h("i", { class: "dot-mark hollow" });
  private readonly age = h("span");
  private painted = "";

  constructor(lab: Lab, legend: HTMLElement, names: string[], view: ViewSpec) {
    legend.classList.toggle("is-many", names.length > FEW_KINDS);
    const chip = (mark: HTMLElement, text: string, ...more: HTMLElement[]) => h("span", { class: "chip" }, mark, text, ...more);
    this.marks = names.map(() => h("i", { class: names.length > 1 ? "swatch kind" : "dot-mark" }));
    if (names.length > 1) names.forEach((name, k) => {
      const entry = chip(this.marks[k], name);
      pointsAt(lab, entry, name);
      legend.append(entry);
    });
    else legend.append(chip(this.marks[0], "even steps"), chip(this.ring, "odd steps"));
    if (view.ellipse !== undefined) legend.append(chip(h("i", { class: "swatch dashed" }), view.ellipse_label ?? "1σ of the covariance", this.age));
  }

  /** `age`: of which earlier step the ellipse is, where it is. */
  paint(looks: Look[], age: string): void {
    setText(this.age, age);
    const key = looks.map((l) => l.colour + l.odd).join();
    if (key === this.painted) return;
    this.painted = key;
    looks.forEach(({ colour, dash, odd, bold }, k) => {
      const mark = this.marks[k];
      if (mark === undefined) return;
      if (odd === null) {
        mark.style.color = colour;
        mark.style.borderTopStyle = borderStyle(dash);
        mark.style.borderTopWidth = bold ? "4px" : "2.5px";
      } else {
        mark.style.background = colour;
        this.ring.style.borderColor = odd;
      }
    });
  }
}
