// Draws spectral densities: linear in the eigenvalue, logarithmic in the density.
import { clipped, drawHorizontalAxis, drawVerticalAxis, outlined, px, py, type Box } from "../drawing/axis";
import { linearScale, logScale, type Scale } from "../drawing/scale";
import { formatValue } from "../format";
import type { Theme } from "../theme";
import { drawSticks } from "./density_sticks";
import type { Probe } from "./probe";

/** A density with log10 of its values; all of one length but the outliers. */
export interface Spectrum {
  x: Float32Array;
  middle: Float32Array;
  lower: Float32Array;
  upper: Float32Array;
  outliers: Float32Array;
}

/** Decades shown below the peak. */
const DECADES = 6;

export class DensityPicture {
  private readonly box: Box;
  private readonly xs: Scale;
  private readonly ys: Scale;

  constructor(
    private readonly c: CanvasRenderingContext2D,
    private readonly theme: Theme,
    private readonly size: [number, number],
    private readonly all: Spectrum[],
    private readonly threshold: number,
    private readonly label: string,
  ) {
    this.box = { left: 46, top: 18, width: size[0] - 58, height: size[1] - 18 - 38 };
    const ends = all.flatMap((s) => [s.x[0], s.x[s.x.length - 1], ...s.outliers]).filter(Number.isFinite);
    const max = Math.max(...ends, 1e-12);
    const min = Math.min(...ends, 0);
    // As with the eigenvalues: a far threshold would flatten the rest.
    const high = threshold <= 4 * max ? Math.max(max, threshold) : max;
    this.xs = linearScale(min - 0.04 * (high - min), high + 0.1 * (high - min));
    const peak = 2 * 10 ** Math.max(-25, ...all.map((s) => s.middle.reduce((a, b) => (b > a ? b : a), -25)));
    this.ys = logScale(peak * 10 ** -DECADES, peak);
  }

  grid(): void {
    drawHorizontalAxis(this.c, this.theme, this.box, this.xs, "eigenvalue of the Hessian");
    drawVerticalAxis(this.c, this.theme, this.box, this.ys);
  }

  drawThreshold(): void {
    const { c, box, theme, threshold } = this;
    if (!Number.isFinite(threshold)) return;
    c.textBaseline = "bottom";
    if (threshold > this.xs.high) {
      c.textAlign = "right";
      outlined(c, theme, `${this.label} = ${formatValue(threshold, 3)} →`, box.left + box.width, box.top - 2);
      return;
    }
    const x = px(box, this.xs, threshold);
    c.fillStyle = theme.unstable;
    c.fillRect(x, box.top, box.left + box.width - x, box.height);
    c.strokeStyle = theme.threshold;
    c.lineWidth = 2;
    c.setLineDash([7, 4]);
    c.beginPath();
    c.moveTo(x, box.top - 2);
    c.lineTo(x, box.top + box.height);
    c.stroke();
    c.setLineDash([]);
    c.textAlign = "center";
    outlined(c, theme, this.label, x, box.top - 3);
  }

  /** The active branch's is filled and labelled, with its error; the others are lines. */
  curve(s: Spectrum, colour: string, dash: number[], active: boolean): void {
    const { c } = this;
    clipped(c, { ...this.box, top: 0, height: this.size[1] }, () => {
      if (active) this.fill(s, colour);
      this.path(s.x, s.middle);
      c.strokeStyle = colour + (active ? "ff" : "b0");
      c.lineWidth = active ? 2 : 1;
      c.setLineDash(dash);
      c.stroke();
      c.setLineDash([]);
      drawSticks(c, this.theme, this.box, this.xs, this.size[0], s.outliers, colour, active);
    });
  }

  /** The density where the pointer is, or the outlier next to it. */
  probe(x: number, y: number): Probe | null {
    const [s] = this.all;
    const { box } = this;
    if (s.x.length === 0 || x < box.left || x > box.left + box.width) return null;
    const near = [...s.outliers].filter((v) => Number.isFinite(v) && Math.abs(px(box, this.xs, v) - x) < 6);
    if (near.length > 0) {
      const best = near.reduce((a, b) => (Math.abs(px(box, this.xs, b) - x) < Math.abs(px(box, this.xs, a) - x) ? b : a));
      return { x: px(box, this.xs, best), y: Math.min(box.top + box.height - 8, y), text: `single eigenvalue ${formatValue(best)}` };
    }
    const at = this.xs.value((x - box.left) / box.width);
    let i = s.x.findIndex((v) => v >= at);
    if (i < 0 || at < s.x[0]) return null;
    if (i > 0 && at - s.x[i - 1] < s.x[i] - at) i--;
    const value = (v: number) => formatValue(10 ** v, 3);
    const band = s.upper[i] > s.middle[i] ? ` (${value(s.lower[i])} to ${value(s.upper[i])})` : "";
    return { x: px(box, this.xs, s.x[i]), y: this.y(s.middle[i]), text: `λ ${formatValue(s.x[i], 3)}: density ${value(s.middle[i])}${band}` };
  }

  private y(log: number): number {
    return Math.min(py(this.box, this.ys, Math.max(10 ** log, this.ys.low)), this.box.top + this.box.height);
  }

  private path(x: Float32Array, log: Float32Array): void {
    this.c.beginPath();
    for (let i = 0; i < x.length; i++) this.c.lineTo(px(this.box, this.xs, x[i]), this.y(log[i]));
  }

  private fill(s: Spectrum, colour: string): void {
    const { c, box } = this;
    if (s.x.length < 2) return;
    this.path(s.x, s.middle);
    c.lineTo(px(box, this.xs, s.x[s.x.length - 1]), box.top + box.height);
    c.lineTo(px(box, this.xs, s.x[0]), box.top + box.height);
    c.fillStyle = colour + "2e";
    c.fill();
    this.path(s.x, s.upper);
    for (let i = s.x.length - 1; i >= 0; i--) c.lineTo(px(box, this.xs, s.x[i]), this.y(s.lower[i]));
    c.fillStyle = colour + "48";
    c.fill();
  }
}
