// The peak or trough of a recorded line nearest to where it was clicked.
import type { Columns } from "../columns";

/**
 * The step of the line's highest peak or lowest trough among the steps [from, to]: the one whose value lies nearer
 * to `value`. Null where the line only rises or falls there.
 */
export function spikeNear(columns: Columns, column: number, from: number, to: number, value: number): number | null {
  const values = columns.values[column];
  // An end of the record stands out on one side only.
  const first = Math.max(1, columns.indexAt(from - 0.5) + 1);
  const last = Math.min(columns.rows - 2, columns.indexAt(to));
  let [peak, trough] = [-1, -1];
  for (let r = first; r <= last; r++) {
    const [up, down] = [values[r] - values[r - 1], values[r] - values[r + 1]];
    if (!(up * down > 0)) continue;
    if (up > 0 && (peak < 0 || values[r] > values[peak])) peak = r;
    if (up < 0 && (trough < 0 || values[r] < values[trough])) trough = r;
  }
  const found = [peak, trough].filter((r) => r >= 0).sort((a, b) => Math.abs(values[a] - value) - Math.abs(values[b] - value));
  return found.length > 0 ? columns.steps[found[0]] : null;
}
