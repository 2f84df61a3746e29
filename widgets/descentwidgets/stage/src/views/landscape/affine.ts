// Where an old plane's picture lies in a new plane: the least-squares affine map between the coordinates
// of the steps both trails hold. Used only to keep a faded picture until the new one is sampled.
import type { Plane } from "../../branch";

export interface Affine {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

/** The map, or undefined when the planes are of different kind or share too little to tell. */
export function fitAffine(from: Plane, to: Plane): Affine | undefined {
  if (from.kind !== to.kind) return undefined;
  const pairs = shared(from, to);
  if (pairs.length < 3) return undefined;
  const n = pairs.length;
  const mean = [0, 1, 2, 3].map((k) => pairs.reduce((sum, p) => sum + p[k], 0) / n);
  let xx = 0, xy = 0, yy = 0, xu = 0, yu = 0, xv = 0, yv = 0;
  for (const p of pairs) {
    const [x, y, u, v] = p.map((value, k) => value - mean[k]);
    xx += x * x; xy += x * y; yy += y * y;
    xu += x * u; yu += y * u; xv += x * v; yv += y * v;
  }
  const determinant = xx * yy - xy * xy;
  // Collinear points say nothing about the other direction.
  if (!(determinant > 1e-6 * xx * yy)) return undefined;
  const a = (xu * yy - yu * xy) / determinant;
  const b = (yu * xx - xu * xy) / determinant;
  const d = (xv * yy - yv * xy) / determinant;
  const e = (yv * xx - xv * xy) / determinant;
  return { a, b, c: mean[2] - a * mean[0] - b * mean[1], d, e, f: mean[3] - d * mean[0] - e * mean[1] };
}

/** [x, y, x', y'] of every (branch, step) both planes' trails hold. */
function shared(from: Plane, to: Plane): number[][] {
  const known = new Map<string, [number, number]>();
  for (const { branch, rows, data } of from.trails) {
    for (let r = 0; r < rows; r++) known.set(`${branch}:${data[3 * r]}`, [data[3 * r + 1], data[3 * r + 2]]);
  }
  const pairs: number[][] = [];
  for (const { branch, rows, data } of to.trails) {
    for (let r = 0; r < rows; r++) {
      const old = known.get(`${branch}:${data[3 * r]}`);
      if (old !== undefined) pairs.push([...old, data[3 * r + 1], data[3 * r + 2]]);
    }
  }
  return pairs;
}
