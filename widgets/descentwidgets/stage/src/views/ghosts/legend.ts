// What the circles are, with their radii.
import { h, setText } from "../../dom";
import { formatValue } from "../../format";
import type { Theme } from "../../theme";
import { borderStyle } from "../kinds";
import type { Circle } from "./circles";

const TITLES: Record<string, string> = {
  "ρₐ": "π over the spread of the slopes: a lower bound of ρ*",
  "ρₘ": "a lower bound of ρ* from the margin and the spread",
  "ρ flip": "a lower bound of ρ* from the curvature K″ where no class has more than half",
  "ρ*": "distance of the nearest ghost: the radius of convergence under linearised logits",
  "ρ* ≥": "no ghost is nearer than this; which one is nearest was not certified",
  "τ": "length of the step",
};

export class GhostLegend {
  private key = "";
  private values: HTMLElement[] = [];

  constructor(private readonly el: HTMLElement) {}

  paint(circles: readonly Circle[], theme: Theme): void {
    const key = [theme.name, ...circles.map((c) => c.label + c.name)].join();
    if (key !== this.key) {
      this.key = key;
      this.values = circles.map(() => h("b"));
      const chips = circles.map(({ colour, dash, label, name }, i) => h("span", { class: "chip", title: TITLES[label] ?? name },
        h("i", { class: "swatch kind", style: `color:${colour};border-top-style:${borderStyle(dash)}` }), `${label} ${name}`, this.values[i]));
      const dot = h("span", { class: "chip" }, h("i", { class: "dot-mark", style: `background:${theme.tokens.bad}` }), "ghost");
      const floor = h("span", { class: "chip", title: "Below y = π / (2σ(u)), σ² = K″(u), there is no ghost" }, h("i", { class: "swatch kind", style: "border-top-style:dotted" }), "π/2σ(u): none below");
      this.el.replaceChildren(...chips, dot, floor);
    }
    circles.forEach(({ radius }, i) => setText(this.values[i], formatValue(radius, 3)));
  }
}
