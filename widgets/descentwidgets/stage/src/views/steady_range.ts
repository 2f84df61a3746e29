// A range that follows data without trembling: kept while the data lie inside and fill enough of it.

/** Data that fill less than this share of the range get a closer one. */
const LEAST_FILLED = 0.3;
/** Air on either side, as a share of the data's span. */
const AIR = 0.12;

export class SteadyRange {
  private range: [number, number] | null = null;

  /** The range for data between `low` and `high`; what is not finite leaves it as it is. */
  fit(low: number, high: number): [number, number] {
    if (!Number.isFinite(low) || !Number.isFinite(high)) return this.range ?? [-1, 1];
    const span = high - low || 0.2 * Math.abs(high) || 1;
    const [from, to] = this.range ?? [NaN, NaN];
    if (low >= from && high <= to && span >= LEAST_FILLED * (to - from)) return this.range!;
    const middle = (low + high) / 2;
    const half = (0.5 + AIR) * span;
    return (this.range = [middle - half, middle + half]);
  }

  /** Another subject: forget what was shown. */
  reset(): void {
    this.range = null;
  }
}

/** Two ranges of one scale a pixel: the one with more room to spare grows about its middle. */
export function equalScale(x: [number, number], y: [number, number], width: number, height: number): [[number, number], [number, number]] {
  const unit = Math.max((x[1] - x[0]) / width, (y[1] - y[0]) / height);
  const grown = ([low, high]: [number, number], size: number): [number, number] =>
    [(low + high - unit * size) / 2, (low + high + unit * size) / 2];
  return [grown(x, width), grown(y, height)];
}
