// Rays of logits for the made-up run, with their true zeros and bounds: three classes, and ten.
import type { ArraySpec, SeriesSpec, Setting, ViewSpec } from "../src/spec";
import { modulusAt } from "../src/views/ghosts/plane";
import { slopeVariance, tilted, type Ray } from "../src/views/ghosts/tilted";
import type { State } from "./fake_run";

const ZEROS = 24;
const SIZE = 8;
const PICTURES = 8;
const POINTS = 65;
const ORDERS = [2, 4, 8];

const rays = [["three", 3], ["ten", 10]] as const;

export const GHOST_SERIES: SeriesSpec[] = rays.flatMap(([name, k]) => [
  { name: `logits_${name}`, cols: k, shape: [k] },
  { name: `slopes_${name}`, cols: k, shape: [k] },
  { name: `zeros_${name}`, cols: 2 * ZEROS, shape: [ZEROS, 2] },
  { name: `radii_${name}`, cols: 7, shape: [7], log: true, columns: ["spread", "margin", "flip", "ρ*", "τ", "certified", "example"] },
]);

export const GHOST_ARRAYS: ArraySpec[] = [
  { name: "fragile", label: "most fragile", dims: ["group", "example", "row", "column"], shape: [1, PICTURES, SIZE, SIZE], columns: [] },
  { name: "fragile_radius", label: "ρ*", dims: ["group", "example"], shape: [1, PICTURES], columns: [] },
  { name: "fragile_ids", label: "number", dims: ["group", "example"], shape: [1, PICTURES], columns: [] },
  { name: "along_t", label: "t", dims: ["line", "t"], shape: [4, POINTS], columns: [] },
  { name: "along_loss", label: "loss", dims: ["line", "t"], shape: [4, POINTS], columns: ["loss", ...ORDERS.map((o) => `Taylor, order ${o}`)] },
];

export const GHOST_SETTINGS: Setting[] = [
  { name: "example", label: "Example shown", type: "int", low: -1, high: 99, live: true, group: "view", default: -1, help: "−1: the most fragile." },
];

const series = (name: string) => ["logits", "slopes", "zeros", "radii"].map((s) => `${s}_${name}`);

/** `?ghosts` shows these views. */
export const ghosts: ViewSpec[] = [
  { id: "ghosts", kind: "ghosts", title: "Ghosts of softmax along the step", series: series("ten"), drag: "lr" },
  { id: "ranking", kind: "images", title: "Most fragile examples", series: ["fragile", "fragile_radius"], groups: ["smallest ρ*"], ids: "fragile_ids", pick: "example" },
  { id: "along", kind: "profile", title: "Loss along the step", series: ["along_t", "along_loss"], loose: [1, 2, 3], xlabel: "t", ylabel: "loss" },
  { id: "three", kind: "ghosts", title: "Three classes", series: series("three"), drag: "lr" },
  { id: "loss", kind: "curve", title: "Training loss", series: ["loss"], log: true },
  { id: "radii", kind: "curve", title: "Radii", series: ["radii_ten"], log: true },
];

function rayAt(k: number, p: State, example: number): Ray {
  const wobble = (i: number, f: number) => Math.sin(0.7 * i * i + f + example + 0.004 * p.step * (1 + (i % 3)));
  return {
    logits: Float64Array.from({ length: k }, (_, i) => (k === 3 ? [2, 0.6, -0.5][i] : 3.2 * wobble(i, 1))),
    slopes: Float64Array.from({ length: k }, (_, i) => 9 * (k === 3 ? [-1, 1.4, 0.1][i] + 0.2 * wobble(i, 4) : wobble(i, 4))),
  };
}

/** Zeros of the partition function with |u| < reach, 0 < y < reach, by Newton from the least |phi| of a grid. */
function zerosOf(ray: Ray, reach: number): [number, number][] {
  const n = 56;
  const grid = (i: number) => (-1 + (2 * i) / n) * reach;
  const values = Array.from({ length: n + 1 }, (_, i) => Array.from({ length: n + 1 }, (_, j) => modulusAt(ray, grid(i), (j / n) * reach)));
  const found: [number, number][] = [];
  for (let i = 1; i < n; i++) for (let j = 1; j < n; j++) {
    if (values[i][j] > Math.min(values[i - 1][j], values[i + 1][j], values[i][j - 1], values[i][j + 1])) continue;
    const zero = newton(ray, grid(i), (j / n) * reach);
    if (zero !== null && zero[1] > 0 && !found.some(([u, y]) => Math.hypot(u - zero[0], y - zero[1]) < 1e-6)) found.push(zero);
  }
  return found.sort((a, b) => Math.hypot(...a) - Math.hypot(...b)).slice(0, ZEROS);
}

