// Wide series for the made-up run: a spectrum with a bulk and outliers, blocks of layers, a confusion of classes,
// the loss along eigenvectors.
import type { ArraySpec } from "../src/spec";
import { FLOW_ARRAYS, flowArrays } from "./fake_flows";
import { GHOST_ARRAYS, ghostArrays } from "./fake_ghosts";
import { lossAt, type State } from "./fake_run";

const POINTS = 192;
const LAYERS = ["0 weight", "0 bias", "2 weight", "2 bias", "4 weight", "4 bias"];
const DIRECTIONS = ["u₁", "u₂", "−∇L"];

export const ARRAYS: ArraySpec[] = [
  ...FLOW_ARRAYS,
  ...GHOST_ARRAYS,
  { name: "density_x", label: "eigenvalue λ", dims: ["point"], shape: [POINTS], columns: [] },
  { name: "density", label: "spectral density", log: true, dims: ["point"], shape: [POINTS], columns: [] },
  { name: "density_error", label: "95 % half-width", dims: ["point"], shape: [POINTS], columns: [] },
  { name: "outliers", label: "outliers", dims: ["rank"], shape: [20], columns: [] },
  { name: "layer_eigenvalues", label: "eigenvalues of the blocks", dims: ["layer", "rank"], shape: [12, 5], columns: [] },
  { name: "layer_mean", label: "mean eigenvalue", dims: ["layer"], shape: [12], columns: [] },
  { name: "layer_error", label: "its error", dims: ["layer"], shape: [12], columns: [] },
  { name: "attribution", label: "share of the class", dims: ["vector", "class"], shape: [10, 16], columns: Array.from({ length: 10 }, (_, i) => `u${i + 1}`) },
  { name: "line_t", label: "distance along the line", dims: ["line", "t"], shape: [4, 65], columns: [] },
  { name: "line_loss", label: "loss", dims: ["line", "t"], shape: [4, 65], columns: [...DIRECTIONS, "none"] },
  { name: "line_model", label: "quadratic model", dims: ["line", "t"], shape: [4, 65], columns: [] },
];

export const LABELS = { layer: LAYERS, task: ["class", "parity", "rotation"], class: Array.from({ length: 10 }, (_, i) => String(i)) };

/** A number in [0, 1) that depends on its arguments only. */
const noise = (a: number, b: number) => {
  const v = Math.sin(a * 12.9898 + b * 78.233) * 43758.5453;
  return v - Math.floor(v);
};

function spectrum({ s, step }: State): { bulk: number[]; outliers: number[] } {
  const bulk = Array.from({ length: 400 }, (_, i) => {
    const size = 0.12 * s * (-Math.log(1 - noise(i, 1))) ** 2.2 * 0.12;
    return (noise(i, 2) < 0.36 ? -0.35 : 1) * size * (1 + 0.05 * noise(i, step));
  });
  const outliers = Array.from({ length: 10 }, (_, k) => (k < 9 ? s * 0.86 ** (k * 1.6) * (0.93 + 0.1 * noise(k, 9 + (step >> 6))) : -0.11 * s));
  outliers[0] = s;
  return { bulk, outliers };
}

function density(p: State): [string, number[]][] {
  const { bulk, outliers } = spectrum(p);
  const low = -0.16 * p.s;
  const high = 0.55 * p.s;
  const width = 0.012 * p.s;
  const x = Array.from({ length: POINTS }, (_, i) => low + (i / (POINTS - 1)) * (high - low));
  const at = (v: number) => bulk.reduce((sum, b) => sum + Math.exp(-0.5 * ((v - b) / width) ** 2), 0) / (bulk.length * width * 2.5066) + 1e-9;
  const values = x.map(at);
  return [
    ["density_x", x], ["density", values], ["density_error", values.map((v, i) => v * (0.12 + 0.5 * noise(i >> 3, 4)))],
    ["outliers", [...outliers, ...new Array<number>(10).fill(NaN)]],
  ];
}

function layers(p: State): [string, number[]][] {
  const weight = [1, 0.12, 0.7, 0.08, 0.45, 0.3];
  const eigenvalues = Array.from({ length: 60 }, (_, i) => {
    const [g, k] = [Math.floor(i / 5), i % 5];
    if (g >= LAYERS.length) return NaN;
    return k === 4 ? -0.03 * p.s * weight[g] * (0.5 + noise(g, 7)) : p.s * weight[g] * 0.55 ** (k * (1 + 0.5 * noise(g, k)));
  });
  const mean = Array.from({ length: 12 }, (_, g) => (g < LAYERS.length ? 0.004 * p.s * weight[g] * (1 + 12 * (g % 2)) : NaN));
  return [["layer_eigenvalues", eigenvalues], ["layer_mean", mean], ["layer_error", mean.map((v) => 0.3 * v)]];
}

function attribution(p: State): [string, number[]][] {
  return [["attribution", Array.from({ length: 160 }, (_, i) => {
    const [v, k] = [Math.floor(i / 16), i % 16];
    return k < 10 ? Math.max(0, 0.75 * Math.exp(-0.8 * Math.abs(((k * 3 + (p.step > 200 ? 1 : 0)) % 10) - v)) - 0.05 + 0.1 * noise(v, k)) : NaN;
  })]];
}

function lines(p: State): [string, number[]][] {
  const t = Array.from({ length: 65 }, (_, i) => (i - 32) / 32);
  const sharpness = [p.s, 0.62 * p.s + 1, 0.2 * p.s];
  const base = lossAt(p.x, p.y, p.s);
  const model = sharpness.map((s) => t.map((v) => base + 0.5 * s * (0.3 * v) ** 2 - 0.02 * v));
  const loss = sharpness.map((s, k) => t.map((v, i) => model[k][i] - 0.1 * s * (0.55 * v) ** 4 + 0.02 * s * (0.5 * v) ** 3));
  const none = t.map(() => NaN);
  return [["line_t", [...t, ...t, ...t, ...none]], ["line_loss", [...loss.flat(), ...none]], ["line_model", [...model.flat(), ...none]]];
}

/** All wide series of one step. */
export const arraysAt = (p: State): [string, number[]][] => [...density(p), ...layers(p), ...attribution(p), ...lines(p), ...flowArrays(p), ...ghostArrays(p)];
