// The hue of each update: the one its name has in the page's curves, else its place on a wheel.
import { css, oklch } from "../../colormap";
import type { Lab } from "../../lab";
import { huesOf } from "../hues";
import { namedColour } from "../kinds";

export interface UpdateHue {
  colour: string;
  /** The second round of the hues: told from the first by an open head, for a dash means conflict. */
  open: boolean;
}

export function updateHues(lab: Lab, names: readonly string[]): UpdateHue[] {
  const { theme, spec } = lab;
  const round = theme.branches.length;
  const shared = names.map((name) => namedColour(lab, name));
  if (shared.every((colour) => colour !== undefined)) {
    return names.map((name, k) => ({ colour: shared[k]!, open: huesOf(spec).byName(name)! >= round }));
  }
  if (names.length <= round) return names.map((_, k) => ({ colour: theme.branches[k], open: false }));
  return names.map((_, k) => {
    // Neighbours on the wheel differ in lightness too.
    const lightness = theme.name === "dark" ? [0.68, 0.8][k % 2] : [0.62, 0.47][k % 2];
    return { colour: css(oklch(lightness, 0.14, 50 + (360 * k) / names.length)), open: false };
  });
}
