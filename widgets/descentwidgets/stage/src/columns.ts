// One recorded series of one branch: growable columns, steps ascending.

const FIRST = 256;
let created = 0;

export class Columns {
  /** Tells a restarted series from the one it replaced. */
  readonly id = ++created;
  readonly cols: number;
  /** Number of rows in use; the arrays are longer. */
  rows = 0;
  /** Float64: a float32 step is exact only up to 2^24. */
  steps = new Float64Array(FIRST);
  /** One array a column: uPlot and the decimation want columns, not rows. */
  values: Float32Array[];
  /** Increases with every change, so that a view can tell whether it has drawn this. */
  version = 0;
  /** Increases when rows already here were dropped or replaced: what was derived from them is void. */
  rewrites = 0;

  constructor(cols: number) {
    this.cols = cols;
    this.values = Array.from({ length: cols }, () => new Float32Array(FIRST));
  }

  /** Set the number of rows to `start`, then append `rows` rows of (step, values...). */
  write(start: number, rows: number, data: Float32Array, at: number): void {
    if (start > this.rows) {
      throw new RangeError(`rows ${start}.. were sent but only ${this.rows} rows are here: ask for everything again`);
    }
    if (start < this.rows) this.rewrites++;
    this.reserve(start + rows);
    const stride = 1 + this.cols;
    for (let r = 0; r < rows; r++) {
      const from = at + r * stride;
      this.steps[start + r] = data[from];
      for (let c = 0; c < this.cols; c++) this.values[c][start + r] = data[from + 1 + c];
    }
    this.rows = start + rows;
    this.version++;
  }

  /** Index of the last row with steps[i] <= step, or -1. */
  indexAt(step: number): number {
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.steps[mid] <= step) low = mid + 1;
      else high = mid;
    }
    return low - 1;
  }

  /** [min, max] of a column over the steps [from, to], NaN ignored; at most 4096 rows are looked at. */
  extremes(column: number, from: number, to: number): [number, number] {
    const last = this.indexAt(to);
    const first = Math.max(0, this.indexAt(from));
    const every = Math.max(1, Math.floor((last - first) / 4096));
    let low = Infinity;
    let high = -Infinity;
    for (let r = last; r >= first; r -= every) {
      const v = this.values[column][r];
      if (v < low) low = v;
      if (v > high) high = v;
    }
    return [low, high];
  }

  private reserve(rows: number): void {
    if (rows <= this.steps.length) return;
    const length = Math.max(rows, 2 * this.steps.length);
    const steps = new Float64Array(length);
    steps.set(this.steps.subarray(0, this.rows));
    this.steps = steps;
    this.values = this.values.map((old) => {
      const grown = new Float32Array(length);
      grown.set(old.subarray(0, this.rows));
      return grown;
    });
  }
}
