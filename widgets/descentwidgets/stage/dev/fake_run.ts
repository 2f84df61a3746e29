// A made-up run with the look of the real thing: the self-stabilization toy of Damian et al. (2023), an
// oscillation x across a valley whose sharpness S grows with progress y and falls with x squared.

import { conflictRow, WITH_CONFLICT } from "./fake_conflict";
import { flowRow } from "./fake_flows";
import { ghostRow } from "./fake_ghosts";

export interface State {
  step: number;
  lr: number;
  x: number;
  y: number;
  s: number;
  /** Which example's ghosts are shown. */
  example?: number;
  /** Settings that are places. */
  places?: Record<string, number>;
}

/** They take milliseconds a step. */
export const WITH_GHOSTS = location.search.includes("ghosts");

export type Row = Record<string, number[]>;

export function initial(lr: number): State {
  return { step: 0, lr, x: 0.02, y: 0, s: 9 };
}

export function advance(p: State): State {
  const { lr, s, x } = p;
  const next = (1 - lr * s) * x + 1.2e-2 * Math.sin(p.step * p.step * 12.9898);
  return { ...p, step: p.step + 1, x: next, y: p.y + 0.35 * lr * Math.exp(-0.35 * p.y), s: s + lr * 2.2 * (1 - s / 90) - lr * 60 * x * x };
}

/** The valley bends: its floor is at x = bend(y). */
export const bend = (y: number) => 0.12 * Math.sin(1.3 * y) + 0.05 * y;

export function lossAt(x: number, y: number, s: number): number {
  const across = x - bend(y);
  return 0.5 * s * across * across * (1 + 0.5 * across * across) + 0.9 * Math.exp(-1.1 * y) + 0.01 * Math.max(0, -y) ** 2 + 0.002;
}

export function measure(p: State): Row {
  const loss = lossAt(p.x + bend(p.y), p.y, p.s);
  const train = 100 * (1 - 0.9 * Math.exp(-1.4 * p.y));
  const noise = Math.sin(p.step * 78.233) * 0.01;
  return {
    loss: [loss],
    eigenvalues: [p.s, p.s * (0.62 + noise) + 1, p.s * (0.41 - noise) + 0.6],
    residuals: [0.02 * p.s, 0.03 * p.s, 0.06 * p.s],
    threshold: [2 / p.lr],
    gradient_norm: [Math.hypot(p.s * p.x, Math.exp(-1.1 * p.y)) + 1e-4],
    accuracy: p.step % 5 === 0 ? [train, train - 4 - 3 * Math.min(1, p.y)] : [NaN, NaN],
    plane_xy: [p.y, p.x + bend(p.y)],
    plane_distance: [0.02 + 0.05 * p.y],
    ...flowRow(p),
    ...(WITH_CONFLICT ? conflictRow(p, p.places ?? {}) : {}),
    ...(WITH_GHOSTS ? ghostRow(p, p.example ?? -1) : {}),
  };
}
