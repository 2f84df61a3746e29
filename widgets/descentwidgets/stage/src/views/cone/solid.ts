// The dual cone {d: g·d ≥ 0 for every g} in space: its flat faces, each a sector of the plane across a gradient.
import { dot } from "../vectors/bundle";
import { isThin, sectorOf } from "../vectors/half_spaces";

export interface Face {
  /** Unit normal: the gradient whose plane it lies in; the cone is on its side. */
  normal: number[];
  /** Unit vectors along its curved rim, at an equal distance from one another. */
  rim: number[][];
  /** A whole disc has no edges. */
  round: boolean;
}

/** Radians between two points of a rim. */
const FINE = 0.12;

const cross = ([a, b, c]: number[], [d, e, f]: number[]) => [b * f - c * e, c * d - a * f, a * e - b * d];
const unit = (v: number[]) => v.map((x) => x / Math.hypot(...v));

/** Two unit vectors across a unit vector, and across each other. */
export function across(normal: number[]): [number[], number[]] {
  const least = normal.map(Math.abs).indexOf(Math.min(...normal.map(Math.abs)));
  const u = unit(cross(normal, [0, 1, 2].map((k) => (k === least ? 1 : 0))));
  return [u, cross(normal, u)];
}

/** One face a gradient that bounds the cone; parallel gradients share one. */
export function facesOf(gradients: readonly number[][]): Face[] {
  const normals = gradients.filter((g) => Math.hypot(...g) > 0).map(unit);
  const faces: Face[] = [];
  normals.forEach((normal, i) => {
    const parallel = (other: number[]) => Math.abs(dot(normal, other)) > 1 - 1e-9;
    if (normals.slice(0, i).some(parallel)) return;
    const [u, v] = across(normal);
    const sector = sectorOf(normals.filter((other) => !parallel(other)).map((g) => [dot(g, u), dot(g, v)]));
    if (isThin(sector)) return;
    const { from, sweep } = sector!;
    const n = Math.max(2, Math.ceil(sweep / FINE));
    const rim = Array.from({ length: n + 1 }, (_, k) => {
      const [c, s] = [Math.cos(from + (sweep * k) / n), Math.sin(from + (sweep * k) / n)];
      return u.map((x, j) => c * x + s * v[j]);
    });
    faces.push({ normal, rim, round: sweep > 6.283 });
  });
  return faces;
}
