// A field on the nodes of a rectangle: row-major, the first row at the least y.
import type { Reading } from "../../readings";
import type { Rect } from "./frame";

export interface Grid {
  nx: number;
  ny: number;
  /** Numbers a node. */
  depth: number;
  data: Float32Array;
  window: Rect;
}

export function gridOf(reading: Reading, window: Rect): Grid {
  const [ny, nx] = reading.shape;
  return { nx, ny, depth: reading.shape[2] ?? 1, data: reading.data, window };
}

export const nodeX = ({ nx, window: [x0, x1] }: Grid, i: number) => x0 + (i / Math.max(1, nx - 1)) * (x1 - x0);
export const nodeY = ({ ny, window: [, , y0, y1] }: Grid, j: number) => y0 + (j / Math.max(1, ny - 1)) * (y1 - y0);

/** The numbers of the nearest node; undefined outside of the grid. */
export function nearestNode(grid: Grid, x: number, y: number): number[] | undefined {
  const { nx, ny, depth, data, window: [x0, x1, y0, y1] } = grid;
  const i = Math.round(((x - x0) / (x1 - x0)) * (nx - 1));
  const j = Math.round(((y - y0) / (y1 - y0)) * (ny - 1));
  if (!(i >= 0 && j >= 0 && i < nx && j < ny)) return undefined;
  const k = (j * nx + i) * depth;
  return [...data.subarray(k, k + depth)];
}
