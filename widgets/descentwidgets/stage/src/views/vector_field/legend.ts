// What the colours, the bold line and the trails are.
import { css } from "../../colormap";
import { h } from "../../dom";
import type { Lab } from "../../lab";
import type { Theme } from "../../theme";
import { pointsAt } from "../pointing";
import { basinColour } from "./basins";

export class FieldLegend {
  private key = "";

  constructor(private readonly lab: Lab, private readonly el: HTMLElement) {}

  paint(categories: readonly string[], plain: readonly number[], front: string | undefined, lanes: readonly { name: string; colour: string }[], theme: Theme): void {
    const key = [theme.name, ...categories, front ?? "", ...lanes.map((l) => l.name + l.colour)].join();
    if (key === this.key) return;
    this.key = key;
    const chip = (text: string, kind: string, style: string) => h("span", { class: "chip" }, h("i", { class: kind, style }), text);
    this.el.replaceChildren(
      ...categories.map((name, k) => chip(name, "basin-mark", `background:${css(basinColour(theme.name, k, plain))}`)),
      ...(front ? [chip(front, "swatch gradient-mark", "")] : []),
      ...lanes.map(({ name, colour }) => {
        const entry = chip(name, "swatch kind", `color:${colour}`);
        pointsAt(this.lab, entry, name);
        return entry;
      }));
  }
}
