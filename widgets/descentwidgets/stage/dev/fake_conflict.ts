// Gradients that conflict, for the made-up run: in a plane where they can be dragged, in space, and a field of updates.
import type { SeriesSpec, Setting, ViewSpec } from "../src/spec";
import type { State } from "./fake_run";

/** Only these views need them at every step. */
export const WITH_CONFLICT = typeof location !== "undefined" && location.search.includes("conflict");

export const START: Record<string, number> = { g0x: 1.4, g0y: 0.2, g1x: -0.6, g1y: 0.4, x1: -8, y1: 6, x2: 8, y2: -3 };
export const AGGREGATORS = ["Mean", "MGDA", "UPGrad", "PCGrad", "Sum", "CAGrad", "IMTL-G", "Nash-MTL", "Aligned-MTL", "ConFIG"];
const IDS = ["mean", "mgda", "upgrad", "pcgrad", "sum", "cagrad", "imtl_g", "nash_mtl", "aligned_mtl", "config"];
const MANY = 25;
const N = 50;
const WINDOW: [number, number, number, number] = [-10, 10, -10, 10];

const a = AGGREGATORS.length;
const arrows = (name: string, m: number, d: number, dim: string): SeriesSpec => ({ name, cols: m * d, shape: [m, d], dims: [dim, "coordinate"], ...(dim === "aggregator" ? { columns: AGGREGATORS } : {}) });
export const CONFLICT_SERIES: SeriesSpec[] = [
  arrows("plane_gradients", 2, 2, "task"), arrows("plane_updates", a, 2, "aggregator"),
  arrows("space_gradients", 3, 3, "task"), arrows("space_updates", a, 3, "aggregator"),
  arrows("many_gradients", MANY, 2, "example"), arrows("many_updates", a, 2, "aggregator"),
  { name: "flow_field", cols: 2 * N * N, shape: [N, N, 2] }, { name: "flow_basin", cols: N * N, shape: [N, N] },
  { name: "flow_front", cols: 80, shape: [40, 2] }, { name: "flow_places", cols: 4 }, { name: "leftover", label: "leftover conflict", cols: a, columns: AGGREGATORS },
];

export const CONFLICT_SETTINGS: Setting[] = [
  { name: "aggregator", label: "Aggregator", type: "choice", values: IDS, live: true, group: "training", default: "mean" },
  ...Object.entries(START).map(([name, value]): Setting => ({ name, type: "float", low: name.startsWith("g") ? -3 : -10, high: name.startsWith("g") ? 3 : 10, live: true, group: "view", default: value })),
];

/** `?conflict` shows these views. */
export const conflict: ViewSpec[] = [
  { id: "plane", kind: "arrows", title: "Two gradients", series: ["plane_gradients", "plane_updates"], drag: [["g0x", "g0y"], ["g1x", "g1y"]], pick: "aggregator", picks: IDS },
  { id: "space", kind: "cone", title: "Three gradients", series: ["space_gradients", "space_updates"], pick: "aggregator", picks: IDS },
  { id: "field", kind: "vector_field", title: "Where starts end", series: ["flow_field", "flow_basin", "flow_front", "flow_places"], window: WINDOW, categories: ["reaches the front", "stops elsewhere"], names: ["from the left", "from the right"], drag: [["x1", "y1"], ["x2", "y2"]], xlabel: "w₁", ylabel: "w₂" },
  { id: "many", kind: "arrows", title: "Many gradients", series: ["many_gradients", "many_updates"], unit: true },
  { id: "loss", kind: "curve", title: "Training loss", series: ["loss"], log: true },
];

type V = number[];
const dot = (x: V, y: V) => x.reduce((s, v, k) => s + v * y[k], 0);
const sum = (gs: V[], w: V) => gs[0].map((_, k) => gs.reduce((s, g, i) => s + w[i] * g[k], 0));

/** min ‖Σ w g‖ on the simplex by Frank-Wolfe. */
function mgda(gs: V[]): V {
  let w = gs.map(() => 1 / gs.length);
  for (let n = 0; n < 400; n++) {
    const d = sum(gs, w);
    const slopes = gs.map((g) => dot(g, d));
    const best = slopes.indexOf(Math.min(...slopes));
    const to = d.map((v, k) => gs[best][k] - v);
    const t = Math.min(1, Math.max(0, -dot(d, to) / (dot(to, to) || 1)));
    w = w.map((v, i) => (1 - t) * v + (i === best ? t : 0));
  }
  return sum(gs, w);
}

