// What the views of flows and stability show, for the made-up run: an oscillation with its covariance, optimizers
// beside their thresholds, examples that pull to opposite sides.
import type { ArraySpec, SeriesSpec, Setting, ViewSpec } from "../src/spec";
import type { State } from "./fake_run";

export const OPTIMIZERS = ["gradient descent", "heavy-ball", "Nesterov", "SAM", "weight decay", "Scalar RMSProp", "RMSProp", "Adam", "Lion", "Muon"];
const FORMULAS = ["2/η", "2(1+β)/η", "2(1+β)/(η(1+2β))", "(1+ρλ)λ = 2/η", "2/η − γ", "2 √ν/η", "2", "(2+2β₁)/((1−β₁)η)", "2‖s‖∞/η", ""];
const SIZE = 8;
const PICTURES = 6;

export const FLOW_SERIES: SeriesSpec[] = [
  { name: "swing", label: "oscillation", cols: 2, columns: ["along u₁", "along u₂"] },
  { name: "games", label: "players", cols: 4, columns: ["x", "y", "x of the flow", "y of the flow"] },
  { name: "sigma", label: "Σ", cols: 3, columns: ["xx", "xy", "yy"] },
  { name: "ratio", label: "share of the threshold", cols: 10, columns: OPTIMIZERS },
  { name: "decisive", label: "what decides", cols: 10, columns: OPTIMIZERS },
  { name: "thresholds", label: "thresholds", cols: 10, columns: OPTIMIZERS },
  { name: "losses", label: "Training loss", cols: 5, log: true, columns: ["discrete", "midpoint", "central flow", "stable flow", "predicted"] },
  { name: "effective", label: "Effective eigenvalues", cols: 2, columns: ["1st", "2nd"] },
];

export const FLOW_ARRAYS: ArraySpec[] = [
  { name: "pictures", label: "examples", dims: ["side", "example", "row", "column"], shape: [2, PICTURES, SIZE, SIZE], columns: [] },
  { name: "scores", label: "projection", dims: ["side", "example"], shape: [2, PICTURES], columns: [] },
];

/** `?flows` shows these views. */
export const flows: ViewSpec[] = [
  { id: "board", kind: "board", title: "Every optimizer's edge", series: ["ratio", "decisive", "thresholds"], formulas: FORMULAS, log: true },
  { id: "phase", kind: "phase", title: "Oscillation in the plane of u₁ and u₂", series: ["swing"], ellipse: "sigma", ellipse_label: "1σ of the central flow's Σ", trail: 160, xlabel: "along u₁", ylabel: "along u₂" },
  { id: "loss", kind: "curve", title: "Loss: discrete against flows", series: ["losses"], log: true, dashed: [4], bold: [2] },
  { id: "effective", kind: "curve", title: "Effective eigenvalues", series: ["effective"], lines: [{ at: 2, label: "critical" }, { at: 12, label: "far" }] },
  { id: "examples", kind: "images", title: "Opposing examples", series: ["pictures", "scores"], groups: ["pull to +u₁", "pull to −u₁"] },
  { id: "game", kind: "phase", title: "Two players", series: ["games"], names: ["gradient descent-ascent", "its flow"], xlabel: "x", ylabel: "y", equal: true },
];

export const FLOW_SETTINGS: Setting[] = [
  { name: "optimizer", label: "Optimizer", type: "choice", live: true, group: "training", default: "gradient_descent",
    values: ["gradient_descent", "heavy_ball", "nesterov", "scalar_rmsprop", "rmsprop", "adam", "sam", "weight_decay", "lion", "muon"] },
  { name: "damping", label: "Damp the oscillation", type: "float", low: 0, high: 1, live: true, group: "steering", default: 0, help: "1 freezes it." },
  { name: "flow", label: "Time passes", type: "choice", values: ["discrete", "central", "stable"], live: true, group: "steering", default: "discrete" },
  { name: "tracked", label: "Eigenvalues tracked", type: "int", low: 1, high: 16, live: true, group: "theory", default: 4 },
  { name: "tolerance", label: "Tolerance of a substep", type: "float", low: 1e-6, high: 1e-1, log: true, live: true, group: "theory", default: 1e-3 },
  { name: "depth", label: "Layers", type: "int", low: 1, high: 6, live: false, group: "problem", default: 2 },
];

const wave = (k: number, step: number) => Math.sin(step * 12.9898 + k * 78.233);

export function flowRow(p: State): Record<string, number[]> {
  const sign = p.step % 2 === 0 ? 1 : -1;
  const size = Math.min(0.6, Math.abs(p.x) + 0.02);
  const other = 0.25 * size * Math.sin(p.step / 23);
  const t = p.step / 14;
  const ratio = OPTIMIZERS.map((_, k) => (k === 8 ? NaN : k === 6 ? 400 * Math.exp(-p.step / 40) + 0.99 : (p.s * p.lr) / 2 / (1 + 0.35 * k) * (1 + 0.02 * wave(k, p.step))));
  const thresholds = OPTIMIZERS.map((_, k) => (2 / p.lr) * (1 + 0.35 * k));
  const smooth = 0.9 * Math.exp(-1.1 * p.y) + 0.002;
  const swing = 0.5 * p.s * size * size;
  return {
    swing: [sign * size * (1 + 0.1 * wave(1, p.step)), sign * other + 0.01 * wave(2, p.step)],
    games: [Math.cos(t) * Math.exp(t / 40), Math.sin(t) * Math.exp(t / 40), Math.cos(t) * Math.exp(t / 60), Math.sin(t) * Math.exp(t / 60)],
    sigma: p.step < 15 ? [NaN, NaN, NaN] : [size * size, size * other, other * other + 2e-4],
    ratio, thresholds,
    decisive: ratio.map((r, k) => r * thresholds[k]),
    losses: [smooth + swing * (1 + 0.4 * wave(3, p.step)), smooth + 0.02 * swing, smooth, 0.9 * smooth, smooth + swing],
    effective: [p.s * p.lr, 0.62 * p.s * p.lr],
  };
}

export function flowArrays(p: State): [string, number[]][] {
  const pictures = Array.from({ length: 2 * PICTURES * SIZE * SIZE }, (_, i) => {
    const [c, r] = [i % SIZE, Math.floor(i / SIZE) % SIZE];
    const k = Math.floor(i / SIZE / SIZE);
    if (k === 2 * PICTURES - 1) return NaN;
    const ring = Math.hypot(c - 3.5, (r - 3.5) * (k < PICTURES ? 1 : 2.2));
    return Math.max(0, 16 * Math.exp(-0.7 * (ring - 2 - 0.3 * (k % 3)) ** 2) + wave(k, i));
  });
  const scores = Array.from({ length: 2 * PICTURES }, (_, k) => (k === 11 ? NaN : (k < PICTURES ? 1 : -1) * (0.9 - 0.1 * (k % PICTURES)) * Math.abs(p.x)));
  return [["pictures", pictures], ["scores", scores]];
}

/** What the page says when the made-up theory fails. */
export const flowRemarks = (p: State): string[] =>
  p.s * p.lr > 2.01 ? ["Outside the theory: the effective eigenvalue has jumped to " + (p.s * p.lr).toFixed(2) + "; the central flow is drawn, not to be believed."] : [];
