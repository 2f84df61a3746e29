// Below y = pi / (2 sigma(u)), sigma^2 = K''(u), there is no ghost: Re phi(u + iy) >= pi/4 - sigma^2 y^2 / pi. The
// curvature bound is the nearest place of that line at which no class has more than half.
import { clipped } from "../../drawing/axis";
import type { Theme } from "../../theme";
import type { Bumps } from "./bumps";
import type { GhostWindow } from "./window";

export function drawFloor(c: CanvasRenderingContext2D, w: GhostWindow, { values }: Bumps, theme: Theme): void {
  const { left, top, width, height } = w.box;
  clipped(c, w.box, () => {
    c.beginPath();
    values.forEach((v, i) => {
      const y = Math.max(top - 20, Math.min(top + height + 20, w.py(Math.PI / (2 * Math.sqrt(v)))));
      c.lineTo(left + (i / (values.length - 1)) * width, y);
    });
    c.lineJoin = "round";
    c.setLineDash([1.5, 3]);
    c.strokeStyle = theme.tokens.ink;
    c.globalAlpha = 0.7;
    c.lineWidth = 1.4;
    c.stroke();
    c.globalAlpha = 1;
    c.setLineDash([]);
  });
}
