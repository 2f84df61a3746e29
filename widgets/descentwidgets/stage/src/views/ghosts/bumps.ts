// Below the plane: the curvature K''(u) of the log-partition along the step. A ghost stands over each of its bumps.
import { clipped, drawHorizontalAxis, drawVerticalAxis, px, py, type Box } from "../../drawing/axis";
import { linearScale, type Scale } from "../../drawing/scale";
import type { Theme } from "../../theme";
import { branchColour } from "../../theme";
import { slopeVariance, type Ray } from "./tilted";
import type { GhostWindow } from "./window";

export interface Bumps {
  box: Box;
  us: Scale;
  ks: Scale;
  values: Float64Array;
}

/** Curves that fill less of the height get a closer scale. */
const LEAST_FILLED = 0.4;

/** Samples of K'' between the window's edges, and the height for them: the last one, where that still fits. */
export function bumpsOf(ray: Ray, w: GhostWindow, box: Box, last: number): Bumps {
  const n = Math.max(2, Math.min(400, Math.round(box.width), Math.max(120, Math.round(40_000 / ray.logits.length))));
  const { u0, u1 } = w.rectangle;
  const p = new Float64Array(ray.logits.length);
  const values = Float64Array.from({ length: n }, (_, i) => slopeVariance(ray, u0 + (i / (n - 1)) * (u1 - u0), p));
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const high = last >= most && most >= LEAST_FILLED * last ? last : 1.2 * most || 1;
  return { box, us: w.us, ks: linearScale(0, high), values };
}

export function drawBumps(c: CanvasRenderingContext2D, { box, us, ks, values }: Bumps, ray: Ray, zeros: readonly (readonly [number, number])[], w: GhostWindow, theme: Theme): void {
  drawHorizontalAxis(c, theme, box, us, "u: distance along the step's direction");
  drawVerticalAxis(c, theme, box, ks, "K″(u)");
  clipped(c, { ...box, top: box.top - 5, height: box.height + 5 }, () => {
    const colour = branchColour(theme, 4);
    const path = () => {
      c.beginPath();
      values.forEach((v, i) => c.lineTo(box.left + (i / (values.length - 1)) * box.width, py(box, ks, v)));
    };
    path();
    c.lineTo(box.left + box.width, box.top + box.height);
    c.lineTo(box.left, box.top + box.height);
    c.fillStyle = colour + "26";
    c.fill();
    path();
    c.strokeStyle = colour;
    c.lineWidth = 2;
    c.lineJoin = "round";
    c.stroke();
    for (const [u, y] of zeros) {
      const [x, top] = [w.px(u), w.py(y)];
      if (x < box.left || x > box.left + box.width || !w.contains(x, top)) continue;
      const on = py(box, ks, slopeVariance(ray, u));
      c.beginPath();
      c.arc(px(box, us, u), on, 3.4, 0, 7);
      c.fillStyle = theme.tokens.bad;
      c.fill();
      c.lineWidth = 1.2;
      c.strokeStyle = theme.tokens.panel;
      c.stroke();
    }
  });
}

/** Thin lines from the ghosts down to their bumps. */
export function drawPlumbs(c: CanvasRenderingContext2D, { box, ks }: Bumps, ray: Ray, zeros: readonly (readonly [number, number])[], w: GhostWindow, theme: Theme): void {
  const whole = { left: box.left, top: w.box.top, width: box.width, height: box.top + box.height - w.box.top };
  clipped(c, whole, () => {
    c.beginPath();
    for (const [u, y] of zeros) {
      const [x, top] = [w.px(u), w.py(y)];
      if (!w.contains(x, top)) continue;
      c.moveTo(x, top);
      c.lineTo(x, py(box, ks, slopeVariance(ray, u)));
    }
    c.strokeStyle = theme.tokens.bad;
    c.globalAlpha = 0.45;
    c.lineWidth = 1;
    c.setLineDash([2, 3]);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  });
}
