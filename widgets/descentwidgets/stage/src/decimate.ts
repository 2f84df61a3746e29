// Long series are drawn through bins of 2^k steps that keep each bin's minimum and maximum in the order
// they occurred: an oscillation of period two, which is what the edge of stability is about, would vanish
// or alias under plain thinning. Bins are aligned to multiples of their width, so that they stay put while
// the run grows, and only new rows are read.
import type { Columns } from "./columns";

/** Smallest power of two that covers `span` steps with at most `bins` bins. */
export function binWidth(span: number, bins: number): number {
  let width = 1;
  while (span / width > bins) width *= 2;
  return width;
}

/** Extremes by bin for one column. */
export class Bins {
  /** Two values a bin, in order of occurrence; NaN where nothing was measured. */
  values = new Float32Array(0);
  count = 0;
  private rows = 0;
  private rewrites = -1;

  constructor(
    private readonly columns: Columns,
    private readonly column: number,
    readonly width: number,
  ) {}

  /** Read what was appended since the last call; start again if rows were rewritten. */
  update(): void {
    if (this.rewrites !== this.columns.rewrites) {
      this.rows = this.count = 0;
      this.rewrites = this.columns.rewrites;
    }
    const { steps } = this.columns;
    const data = this.columns.values[this.column];
    // The last bin may be incomplete: read it again from its first row.
    let row = this.rows;
    while (row > 0 && Math.floor(steps[row - 1] / this.width) === this.count - 1) row--;
    if (this.count > 0) this.count--;
    while (row < this.columns.rows) {
      const bin = Math.floor(steps[row] / this.width);
      let low = NaN;
      let high = NaN;
      let lowRow = -1;
      let highRow = -1;
      for (; row < this.columns.rows && steps[row] < (bin + 1) * this.width; row++) {
        const v = data[row];
        if (!(v >= low)) if (v === v) (low = v), (lowRow = row);
        if (!(v <= high)) if (v === v) (high = v), (highRow = row);
      }
      this.put(bin, lowRow <= highRow ? low : high, lowRow <= highRow ? high : low);
    }
    this.rows = this.columns.rows;
  }

  private put(bin: number, first: number, second: number): void {
    if (2 * (bin + 1) > this.values.length) {
      const grown = new Float32Array(Math.max(512, 4 * (bin + 1)));
      grown.set(this.values.subarray(0, 2 * this.count));
      this.values = grown;
    }
    this.values.fill(NaN, 2 * this.count, 2 * bin);
    this.values[2 * bin] = first;
    this.values[2 * bin + 1] = second;
    this.count = bin + 1;
  }
}
