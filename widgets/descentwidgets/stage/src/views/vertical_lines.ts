// Values of the variable a profile is read against, each with its name at the top of its line.
import { FONT, px, type Box } from "../drawing/axis";
import type { Scale } from "../drawing/scale";
import type { ReferenceLine } from "../spec";
import type { Theme } from "../theme";

export function drawVerticalLines(c: CanvasRenderingContext2D, theme: Theme, box: Box, xs: Scale, lines: readonly ReferenceLine[]): void {
  const { left, top, width, height } = box;
  c.font = `600 ${FONT}`;
  c.textBaseline = "bottom";
  for (const { at, label } of lines) {
    const x = Math.round(px(box, xs, at)) + 0.5;
    if (!(x >= left && x <= left + width)) continue;
    c.beginPath();
    c.moveTo(x, top);
    c.lineTo(x, top + height);
    c.strokeStyle = theme.threshold;
    c.lineWidth = 1.4;
    c.setLineDash([9, 5]);
    c.stroke();
    c.setLineDash([]);
    if (!label) continue;
    const before = x + 5 + c.measureText(label).width > left + width; // no room behind
    c.textAlign = before ? "right" : "left";
    c.fillStyle = theme.tokens.ink;
    c.fillText(label, x + (before ? -5 : 5), top + height - 4);
  }
}
