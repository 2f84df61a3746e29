// Turns the visible part of several series into one table with a common x column, as uPlot wants it.
import type { Columns } from "./columns";
import { Bins, binWidth } from "./decimate";

export interface Source {
  columns: Columns | undefined;
  column: number;
  /** First step this source may draw: a fork's own part. */
  from: number;
}

export type Table = [number[], ...(number | null)[][]];

export class TableBuilder {
  private caches = new Map<Columns, (Bins | undefined)[]>();

  /**
   * x and one column a source over [low, high], at most about 2 * bins rows.
   * `positive` drops values a logarithmic axis cannot show.
   */
  build(sources: Source[], low: number, high: number, bins: number, positive: boolean): Table {
    const width = binWidth(high - low, bins);
    if (width === 1) return exact(sources, low, high, positive);
    const first = Math.max(0, Math.floor(low / width) - 1);
    const last = Math.floor(high / width) + 1;
    const x: number[] = [];
    for (let b = first; b <= last; b++) x.push((b + 0.25) * width, (b + 0.75) * width);
    const table: Table = [x];
    for (const { columns, column, from } of sources) {
      const out = new Array<number | null>(x.length).fill(null);
      table.push(out);
      if (columns === undefined) continue;
      const cache = this.cache(columns, column, width);
      const start = Math.max(first, Math.floor(from / width));
      const end = Math.min(last, cache.count - 1);
      for (let b = start; b <= end; b++) {
        const i = 2 * (b - first);
        const a = cache.values[2 * b];
        const c = cache.values[2 * b + 1];
        if (shown(a, positive)) out[i] = a;
        if (shown(c, positive)) out[i + 1] = c;
      }
    }
    return table;
  }

  private cache(columns: Columns, column: number, width: number): Bins {
    let list = this.caches.get(columns);
    if (list === undefined) {
      if (this.caches.size > 32) this.caches.clear(); // of branches gone since
      this.caches.set(columns, (list = []));
    }
    let bins = list[column];
    if (bins === undefined || bins.width !== width) list[column] = bins = new Bins(columns, column, width);
    bins.update();
    return bins;
  }
}

/** Whether an axis can show the value: not NaN, not the infinity a diverged run ends in. */
function shown(v: number, positive: boolean): boolean {
  return v - v === 0 && !(positive && v <= 0);
}

/** Every row, merged over the sources' steps. */
function exact(sources: Source[], low: number, high: number, positive: boolean): Table {
  const unique = [...new Set(sources.map((s) => s.columns).filter((c) => c !== undefined))];
  const steps = new Set<number>();
  for (const columns of unique) {
    // One row on either side, so that a zoomed line runs off the edge instead of ending inside.
    const first = Math.max(0, columns.indexAt(low));
    const last = Math.min(columns.rows - 1, columns.indexAt(high) + 1);
    for (let r = first; r <= last; r++) steps.add(columns.steps[r]);
  }
  const x = [...steps].sort((a, b) => a - b);
  const table: Table = [x];
  for (const { columns, column, from } of sources) {
    const out = new Array<number | null>(x.length).fill(null);
    table.push(out);
    if (columns === undefined || x.length === 0) continue;
    let row = Math.max(0, columns.indexAt(x[0]));
    for (let i = 0; i < x.length; i++) {
      while (row < columns.rows && columns.steps[row] < x[i]) row++;
      if (row >= columns.rows) break;
      if (columns.steps[row] !== x[i] || x[i] < from) continue;
      const v = columns.values[column][row];
      if (shown(v, positive)) out[i] = v;
    }
  }
  return table;
}
