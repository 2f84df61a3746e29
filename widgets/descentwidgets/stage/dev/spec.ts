// A spec like the edge-of-stability exhibit's.
import type { Spec, ViewSpec } from "../src/spec";
import { ARRAYS } from "./fake_arrays";
import { FLOW_SERIES } from "./fake_flows";
import { CONFLICT_SERIES } from "./fake_conflict";
import { GHOST_SERIES } from "./fake_ghosts";

export const spec: Spec = {
  exhibit: "edge_of_stability",
  title: "The edge of stability",
  claim: "Full-batch gradient descent sharpens the loss until the top Hessian eigenvalue reaches 2/η, and then stays there while the loss goes on falling.",
  paper: "Cohen et al. 2021",
  page: true,
  settings: [
    { name: "lr", label: "Learning rate η", type: "float", low: 1e-3, high: 10, log: true, live: true, default: 0.05, help: "Moves the line 2/η at once." },
    { name: "width", label: "Hidden width", type: "int", low: 1, high: 256, live: false, default: 64 },
    { name: "examples", label: "Training examples", type: "int", low: 10, high: 1797, live: false, default: 500 },
    { name: "activation", label: "Activation", type: "choice", values: ["tanh", "relu", "gelu"], live: false, default: "tanh" },
    { name: "loss", label: "Loss", type: "choice", values: ["mse", "cross_entropy"], live: false, default: "mse" },
    { name: "seed", label: "Seed", type: "int", low: 0, high: 1000, live: false, default: 0 },
    { name: "plane", label: "Plane", type: "choice", live: true, group: "view", default: "trajectory_pca",
      values: ["trajectory_pca", "top_eigenvectors", "gradient_and_eigenvector", "random_filter_normalised"] },
  ],
  presets: [
    { name: "At the edge", settings: { lr: 0.05 } },
    { name: "Never reaches it", settings: { lr: 0.002 } },
    { name: "Diverges", settings: { lr: 5 } },
  ],
  series: [
    { name: "loss", label: "Training loss", unit: "", cols: 1, log: true },
    { name: "eigenvalues", label: "Top eigenvalues", cols: 3, columns: ["λ₁", "λ₂", "λ₃"] },
    { name: "threshold", label: "2/η", cols: 1 },
    { name: "gradient_norm", label: "Gradient norm", cols: 1, log: true },
    { name: "accuracy", label: "Accuracy", unit: "%", cols: 2, columns: ["train", "test"] },
    ...FLOW_SERIES,
    ...GHOST_SERIES, ...CONFLICT_SERIES,
  ],
  arrays: ARRAYS,
  views: [
    { id: "landscape", kind: "landscape", title: "Loss landscape" },
    { id: "loss", kind: "curve", title: "Training loss", series: ["loss"], log: true },
    { id: "sharpness", kind: "eigenvalues", title: "Top Hessian eigenvalues", series: ["eigenvalues"], threshold: "threshold", threshold_label: "2/η", residuals: "residuals" },
    { id: "density", kind: "density", title: "Spectral density", series: ["density_x", "density"], error: "density_error", outliers: "outliers" },
    { id: "gradient", kind: "curve", title: "Gradient norm", series: ["gradient_norm"], log: true },
    { id: "accuracy", kind: "curve", title: "Accuracy", series: ["accuracy"], log: false },
  ],
  story: [
    { title: "Sharpening", text: "Press **Play**. The top eigenvalue `λ₁` rises towards the dashed line `2/η`: *progressive sharpening*.\n\nNothing in gradient descent asks for it." },
    { title: "The edge", text: "At the line the loss starts to oscillate, and yet it **goes on falling**.", settings: { lr: 0.05 } },
    { title: "Move the line", text: "Halve `η` while it runs: the line jumps up, and the sharpness follows." },
  ],
};

/** The instruments of the spectrum: `?spectra` shows these views instead. */
export const spectra: ViewSpec[] = [
  { id: "density", kind: "density", title: "Spectral density", series: ["density_x", "density"], error: "density_error", outliers: "outliers" },
  { id: "map", kind: "density_map", title: "Spectral density over training", series: ["density_x", "density"], eigenvalues: "eigenvalues" },
  { id: "sharpness", kind: "eigenvalues", title: "Top Hessian eigenvalues", series: ["eigenvalues"], threshold: "threshold", residuals: "residuals" },
  { id: "layers", kind: "layers", title: "Spectrum by layer", series: ["layer_eigenvalues"], trace: "layer_mean", error: "layer_error" },
  { id: "classes", kind: "matrix", title: "Outliers and classes", series: ["attribution"], rowlabel: "eigenvector", columnlabel: "class", low: 0, high: 1 },
  { id: "lines", kind: "profile", title: "Loss along lines", series: ["line_t", "line_loss"], model: "line_model", xlabel: "distance along the line", ylabel: "loss" },
  { id: "surface", kind: "surface", title: "Loss surface" },
];
