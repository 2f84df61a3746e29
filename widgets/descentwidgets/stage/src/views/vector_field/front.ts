// The Pareto front: a bold line with an outline, broken where it is not known.
import type { Reading } from "../../readings";
import type { Theme } from "../../theme";
import type { FieldFrame } from "./frame";

export function drawFront(c: CanvasRenderingContext2D, frame: FieldFrame, { data, shape }: Reading, theme: Theme): void {
  const path = new Path2D();
  let pen = false;
  for (let i = 0; i < shape[0]; i++) {
    const [x, y] = frame.pixel(data[2 * i], data[2 * i + 1]);
    if (!Number.isFinite(x) || !Number.isFinite(y)) pen = false;
    else if (pen) path.lineTo(x, y);
    else {
      path.moveTo(x, y);
      pen = true;
    }
  }
  c.lineCap = c.lineJoin = "round";
  c.strokeStyle = theme.tokens.panel;
  c.lineWidth = 7.5;
  c.stroke(path);
  c.strokeStyle = theme.tokens.ink;
  c.lineWidth = 4;
  c.stroke(path);
  c.lineCap = "butt";
}
