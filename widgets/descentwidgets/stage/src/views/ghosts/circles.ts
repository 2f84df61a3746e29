// The radii as circles about the start of the step. Bounds are thin and dashed, the nearest ghost's is bold, the
// step's is the run's own colour.
import { clipped, FONT } from "../../drawing/axis";
import { branchColour, type Theme } from "../../theme";
import type { Radii } from "./numbers";
import type { GhostWindow } from "./window";

export interface Circle {
  radius: number;
  /** Short, as in formulas. */
  label: string;
  /** What it is, for the legend. */
  name: string;
  colour: string;
  dash: number[];
  width: number;
}

/** All circles but the step's, the bounds first. */
export function circlesOf(radii: Radii, theme: Theme): Circle[] {
  const bound = (radius: number, label: string, name: string, slot: number, dash: number[]): Circle =>
    ({ radius, label, name, colour: branchColour(theme, slot), dash, width: 1.6 });
  return [
    bound(radii.spread, "ρₐ", "spread", 1, [3, 3]),
    bound(radii.margin, "ρₘ", "margin", 2, [7, 4]),
    bound(radii.flip, "ρ flip", "curvature", 3, [10, 3, 2, 3]),
    radii.certified
      ? { radius: radii.star, label: "ρ*", name: "nearest ghost", colour: theme.threshold, dash: [], width: 2.6 }
      : { radius: radii.star, label: "ρ* ≥", name: "nearest ghost (a bound)", colour: theme.threshold, dash: [5, 4], width: 2.2 },
  ];
}

/** The arc of |t| = radius above the real axis; what lies outside the window is not drawn. */
export function strokeArc(c: CanvasRenderingContext2D, w: GhostWindow, radius: number, { colour, dash, width }: Pick<Circle, "colour" | "dash" | "width">, theme: Theme): void {
  const r = radius * w.scale;
  if (!(r > 0) || !(r < 1e5)) return;
  clipped(c, w.box, () => {
    for (const halo of [true, false]) {
      c.beginPath();
      c.arc(w.px(0), w.py(0), r, Math.PI, 2 * Math.PI);
      c.setLineDash(halo ? [] : dash);
      c.strokeStyle = halo ? theme.halo : colour;
      c.globalAlpha = halo ? 0.5 : 1;
      c.lineWidth = width + (halo ? 2 : 0);
      c.stroke();
    }
    c.setLineDash([]);
  });
}

/** Angles at which a circle may be named, the first free one wins: on the left, where the step does not go. */
const ANGLES = [152, 138, 124, 166, 110, 96, 82, 68, 54];

/** Names each circle on its arc where it covers no other name and no ghost. */
export function nameCircles(c: CanvasRenderingContext2D, w: GhostWindow, circles: readonly Circle[], zeros: readonly (readonly [number, number])[], theme: Theme): void {
  const taken = zeros.map(([u, y]): [number, number] => [w.px(u), w.py(y)]);
  c.font = `600 12px ${FONT.split(" ").slice(1).join(" ")}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.lineJoin = "round";
  for (const { radius, label, colour } of circles) {
    const r = radius * w.scale;
    if (!(r > 16) || !(r < 1e5)) continue;
    for (const angle of ANGLES) {
      const x = w.px(0) + r * Math.cos((angle * Math.PI) / 180);
      const y = w.py(0) - r * Math.sin((angle * Math.PI) / 180);
      if (!w.contains(x, y, -12) || taken.some(([a, b]) => Math.abs(a - x) < 38 && Math.abs(b - y) < 15)) continue;
      taken.push([x, y]);
      c.lineWidth = 4;
      c.strokeStyle = theme.halo;
      c.strokeText(label, x, y);
      c.fillStyle = colour;
      c.fillText(label, x, y);
      break;
    }
  }
}
