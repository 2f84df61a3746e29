// A streamed series of the active branch and its past as thin lines over another picture.
import { px, py, type Box } from "../drawing/axis";
import type { Scale } from "../drawing/scale";
import type { Lab } from "../lab";
import { TableBuilder } from "../table";
import { cheapWidth } from "./stroke";

export class PastCurves {
  private readonly builder = new TableBuilder();

  constructor(private readonly lab: Lab, private readonly name: string | undefined) {}

  /** Differs when there is something new to draw. */
  get version(): string {
    return this.stretches().map(({ columns }) => `${columns.id}:${columns.version}`).join();
  }

  /** The smallest and largest value, and zero. */
  extremes(): [number, number] {
    let [low, high] = [0, 0];
    for (const { columns, from, to } of this.stretches()) {
      for (let k = 0; k < columns.cols; k++) {
        const [a, b] = columns.extremes(k, Math.max(0, from), to);
        if (Number.isFinite(a)) low = Math.min(low, a);
        if (Number.isFinite(b)) high = Math.max(high, b);
      }
    }
    return [low, high];
  }

  draw(c: CanvasRenderingContext2D, box: Box, xs: Scale, ys: Scale, [low, high]: [number, number]): void {
    const { theme } = this.lab;
    c.lineJoin = "bevel";
    for (const { columns, from, to } of this.stretches()) {
      const sources = columns.values.map((_, column) => ({ columns, column, from: Math.max(0, from) }));
      const [x, ...lines] = this.builder.build(sources, low, high, Math.max(64, box.width / 2), false);
      for (const [k, line] of lines.entries()) {
        c.beginPath();
        line.forEach((v, i) => v !== null && x[i] <= to && c.lineTo(px(box, xs, x[i]), py(box, ys, v)));
        if (k === 0) {
          c.strokeStyle = theme.halo;
          c.lineWidth = 3;
          c.stroke();
        }
        c.strokeStyle = theme.tokens.ink + (k === 0 ? "ff" : "a0");
        c.lineWidth = k === 0 ? cheapWidth(1.3 * devicePixelRatio) / devicePixelRatio : 0.8;
        c.stroke();
      }
    }
  }

  private stretches() {
    const { store } = this.lab;
    const { name } = this;
    if (name === undefined) return [];
    return store.segments(store.active, store.head).flatMap(({ branch, from, to }) => {
      const columns = branch.series.get(name);
      return columns ? [{ columns, from, to }] : [];
    });
  }
}
