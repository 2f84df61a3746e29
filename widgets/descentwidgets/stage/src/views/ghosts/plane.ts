// |phi(u + iy)| over a rectangle, phi(u + iy) = sum_k p_k(u) exp(i a_k y) with p(u) = softmax(z + u a): one on the
// real line, zero at the ghosts. A product of a row's K phases with a column's K probabilities.
import { tilted, type Ray } from "./tilted";

/** A class less likely than this in a column is left out of it: no pixel's shade would tell. */
const LEAST = 1e-6;

export interface Rectangle {
  u0: number;
  u1: number;
  y0: number;
  y1: number;
}

/** Row-major, first row at the top (y1); the numbers are those at the pixels' centres. */
export function modulus(ray: Ray, { u0, u1, y0, y1 }: Rectangle, width: number, height: number): Float32Array {
  const groups = likely(ray, u0, u1, width);
  const out = new Float32Array(width * height);
  const re = new Float64Array(width);
  const im = new Float64Array(width);
  const c = new Float64Array(FOUR);
  const s = new Float64Array(FOUR);
  for (let j = 0; j < height; j++) {
    const y = y1 - ((j + 0.5) / height) * (y1 - y0);
    re.fill(0);
    im.fill(0);
    for (const group of groups) {
      for (let k = 0; k < FOUR; k++) {
        c[k] = Math.cos(group.slopes[k] * y);
        s[k] = Math.sin(group.slopes[k] * y);
      }
      add(group, c, s, re, im);
    }
    const at = j * width;
    for (let i = 0; i < width; i++) out[at + i] = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
  }
  return out;
}

/** Classes are added four at a time: the sums are then read and written a quarter as often. */
const FOUR = 4;

interface Group {
  slopes: number[];
  /** Their probabilities in each column, and the columns [from, to) where one of them counts. */
  p: Float64Array[];
  from: number;
  to: number;
}

function add({ p: [p0, p1, p2, p3], from, to }: Group, c: Float64Array, s: Float64Array, re: Float64Array, im: Float64Array): void {
  const [c0, c1, c2, c3] = c;
  const [s0, s1, s2, s3] = s;
  for (let i = from; i < to; i++) {
    const a = p0[i], b = p1[i], d = p2[i], e = p3[i];
    re[i] += c0 * a + c1 * b + c2 * d + c3 * e;
    im[i] += s0 * a + s1 * b + s2 * d + s3 * e;
  }
}

/** Classes by their slopes: along u they come to rule in that order, so that neighbours count in the same columns. */
function likely(ray: Ray, u0: number, u1: number, width: number): Group[] {
  const n = ray.logits.length;
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => ray.slopes[a] - ray.slopes[b]);
  const all = order.map((k) => ({ slope: ray.slopes[k], p: new Float64Array(width), from: width, to: 0 }));
  const p = new Float64Array(n);
  for (let i = 0; i < width; i++) {
    tilted(ray, u0 + ((i + 0.5) / width) * (u1 - u0), p);
    for (let r = 0; r < n; r++) {
      const v = p[order[r]];
      if (!(v > LEAST)) continue;
      const c = all[r];
      c.p[i] = v;
      if (i < c.from) c.from = i;
      c.to = i + 1;
    }
  }
  const seen = all.filter((c) => c.to > c.from);
  const nobody = { slope: 0, p: new Float64Array(width), from: width, to: 0 };
  return Array.from({ length: Math.ceil(seen.length / FOUR) }, (_, g) => {
    const of = Array.from({ length: FOUR }, (_, k) => seen[FOUR * g + k] ?? nobody);
    return { slopes: of.map((c) => c.slope), p: of.map((c) => c.p), from: Math.min(...of.map((c) => c.from)), to: Math.max(...of.map((c) => c.to)) };
  });
}

/** |phi| at one place. */
export function modulusAt(ray: Ray, u: number, y: number): number {
  const p = new Float64Array(ray.logits.length);
  tilted(ray, u, p);
  let [re, im] = [0, 0];
  for (let k = 0; k < p.length; k++) {
    re += p[k] * Math.cos(ray.slopes[k] * y);
    im += p[k] * Math.sin(ray.slopes[k] * y);
  }
  return Math.hypot(re, im);
}

/** How many pixels are worth their time: a picture of many classes is sampled coarser, and shown smoothed. */
export function resolution(width: number, height: number, classes: number, most = 180_000): [number, number] {
  const pixels = most * Math.min(1, 64 / classes);
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  return [Math.max(2, Math.round(width * scale)), Math.max(2, Math.round(height * scale))];
}
