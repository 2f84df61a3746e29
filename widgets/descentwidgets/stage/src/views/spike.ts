// The peak or trough of a recorded line nearest to where it was clicked.
import type { Columns } from "../columns";

export interface Spike {
  step: number;
  value: number;
  /** The line's other end in the same window: a spike is clicked anywhere between the two. */
  base: number;
}

/**
 * The line's highest peak or lowest trough among the steps [from, to]: the one that reaches nearer to `value`.
 * Null where the line only rises or falls there.
 */
export function spikeNear(columns: Columns, column: number, from: number, to: number, value: number): Spike | null {
  const values = columns.values[column];
  const first = Math.max(0, columns.indexAt(from - 0.5) + 1);
  const last = columns.indexAt(to);
  let [peak, trough, low, high] = [-1, -1, Infinity, -Infinity];
  for (let r = first; r <= last; r++) {
    const v = values[r];
    low = Math.min(low, Number.isFinite(v) ? v : low);
    high = Math.max(high, Number.isFinite(v) ? v : high);
    // An end of the record stands out on one side only.
    if (r === 0 || r === columns.rows - 1) continue;
    const [up, down] = [v - values[r - 1], v - values[r + 1]];
    if (!(up * down > 0)) continue;
    if (up > 0 && (peak < 0 || v > values[peak])) peak = r;
    if (up < 0 && (trough < 0 || v < values[trough])) trough = r;
  }
  const found = [peak, trough].filter((r) => r >= 0).sort((a, b) => Math.abs(values[a] - value) - Math.abs(values[b] - value));
  if (found.length === 0) return null;
  const row = found[0];
  return { step: columns.steps[row], value: values[row], base: row === peak ? low : high };
}
