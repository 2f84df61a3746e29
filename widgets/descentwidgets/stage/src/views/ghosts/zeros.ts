// The ghosts themselves: marked dots in the plane, each over its bump of the curvature.
import { clipped } from "../../drawing/axis";
import type { Theme } from "../../theme";
import type { GhostWindow } from "./window";

export function drawGhosts(c: CanvasRenderingContext2D, w: GhostWindow, zeros: readonly (readonly [number, number])[], nearest: number, theme: Theme): void {
  clipped(c, w.box, () => {
    zeros.forEach(([u, y], i) => {
      const [x, top] = [w.px(u), w.py(y)];
      if (!w.contains(x, top, 10)) return;
      const first = i === nearest;
      ring(c, x, top, first ? 9 : 6.5, theme.halo, first ? 5 : 4);
      ring(c, x, top, first ? 9 : 6.5, "#ffffff", first ? 2.4 : 1.5);
      c.beginPath();
      c.arc(x, top, first ? 4.6 : 3, 0, 7);
      c.fillStyle = theme.tokens.bad;
      c.fill();
      c.lineWidth = 1.2;
      c.strokeStyle = "#ffffff";
      c.stroke();
    });
  });
}

function ring(c: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string, width: number): void {
  c.beginPath();
  c.arc(x, y, r, 0, 7);
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.stroke();
}
