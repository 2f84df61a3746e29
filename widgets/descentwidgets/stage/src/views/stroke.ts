// Strokes a line of a plot. uPlot's own way (round joins, a clip between pixels, any width) costs a browser that
// rasterises without a graphics card three times as much where a run zigzags from pixel to pixel.
import type uPlot from "uplot";

/** Widths between one and two device pixels are the dearest of all to rasterise: they become one of these. */
export function cheapWidth(width: number): number {
  return width <= 1 || width >= 2 ? width : width < 1.6 ? 1 : 2;
}

/**
 * Draw series `i` of `u` at `width` CSS pixels; values that are null are passed over. With a `knee` the axis is
 * asinh(value / knee).
 */
export function strokeSeries(
  u: uPlot, i: number, colour: string, width: number, dash: readonly number[], log: boolean, alpha = 1, knee?: number,
): void {
  const { ctx, bbox } = u;
  const { min: x0, max: x1 } = u.scales["x"]!;
  const { min: y0, max: y1 } = u.scales["y"]!;
  if (x0 == null || x1 == null || y0 == null || y1 == null) return;
  const [xs, ys] = [u.data[0], u.data[i]] as [number[], (number | null)[]];
  const size = (v: number) => (log ? Math.log(v) : knee === undefined ? v : Math.asinh(v / knee));
  const across = bbox.width / (x1 - x0);
  const up = bbox.height / (size(y1) - size(y0));
  const bottom = bbox.top + bbox.height + size(y0) * up;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (let k = 0; k < xs.length; k++) {
    const v = ys[k];
    if (v !== null) ctx.lineTo(bbox.left + (xs[k] - x0) * across, bottom - size(v) * up);
  }
  ctx.strokeStyle = colour;
  ctx.globalAlpha = alpha;
  ctx.lineWidth = cheapWidth(width * devicePixelRatio);
  ctx.lineJoin = "bevel";
  ctx.setLineDash(dash.map((d) => d * devicePixelRatio));
  ctx.stroke();
  ctx.restore();
}
