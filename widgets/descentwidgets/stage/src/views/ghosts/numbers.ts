// The numbers of one example that the picture is made of, taken out of the readings.
import type { Reading } from "../../readings";
import { usedRows } from "../shown";
import type { Ray } from "./tilted";

/** In units of distance in weight space; Infinity where there is no such bound, NaN where it is unknown. */
export interface Radii {
  spread: number;
  margin: number;
  flip: number;
  star: number;
  /** The length of the step. */
  tau: number;
  /** Whether `star` is the nearest zero; otherwise it is a bound below it. */
  certified: boolean;
  /** Which example it is, or NaN. */
  example: number;
}

export interface Ghosts {
  ray: Ray;
  /** Zeros u + iy of F with y >= 0. */
  zeros: [number, number][];
  radii: Radii;
}

/** Null where the numbers are no ray: a logit or slope that is not a number leaves everything unknown. */
export function ghostsOf(logits: Reading, slopes: Reading, zeros: Reading | undefined, radii: Reading): Ghosts | null {
  const ray = rayOf(logits.data, slopes.data);
  if (ray === null) return null;
  const [spread, margin, flip, star, tau, certified, example = NaN] = radii.data;
  return { ray, zeros: zerosOf(zeros), radii: { spread, margin, flip, star, tau, certified: certified === 1, example } };
}

/** Slopes are counted from the middle of their range, which moves no zero: it keeps the phases small. */
function rayOf(logits: Float32Array, slopes: Float32Array): Ray | null {
  const n = Math.max(usedRows(logits, logits.length, 1), usedRows(slopes, slopes.length, 1));
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < n; k++) {
    if (!Number.isFinite(slopes[k]) || Number.isNaN(logits[k]) || logits[k] === Infinity) return null;
    low = Math.min(low, slopes[k]);
    high = Math.max(high, slopes[k]);
  }
  if (n < 2) return null;
  const middle = (low + high) / 2;
  return { logits: Float64Array.from(logits.subarray(0, n)), slopes: Float64Array.from(slopes.subarray(0, n), (a) => a - middle) };
}

function zerosOf(reading: Reading | undefined): [number, number][] {
  const out: [number, number][] = [];
  const data = reading?.data ?? [];
  for (let i = 0; i + 1 < data.length; i += 2) if (Number.isFinite(data[i]) && Number.isFinite(data[i + 1])) out.push([data[i], data[i + 1]]);
  return out;
}

/** The zero nearest to the start of the step; -1 where none is known. */
export function nearestZero(zeros: readonly (readonly [number, number])[]): number {
  let best = -1;
  let least = Infinity;
  zeros.forEach(([u, y], i) => {
    const size = Math.hypot(u, y);
    if (size < least) [best, least] = [i, size];
  });
  return best;
}
