// Orbits in a plane: the last points of a streamed series of (x, y) pairs, across forks.
import type { Columns } from "../columns";
import type { Lab } from "../lab";

export interface Stretch {
  columns: Columns;
  from: number;
  to: number;
}

/** The points of one orbit, oldest first; NaN where nothing was measured. */
export interface Orbit {
  steps: number[];
  x: number[];
  y: number[];
}

/** The steps that a brush leaves; all of them where the step shown comes before it. */
export function brushed(lab: Lab, step: number): [number, number] {
  return lab.range !== null && step >= lab.range[0] ? lab.range : [0, Infinity];
}

/** What lies between two steps. */
export function within(stretches: readonly Stretch[], low: number, high: number): Stretch[] {
  return stretches.map(({ columns, from, to }) => ({ columns, from: Math.max(from, Math.ceil(low)), to: Math.min(to, Math.floor(high)) }));
}

/** The newest points are all drawn, of older ones at most this many. */
const NEWEST = 300;
const MOST_OLDER = 900;

/**
 * The last `trail` rows (0: all) of the pair in columns 2 `orbit` and 2 `orbit` + 1. Of a long past every third,
 * fifth, ... row is taken: an odd distance, so that even and odd steps both stay in sight, and always the same
 * rows, so that the past does not shimmer.
 */
export function lastPoints(stretches: readonly Stretch[], orbit: number, trail: number): Orbit {
  const out: Orbit = { steps: [], x: [], y: [] };
  const all = stretches.reduce((n, { columns, to }) => n + columns.indexAt(to) + 1, 0);
  const wanted = trail > 0 ? trail : Infinity;
  const stride = oddAtLeast((Math.min(wanted, all) - NEWEST) / MOST_OLDER);
  let seen = 0;
  let before = Infinity;
  for (let k = stretches.length - 1; k >= 0 && seen < wanted; k--) {
    const { columns, from, to } = stretches[k];
    const { steps, values } = columns;
    for (let r = columns.indexAt(to); r >= 0 && seen < wanted && steps[r] >= from; r--) {
      if (steps[r] >= before) continue; // a fork's first row is its parent's last
      before = steps[r];
      if (seen++ >= NEWEST && r % stride !== 0) continue;
      out.steps.push(steps[r]);
      out.x.push(values[2 * orbit]?.[r] ?? NaN);
      out.y.push(values[2 * orbit + 1]?.[r] ?? NaN);
    }
  }
  for (const list of [out.steps, out.x, out.y]) list.reverse();
  return out;
}

const oddAtLeast = (n: number) => 2 * Math.max(0, Math.ceil((n - 1) / 2)) + 1;

/** [lowest x, highest x, lowest y, highest y] of what is finite. */
export function extent(orbits: readonly Orbit[]): [number, number, number, number] {
  const out: [number, number, number, number] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of orbits) {
    for (let i = 0; i < x.length; i++) {
      if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
      out[0] = Math.min(out[0], x[i]);
      out[1] = Math.max(out[1], x[i]);
      out[2] = Math.min(out[2], y[i]);
      out[3] = Math.max(out[3], y[i]);
    }
  }
  return out;
}

/** The last point with numbers, as its index; -1 without one. */
export function headOf({ x, y }: Orbit): number {
  let i = x.length - 1;
  while (i >= 0 && !(Number.isFinite(x[i]) && Number.isFinite(y[i]))) i--;
  return i;
}