/** The projection of g on the dual cone: g + Σ v g, v ≥ 0 by coordinate descent. */
function project(gs: V[], g: V): V {
  const v = gs.map(() => 0);
  let d = [...g];
  for (let n = 0; n < 300; n++) gs.forEach((h, i) => {
    const next = Math.max(0, v[i] - dot(h, d) / dot(h, h));
    d = d.map((x, k) => x + (next - v[i]) * h[k]);
    v[i] = next;
  });
  return d;
}

function pcgrad(gs: V[]): V {
  const parts = gs.map((g, i) => gs.reduce((p, h, j) => (i !== j && dot(p, h) < 0 ? p.map((v, k) => v - (dot(p, h) / dot(h, h)) * h[k]) : p), g));
  return sum(parts, parts.map(() => 1 / gs.length));
}

function updates(gs: V[]): V[] {
  const even = gs.map(() => 1 / gs.length);
  const up = gs.map((g) => project(gs, g));
  const [mean, low, upgrad] = [sum(gs, even), mgda(gs), sum(up, even)];
  const mix = (p: V, q: V, t: number, s: number) => p.map((v, k) => s * (t * v + (1 - t) * q[k]));
  return [mean, low, upgrad, pcgrad(gs), mean.map((v) => gs.length * v), mix(mean, low, 0.5, 1), mix(upgrad, low, 0.6, 0.7), mix(upgrad, mean, 0.3, 1.2), mix(low, mean, 0.8, 1), mix(upgrad, low, -0.4, 1.1)];
}

const shaped = (x: number, y: number): [V, V] => [
  [Math.tanh(0.5 * (x + 4)) + 0.1 * y, 0.4 * y + Math.sin(0.6 * x)],
  [Math.tanh(0.5 * (x - 4)) - 0.05 * y, 0.5 * y + Math.sin(0.6 * x)],
];

export function conflictRow(p: State, settings: Record<string, number>): Record<string, V> {
  const s = { ...START, ...settings };
  const plane = [[s["g0x"], s["g0y"]], [s["g1x"], s["g1y"]]];
  const turn = 0.01 * p.step;
  const space = [[1, 0, 0], [-0.35 + 0.2 * Math.sin(turn), 0.6, 0], [-0.3, -0.25 * Math.cos(turn), 0.3]];
  const many = Array.from({ length: MANY }, (_, i) => [1, 0].map((_, k) => Math.sin(12.9 * i + 78.2 * k + 1) + (k === 0 ? 0.6 : 0.2)).map((v) => v * 10 ** Math.sin(5 * i)));
  const grid = Array.from({ length: N * N }, (_, k) => [-10 + (20 * (k % N)) / (N - 1), -10 + (20 * Math.floor(k / N)) / (N - 1)]);
  const planar = updates(plane);
  const lane = (x: number, y: number) => [x * Math.exp(-0.01 * p.step), y * Math.exp(-0.02 * p.step) + 0.3 * Math.sin(0.2 * p.step) * Math.exp(-0.01 * p.step)];
  return {
    plane_gradients: plane.flat(), plane_updates: planar.flat(),
    space_gradients: space.flat(), space_updates: updates(space).flat(),
    many_gradients: many.flat(), many_updates: updates(many).flat(),
    flow_field: grid.flatMap(([x, y]) => pcgrad(shaped(x, y)).map((v) => -v)),
    flow_basin: grid.map(([x, y]) => (y > 8.5 ? NaN : Math.hypot(x + 3, y - 4) < 4 ? 1 : 0)),
    flow_front: Array.from({ length: 40 }, (_, k) => [-4 + (8 * k) / 39, 0.4 * Math.sin(k / 6)]).flat(),
    flow_places: [...lane(s["x1"], s["y1"]), ...lane(s["x2"], s["y2"])],
    leftover: planar.map((d) => Math.min(...plane.map((g) => dot(g, d) / Math.hypot(...g) / Math.hypot(...d)))),
  };
}