/** On phi, tilted anew at each step: the derivative of F / F(u) at fixed u is the sum of a p e^{iay}. */
function newton(ray: Ray, u: number, y: number): [number, number] | null {
  const p = new Float64Array(ray.logits.length);
  for (let n = 0; n < 40; n++) {
    tilted(ray, u, p);
    let [fr, fi, dr, di] = [0, 0, 0, 0];
    ray.slopes.forEach((a, k) => {
      const [c, s] = [p[k] * Math.cos(a * y), p[k] * Math.sin(a * y)];
      fr += c; fi += s; dr += a * c; di += a * s;
    });
    const size = dr * dr + di * di;
    const [du, dy] = [(fr * dr + fi * di) / size, (fi * dr - fr * di) / size];
    u -= du;
    y -= dy;
    if (Math.hypot(du, dy) < 1e-12) return [u, y];
  }
  return null;
}

function radii(ray: Ray, zeros: [number, number][], tau: number): number[] {
  const { logits, slopes } = ray;
  const p = new Float64Array(logits.length);
  const spread = Math.PI / (Math.max(...slopes) - Math.min(...slopes));
  tilted(ray, 0, p);
  const c = p.indexOf(Math.max(...p));
  const away = Math.max(0, Math.log(p[c] / (1 - p[c]))) / Math.max(...slopes.map((a) => Math.abs(a - slopes[c])));
  let flip = Infinity;
  for (let i = -400; i <= 400; i++) {
    const u = (i / 400) * 8 * spread;
    const k = slopeVariance(ray, u, p);
    if (Math.max(...p) <= 0.5) flip = Math.min(flip, Math.hypot(u, Math.PI / (2 * Math.sqrt(k))));
  }
  return [spread, Math.hypot(away, spread), flip, zeros.length > 0 ? Math.hypot(...zeros[0]) : NaN, tau, 1];
}

export function ghostRow(p: State, example: number): Record<string, number[]> {
  const out: Record<string, number[]> = {};
  for (const [name, k] of rays) {
    const shown = k === 3 ? 0 : example < 0 ? 17 : example;
    const ray = rayAt(k, p, shown);
    const reach = (Math.PI / (Math.max(...ray.slopes) - Math.min(...ray.slopes))) * 7;
    const zeros = zerosOf(ray, reach);
    out[`logits_${name}`] = [...ray.logits];
    out[`slopes_${name}`] = [...ray.slopes];
    out[`zeros_${name}`] = Array.from({ length: 2 * ZEROS }, (_, i) => zeros[i >> 1]?.[i & 1] ?? NaN);
    out[`radii_${name}`] = [...radii(ray, zeros, 8 * p.lr * (1 + 0.2 * Math.sin(p.step / 9))), shown];
  }
  return out;
}

/** Loss of one example of two classes along a line, and its Taylor sums: softplus(-t - 1). */
function along(): [number[], number[]] {
  const t = Array.from({ length: POINTS }, (_, i) => (i / (POINTS - 1)) * 8);
  const loss = (x: number) => Math.log1p(Math.exp(1 - x));
  const h = 0.25;
  const f = Array.from({ length: 9 }, (_, n) => { // derivatives by central differences, for the looks of it
    let sum = 0;
    for (let i = 0, b = 1; i <= n; b = (b * (n - i)) / (i + 1), i++) sum += (i % 2 === 0 ? 1 : -1) * b * loss((n / 2 - i) * h);
    return sum / h ** n;
  });
  const taylor = (x: number, order: number) => { let [s, q] = [0, 1]; for (let n = 0; n <= order; n++) { s += f[n] * q; q *= x / (n + 1); } return s; };
  return [[...t, ...t, ...t, ...t], [...t.map(loss), ...ORDERS.flatMap((o) => t.map((x) => taylor(x, o)))]];
}

export function ghostArrays(p: State): [string, number[]][] {
  const pictures = Array.from({ length: PICTURES * SIZE * SIZE }, (_, i) => {
    const [c, r, k] = [i % SIZE, Math.floor(i / SIZE) % SIZE, Math.floor(i / SIZE / SIZE)];
    return 16 * Math.exp(-0.6 * (Math.hypot(c - 3.5, (r - 3.5) * (1 + 0.2 * (k % 4))) - 1.6 - 0.2 * k) ** 2);
  });
  const [t, losses] = along();
  return [["fragile", pictures], ["fragile_radius", Array.from({ length: PICTURES }, (_, k) => 0.2 + 0.05 * k + 0.0002 * p.step)],
    ["fragile_ids", Array.from({ length: PICTURES }, (_, k) => (17 + 13 * k) % 100)], ["along_t", t], ["along_loss", losses]];
}
