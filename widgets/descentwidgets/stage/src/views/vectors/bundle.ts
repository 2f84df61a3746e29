// The arrows of one reading: gradients of tasks, updates of aggregators, rays of the dual cone.
import type { Reading } from "../../readings";

export interface Arrow {
  name: string;
  /** An update, and not a gradient. */
  update: boolean;
  /** Its row in the series. */
  index: number;
  at: number[];
  length: number;
  /** Cosine to each of the gradients, in their order; NaN where one of the two has no length. */
  cosines: number[];
}

export interface Bundle {
  dimension: number;
  gradients: Arrow[];
  updates: Arrow[];
  rays: number[][];
}

/** Numbers travel as float32: a cosine of zero arrives as one of this size, of either sign. */
const ROUNDING = 1e-6;

export const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, k) => sum + v * b[k], 0);
export const times = (a: readonly number[], factor: number) => a.map((v) => v * factor);

export function cosine(a: readonly number[], b: readonly number[]): number {
  const size = Math.hypot(...a) * Math.hypot(...b);
  return size > 0 ? dot(a, b) / size : NaN;
}

/** The least cosine to a gradient; NaN without any. */
export const leastCosine = ({ cosines }: Arrow) => cosines.reduce((least, c) => (c < least || Number.isNaN(least) ? c : least), NaN);

/** Whether a step along -d raises some task's loss at first order: d leaves the dual cone. */
export const conflicts = (arrow: Arrow) => leastCosine(arrow) < -ROUNDING;

/** Rows of a reading that are numbers throughout. */
function rows(reading: Reading | undefined): { index: number; at: number[] }[] {
  if (reading === undefined) return [];
  const [count, dimension] = [reading.shape[0], reading.shape[1] ?? 1];
  return Array.from({ length: count }, (_, index) => ({ index, at: [...reading.data.subarray(index * dimension, (index + 1) * dimension)] }))
    .filter(({ at }) => at.every(Number.isFinite));
}

export function bundleOf(gradients: Reading, updates: Reading | undefined, rays: Reading | undefined, names: readonly string[], titles: readonly string[]): Bundle {
  const of = rows(gradients);
  const arrow = (name: string, index: number, at: number[], update: boolean): Arrow => ({ name, update, index, at, length: Math.hypot(...at), cosines: of.map((g) => cosine(at, g.at)) });
  return {
    dimension: gradients.shape[1] ?? 1,
    gradients: of.map(({ index, at }) => arrow(names[index], index, at, false)),
    updates: rows(updates).map(({ index, at }) => arrow(titles[index], index, at, true)),
    rays: rows(rays).map(({ at }) => at),
  };
}

/** How many pairs of gradients have a negative cosine, and how many pairs there are. */
export function conflictingPairs({ gradients }: Bundle): [number, number] {
  let count = 0;
  gradients.forEach((g, i) => (count += g.cosines.filter((c, j) => j > i && c < -ROUNDING).length));
  return [count, (gradients.length * (gradients.length - 1)) / 2];
}
