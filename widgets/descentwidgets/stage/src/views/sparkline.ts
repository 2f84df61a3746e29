// The past of one column of a series in a small box: no axes, only its shape, a line at one level, the step shown.
import { px, py, type Box } from "../drawing/axis";
import type { Scale } from "../drawing/scale";
import type { Theme } from "../theme";
import type { TableBuilder } from "../table";
import type { Stretch } from "./orbits";
import { cheapWidth } from "./stroke";

export interface Spark {
  stretches: readonly Stretch[];
  column: number;
  colour: string;
}

export function drawSpark(
  c: CanvasRenderingContext2D, theme: Theme, builder: TableBuilder, box: Box, ys: Scale, xs: Scale, { stretches, column, colour }: Spark, level: number, step: number,
): void {
  const y = (v: number) => Math.min(box.top + box.height, Math.max(box.top, py(box, ys, v)));
  c.lineWidth = 1;
  c.strokeStyle = theme.tokens.faint;
  c.beginPath();
  c.moveTo(box.left, y(level));
  c.lineTo(box.left + box.width, y(level));
  c.stroke();
  c.beginPath();
  for (const { columns, from, to } of stretches) {
    const [x, values] = builder.build([{ columns, column, from: Math.max(0, from) }], xs.low, xs.high, Math.max(16, box.width / 2), false);
    let pen = false;
    for (let i = 0; i < x.length; i++) {
      const v = values[i];
      // Decimated points lie between those that were recorded: nothing of them is a gap.
      if (v === null || x[i] > to || x[i] < xs.low || x[i] > xs.high) continue;
      if (pen) c.lineTo(px(box, xs, x[i]), y(v));
      else c.moveTo(px(box, xs, x[i]), y(v));
      pen = true;
    }
  }
  c.strokeStyle = colour;
  c.lineWidth = cheapWidth(1.4 * devicePixelRatio) / devicePixelRatio;
  c.lineJoin = "bevel";
  c.stroke();
  const at = xs.unit(step);
  if (!(at >= 0 && at <= 1)) return;
  c.fillStyle = theme.tokens.accent;
  c.fillRect(Math.round(box.left + at * box.width) - 0.5, box.top, 1, box.height);
}
