// Frame, ticks, axis names and the colour legend of the landscape.
import { colour, css } from "../../colormap";
import { formatTick, formatValue } from "../../format";
import type { Theme } from "../../theme";
import { linearTicks } from "../../ticks";
import { BANDS, type Levels } from "./levels";
import { MARGIN, type Viewport } from "./viewport";

const FONT = "11px system-ui, sans-serif";

export function drawAxes(c: CanvasRenderingContext2D, view: Viewport, labels: [string, string], theme: Theme): void {
  const { left, top } = MARGIN;
  const bottom = top + view.height;
  const [x0, x1, y0, y1] = view.rect;
  c.font = FONT;
  c.fillStyle = theme.tokens.muted;
  c.textAlign = "center";
  c.textBaseline = "top";
  const horizontal = linearTicks(x0, x1, view.width / 80);
  for (const x of horizontal.ticks) c.fillText(formatTick(x, horizontal.step), view.px(x), bottom + 5);
  c.textAlign = "right";
  c.textBaseline = "middle";
  const vertical = linearTicks(y0, y1, view.height / 55);
  for (const y of vertical.ticks) c.fillText(formatTick(y, vertical.step), left - 6, view.py(y));
  c.strokeStyle = theme.tokens.line;
  c.lineWidth = 1;
  c.strokeRect(left - 0.5, top - 0.5, view.width + 1, view.height + 1);
  c.fillStyle = theme.tokens.ink;
  c.textAlign = "center";
  c.textBaseline = "bottom";
  c.fillText(labels[0], left + view.width / 2, bottom + MARGIN.bottom - 1);
  c.save();
  c.translate(9, top + view.height / 2);
  c.rotate(-Math.PI / 2);
  c.textBaseline = "middle";
  c.fillText(labels[1], 0, 0);
  c.restore();
}

/** The bands with the losses between them, low at the bottom. */
export function drawLegend(c: CanvasRenderingContext2D, view: Viewport, levels: Levels, theme: Theme): void {
  const left = MARGIN.left + view.width + 10;
  const height = view.height - 18;
  const top = MARGIN.top + 18;
  for (let k = 0; k < BANDS; k++) {
    c.fillStyle = css(colour(theme.name, (k + 0.5) / BANDS));
    const y = top + height * (1 - (k + 1) / BANDS);
    c.fillRect(left, Math.round(y), 10, Math.ceil(height / BANDS));
  }
  c.font = FONT;
  c.fillStyle = theme.tokens.muted;
  c.textAlign = "left";
  c.textBaseline = "middle";
  const every = Math.max(1, Math.ceil(BANDS / Math.max(2, height / 30)));
  for (let k = 0; k <= BANDS; k += every) {
    const y = top + height * (1 - k / BANDS);
    c.fillText(formatValue(levels.value(k / BANDS), 2), left + 14, Math.min(top + height - 5, Math.max(top + 5, y)));
  }
  c.fillStyle = theme.tokens.ink;
  c.textBaseline = "top";
  c.fillText("loss", left, MARGIN.top);
}
