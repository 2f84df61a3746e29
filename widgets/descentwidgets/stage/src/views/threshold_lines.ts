// The stability threshold of every branch over the steps: dashed staircases, the region above the active one
// shaded.
import type uPlot from "uplot";
import { isFaint } from "../compare/compare";
import type { Lab } from "../lab";
import { TableBuilder, type Table } from "../table";
import { branchColour } from "../theme";
import { drawOrder, firstOwnStep } from "./lines";
import { visibleRange } from "./plot";

export class ThresholdLines {
  private readonly builder = new TableBuilder();

  constructor(private readonly lab: Lab, private readonly series: string, private readonly label: string) {}

  draw(u: uPlot, log: boolean): void {
    const { store, theme } = this.lab;
    const [low, high] = visibleRange(this.lab);
    const order = drawOrder(this.lab);
    const table = this.builder.build(
      order.map((b) => ({ columns: store.columns(b, this.series), column: 0, from: firstOwnStep(this.lab, b) })),
      low, high, 512, log,
    );
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    order.forEach((b, i) => {
      const active = b === store.active;
      if (active && this.trace(u, table, i + 1, true)) {
        ctx.fillStyle = theme.unstable;
        ctx.fill();
      }
      if (isFaint(this.lab, b) || !this.trace(u, table, i + 1, false)) return;
      ctx.strokeStyle = active ? theme.threshold : branchColour(theme, store.slot(b));
      ctx.lineWidth = (active ? 2 : 1.25) * devicePixelRatio;
      ctx.setLineDash([9 * devicePixelRatio, 5 * devicePixelRatio]);
      ctx.stroke();
      this.nameThreshold(u, table, i + 1, active ? theme.tokens.ink : branchColour(theme, store.slot(b)));
    });
    ctx.restore();
  }

  /** Said at the line itself: a fork's curves are dashed too. */
  private nameThreshold(u: uPlot, table: Table, column: number, colour: string): void {
    const { ctx, bbox } = u;
    const row = table[column].findIndex((v) => v !== null);
    const y = u.valToPos(table[column][row] ?? NaN, "y", true);
    if (!(y > bbox.top && y < bbox.top + bbox.height)) return;
    // At its start: where it matters most, λ₁ runs along the rest of it.
    const x = Math.max(bbox.left, u.valToPos(table[0][row], "x", true)) + 5 * devicePixelRatio;
    const below = bbox.top + bbox.height - y > 20 * devicePixelRatio; // a diverging λ₁ lies just above
    ctx.setLineDash([]);
    ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = below ? "top" : "bottom";
    ctx.fillStyle = colour;
    ctx.fillText(this.label, x, y + (below ? 4 : -3) * devicePixelRatio);
  }

  /** The threshold's path as a staircase (it holds from its step on); closed above for the shading. */
  private trace(u: uPlot, table: Table, column: number, closed: boolean): boolean {
    const { ctx, bbox } = u;
    let first = NaN;
    let last = NaN;
    let y = NaN;
    ctx.beginPath();
    for (let i = 0; i < table[0].length; i++) {
      const v = table[column][i];
      if (v === null) continue;
      const px = u.valToPos(table[0][i], "x", true);
      const py = u.valToPos(v, "y", true);
      if (Number.isNaN(first)) ctx.moveTo((first = px), py);
      else if (py !== y) {
        ctx.lineTo(px, y);
        ctx.lineTo(px, py);
      }
      y = py;
      last = px;
    }
    if (Number.isNaN(first)) return false;
    ctx.lineTo(last, y);
    if (closed) {
      ctx.lineTo(last, bbox.top);
      ctx.lineTo(first, bbox.top);
      ctx.closePath();
    }
    return true;
  }
}
