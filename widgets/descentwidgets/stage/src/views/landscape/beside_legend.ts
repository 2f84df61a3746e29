// The names of weights that move beside the run, with hue and dash as in the picture: written at their places
// they would lie on top of each other wherever a theory holds.
import { h } from "../../dom";
import type { Lab } from "../../lab";
import { namedColour } from "../kinds";

/** One alone is named at its ring. */
export const namedInLegend = (count: number) => count > 1;

/** The hue of weights beside the run: that of their name in the curves, else the colour of the text. */
export const besideColour = (lab: Lab, label: string) => namedColour(lab, label) ?? lab.theme.tokens.ink;

export class BesideLegend {
  private painted = "";

  constructor(private readonly el: HTMLElement) {}

  paint(lab: Lab, labels: readonly string[]): void {
    const shown = namedInLegend(labels.length) ? labels : [];
    const colours = shown.map((label) => besideColour(lab, label));
    const key = shown.map((label, i) => `${label}|${colours[i]}`).join();
    if (key === this.painted) return;
    this.painted = key;
    this.el.replaceChildren(...shown.map((label, i) =>
      h("span", { class: "chip" }, h("i", { class: "swatch kind", style: `border-top-style:dashed;color:${colours[i]}` }), label)));
  }
}
