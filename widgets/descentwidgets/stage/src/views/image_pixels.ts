// Small grey pictures out of an array [groups, m, height, width]: black is the array's least value, white its most.
import type { Reading } from "../readings";
import { usedRows } from "./shown";

export interface Pictures {
  groups: number;
  /** Places for pictures in each group; those padded with NaN at the end are not counted in `counts`. */
  m: number;
  counts: number[];
  width: number;
  height: number;
  low: number;
  high: number;
  data: Float32Array;
}

/** The pictures of a reading; null where it has not four dimensions. */
export function picturesOf({ shape, data }: Reading): Pictures | null {
  if (shape.length !== 4) return null;
  const [groups, m, height, width] = shape;
  const size = m * height * width;
  const counts = Array.from({ length: groups }, (_, g) => usedRows(data.subarray(g * size, (g + 1) * size), m, height * width));
  let [low, high] = [Infinity, -Infinity];
  for (const v of data) {
    if (!Number.isFinite(v)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return { groups, m, counts, width, height, low, high: high > low ? high : low + 1, data };
}

/** RGBA bytes of one picture; a pixel without a number is transparent. */
export function greyOf(p: Pictures, group: number, k: number): Uint8ClampedArray<ArrayBuffer> {
  const size = p.width * p.height;
  const from = (group * p.m + k) * size;
  const out = new Uint8ClampedArray(4 * size);
  for (let i = 0; i < size; i++) {
    const v = p.data[from + i];
    if (Number.isNaN(v)) continue;
    const grey = (255 * (v - p.low)) / (p.high - p.low);
    out.fill(grey, 4 * i, 4 * i + 3);
    out[4 * i + 3] = 255;
  }
  return out;
}
