// Which line of a plot the pointer is on.
import type uPlot from "uplot";

export interface Near {
  /** Index of the line, its place in CSS pixels of the plot, and its value at the nearest point it has. */
  line: number;
  x: number;
  y: number;
  value: number;
}

/** How far (px) from a line the pointer still is on it. */
const REACH = 14;

/** Heights are compared at the pointer, between the points on either side: a line may have few of them. */
export function nearestLine(u: uPlot, x: number, y: number): Near | null {
  const xs = u.data[0] as number[];
  const at = u.posToVal(x, "x");
  let best: Near | null = null;
  let nearest = REACH;
  for (let line = 1; line < u.data.length; line++) {
    const found = between(xs, u.data[line] as (number | null)[], at);
    if (found === null) continue;
    const [i, j] = found;
    const [a, b] = [i, j].map((k) => u.valToPos((u.data[line] as number[])[k], "y"));
    const t = i === j ? 0 : (at - xs[i]) / (xs[j] - xs[i]);
    const height = a + t * (b - a);
    if (!(Math.abs(height - y) <= nearest)) continue;
    nearest = Math.abs(height - y);
    best = { line: line - 1, x, y: height, value: (u.data[line] as number[])[t < 0.5 ? i : j] };
  }
  return best;
}

/** The places in `xs` of the known values on either side of `at`; null before the first and past the last. */
export function between(xs: readonly number[], values: readonly (number | null)[], at: number): [number, number] | null {
  let before = -1;
  for (let k = 0; k < xs.length; k++) {
    if (values[k] === null || values[k] === undefined) continue;
    if (xs[k] <= at) before = k;
    if (xs[k] >= at) return before < 0 ? null : [before, k];
  }
  return null;
}
