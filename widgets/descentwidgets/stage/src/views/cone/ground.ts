// What gives the eye a hold in space: the plane of the first two gradients, and where each gradient stands over it.
import { FONT } from "../../drawing/axis";
import type { Theme } from "../../theme";
import type { Camera } from "../surface/camera";

const AROUND = Array.from({ length: 73 }, (_, k) => [Math.cos((2 * Math.PI * k) / 72), Math.sin((2 * Math.PI * k) / 72)]);

export function drawGround(c: CanvasRenderingContext2D, camera: Camera, edge: string, theme: Theme): void {
  c.beginPath();
  for (const [x, y] of AROUND) c.lineTo(...camera.project(x, y, 0));
  c.fillStyle = theme.grid;
  c.fill();
  c.beginPath();
  for (const r of [0.25, 0.5, 0.75, 1]) {
    AROUND.forEach(([x, y], k) => (k === 0 ? c.moveTo(...camera.project(r * x, r * y, 0)) : c.lineTo(...camera.project(r * x, r * y, 0))));
  }
  for (let k = 0; k < 36; k += 6) {
    c.moveTo(...camera.project(AROUND[k][0], AROUND[k][1], 0));
    c.lineTo(...camera.project(-AROUND[k][0], -AROUND[k][1], 0));
  }
  c.strokeStyle = theme.tokens.line;
  c.lineWidth = 1;
  c.stroke();
  // The ring's length, where it is nearest to the eye.
  const [ex, ey] = camera.eye;
  const away = Math.hypot(ex, ey) || 1;
  const [x, y] = camera.project((1.06 * ex) / away, (1.06 * ey) / away, 0);
  c.font = FONT;
  c.textAlign = "center";
  c.textBaseline = "top";
  c.fillStyle = theme.tokens.faint;
  c.fillText(edge, x, y);
}

/** A dotted plumb line from a tip to the ground. */
export function drawShadow(c: CanvasRenderingContext2D, camera: Camera, [x, y, z]: readonly number[], theme: Theme): void {
  c.beginPath();
  c.moveTo(...camera.project(x, y, z));
  c.lineTo(...camera.project(x, y, 0));
  c.lineTo(...camera.project(0, 0, 0));
  c.setLineDash([2, 4]);
  c.strokeStyle = theme.tokens.faint;
  c.lineWidth = 1;
  c.stroke();
  c.setLineDash([]);
}
