// What a plot of recorded series shows while two branches are subtracted: one line a column, and the line of no
// difference. A logarithmic axis becomes one for both signs.
import type uPlot from "uplot";
import { kneeOf } from "../drawing/scale";
import { formatValue } from "../format";
import type { Lab } from "../lab";
import type { SeriesSpec } from "../spec";
import type { Kinds } from "../views/kinds";
import { rankColour } from "../views/lines";
import type { Line } from "../views/plot";
import { ReferenceLines } from "../views/reference_lines";
import { branchColour } from "../theme";
import { differing } from "./compare";
import { Differences } from "./difference";

export class DifferenceLines {
  private readonly differences = new Differences();
  private readonly zero: ReferenceLines;
  /** About this size differences are linear on an axis for both signs; a power of ten, so that it seldom changes. */
  knee = 1;
  on = false;

  constructor(private readonly lab: Lab, private readonly series: readonly SeriesSpec[]) {
    this.zero = new ReferenceLines(lab, [{ at: 0, label: "no difference" }]);
  }

  /** Bring the differences up to date; returns whether they are what is shown. */
  renew(): boolean {
    const compare = differing(this.lab);
    this.on = compare !== null;
    if (compare === null) return false;
    const sizes: number[] = [];
    for (const { name } of this.series) {
      const columns = this.differences.of(this.lab.store, compare.a, compare.b, name);
      const every = columns ? Math.max(1, Math.floor(columns.rows / 512)) : 1;
      for (let r = 0; columns && r < columns.rows; r += every) {
        for (const values of columns.values) if (Number.isFinite(values[r]) && values[r] !== 0) sizes.push(values[r]);
      }
    }
    this.knee = 10 ** Math.floor(Math.log10(sizes.length > 0 ? kneeOf(sizes) : 1));
    return true;
  }

  /** Differs when the axis or the lines do. */
  get key(): string {
    return this.on ? `B−A:${this.knee}` : "";
  }

  lines(kinds: Kinds | null): Line[] {
    const compare = differing(this.lab);
    if (compare === null) return [];
    const { store, theme } = this.lab;
    const colour = branchColour(theme, store.slot(compare.b));
    const lines: Line[] = [];
    for (const { name } of this.series) {
      const columns = this.differences.of(store, compare.a, compare.b, name);
      for (let column = 0; column < (columns?.cols ?? 0); column++) {
        const rank = lines.length;
        lines.push({
          source: { columns, column, from: 0 }, branch: compare.b, rank,
          colour: kinds?.colour(compare.b, rank) ?? rankColour(colour, rank),
          width: kinds?.width(compare.b, rank) ?? 2.2 - Math.min(0.8, 0.4 * rank),
          dash: kinds?.dash(rank) ?? [], // beside no other branch it needs none
        });
      }
    }
    return lines;
  }

  /** Zero stays in sight, with air on both sides. */
  range(min: number | null, max: number | null, symlog: boolean): [number, number] {
    const [low, high] = [Math.min(0, min ?? 0), Math.max(0, max ?? 0)];
    if (!(high > low)) return [-this.knee, this.knee];
    if (symlog) return [low < 0 ? 1.6 * low : -this.knee, high > 0 ? 1.6 * high : this.knee];
    const air = 0.08 * (high - low);
    return [low - air, high + air];
  }

  /** How the vertical axis counts: what is logarithmic otherwise takes both signs here. */
  axis(log: boolean): { log: boolean; knee?: number } {
    return this.on ? { log: false, knee: log ? this.knee : undefined } : { log };
  }

  draw(u: uPlot): void {
    this.zero.draw(u);
  }

  /** What is to be known of the axis. */
  word(symlog: boolean): string {
    return this.on && symlog ? `both signs: linear within ±${formatValue(this.knee, 1)}, log beyond` : "";
  }
}
