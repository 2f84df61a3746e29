// One function of a profile: its band, its model dashed, itself, its marked position.
import { px, py, type Box } from "../drawing/axis";
import type { Scale } from "../drawing/scale";
import type { Theme } from "../theme";
import { valueAt, type ProfileLine } from "./profile_lines";

/** Up to so many points are shown as points: the line between them is only a guide. */
export const FEW = 24;

export function drawProfileLine(c: CanvasRenderingContext2D, theme: Theme, box: Box, xs: Scale, ys: Scale, line: ProfileLine, colour: string, depth: number, width = 2): void {
  const at = (x: number, y: number) => [px(box, xs, x), py(box, ys, y)] as const;
  const path = (values: Float32Array) => {
    c.beginPath();
    for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) c.lineTo(...at(line.x[i], values[i]));
  };
  c.lineJoin = "round";
  if (line.error.some((v) => v > 0)) {
    path(line.y.map((v, i) => v + line.error[i]));
    for (let i = line.y.length - 1; i >= 0; i--) {
      const low = line.y[i] - line.error[i];
      if (Number.isFinite(low)) c.lineTo(...at(line.x[i], low));
    }
    c.fillStyle = colour + "33";
    c.fill();
  }
  c.strokeStyle = colour;
  if (line.model.length > 0) {
    path(line.model);
    c.lineWidth = 1.4;
    c.setLineDash([6, 4]);
    c.stroke();
    c.setLineDash([]);
  }
  const few = line.x.length <= FEW;
  // Lines that coincide: the ones below look out at the sides.
  const more = few ? Math.min(3, depth) : 0;
  path(line.y);
  c.lineWidth = width + 1.2 * more;
  c.stroke();
  if (few) {
    c.fillStyle = colour;
    c.beginPath();
    line.y.forEach((v, i) => {
      if (!Number.isFinite(v)) return;
      const [x, y] = at(line.x[i], v);
      c.moveTo(x + 2.6 + 1.4 * more, y);
      c.arc(x, y, 2.6 + 1.4 * more, 0, 7);
    });
    c.fill();
  }
  const height = valueAt(line, line.mark);
  if (Number.isNaN(height)) return;
  c.beginPath();
  c.arc(...at(line.mark, height), 4.5, 0, 7);
  c.fillStyle = theme.tokens.panel;
  c.fill();
  c.lineWidth = 2;
  c.stroke();
}
