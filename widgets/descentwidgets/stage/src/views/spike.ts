// The peak or trough of a recorded line nearest to where it was clicked.
import type { Columns } from "../columns";

/**
 * The step of the line's highest or lowest value among the steps [from, to], of those that stand out on both
 * sides: the one whose value lies nearer to `value`. Null where the line only rises or falls there.
 */
export function spikeNear(columns: Columns, column: number, from: number, to: number, value: number): number | null {
  const values = columns.values[column];
  const first = Math.max(0, columns.indexAt(from - 0.5) + 1);
  const last = columns.indexAt(to);
  let [low, high] = [-1, -1];
  for (let r = first; r <= last; r++) {
    if (!Number.isFinite(values[r])) continue;
    if (low < 0 || values[r] < values[low]) low = r;
    if (high < 0 || values[r] > values[high]) high = r;
  }
  const found = [high, low].filter((r) => r >= 0 && isExtreme(columns, values, r));
  found.sort((a, b) => Math.abs(values[a] - value) - Math.abs(values[b] - value));
  return found.length > 0 ? columns.steps[found[0]] : null;
}

/** Whether both neighbours lie on one side of a row, neither level with it. */
function isExtreme(columns: Columns, values: Float32Array, row: number): boolean {
  if (row === 0 || row === columns.rows - 1) return false;
  return (values[row] - values[row - 1]) * (values[row] - values[row + 1]) > 0;
}
