// Horizontal lines a curve is read against, each with its name at its left end.
import type uPlot from "uplot";
import type { Lab } from "../lab";
import type { ReferenceLine } from "../spec";
import { formatValue } from "../format";

/** A line this many spans of the data away still belongs in the picture; a farther one would flatten the curves. */
const REACH = 1.5;

export class ReferenceLines {
  constructor(private readonly lab: Lab, private readonly lines: readonly ReferenceLine[]) {}

  /** The ends of the data with the lines that lie near them. */
  widen(min: number | null, max: number | null, log: boolean): [number | null, number | null] {
    const at = this.lines.map((l) => l.at).filter((v) => Number.isFinite(v) && !(log && v <= 0));
    if (at.length === 0) return [min, max];
    if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [Math.min(...at), Math.max(...at)];
    const size = (v: number) => (log ? Math.log(v) : v);
    const span = Math.max(size(max) - size(min), log ? 1 : 0.5 * Math.max(Math.abs(max), Math.abs(min)));
    const near = at.filter((v) => size(v) <= size(max) + REACH * span && size(v) >= size(min) - REACH * span);
    return [Math.min(min, ...near), Math.max(max, ...near)];
  }

  /** Which lines the range leaves out, in words. */
  outside([low, high]: [number, number]): string {
    const said = (arrow: string, where: string) => (l: ReferenceLine) => `${arrow} ${l.label ? `${l.label} = ` : ""}${formatValue(l.at, 3)} lies ${where} this view`;
    return [
      ...this.lines.filter((l) => l.at > high).map(said("↑", "above")),
      ...this.lines.filter((l) => l.at < low).map(said("↓", "below")),
    ].join(" · ");
  }

  draw(u: uPlot): void {
    const { theme } = this.lab;
    const { ctx, bbox } = u;
    const dpr = devicePixelRatio;
    ctx.save();
    ctx.font = `600 ${11 * dpr}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    for (const { at, label } of this.lines) {
      const y = u.valToPos(at, "y", true);
      if (!(y >= bbox.top - 1 && y <= bbox.top + bbox.height + 1)) continue;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.strokeStyle = theme.threshold;
      ctx.lineWidth = 1.4 * dpr;
      ctx.setLineDash([9 * dpr, 5 * dpr]);
      ctx.stroke();
      if (!label) continue;
      const below = y - bbox.top < 16 * dpr; // no room above
      ctx.textBaseline = below ? "top" : "bottom";
      ctx.fillStyle = theme.tokens.ink;
      ctx.fillText(label, bbox.left + 5 * dpr, y + (below ? 4 : -3) * dpr);
    }
    ctx.restore();
  }
}
