// The scales of a density plot: linear in the eigenvalue, logarithmic in the density.
import type { Density } from "../branch";

export const BOX = { left: 46, right: 12, top: 16, bottom: 24 };
/** Decades shown below the peak. */
export const DECADES = 6;

/** Scales common to all densities in the picture. */
export class DensityAxis {
  readonly low: number;
  readonly high: number;
  readonly peak: number;
  readonly width: number;
  readonly height: number;
  readonly bottom: number;

  constructor(all: Density[], threshold: number, width: number, height: number) {
    this.width = width - BOX.left - BOX.right;
    this.height = height - BOX.top - BOX.bottom;
    this.bottom = height - BOX.bottom;
    const ends = all.flatMap((d) => [d.x[0], d.x[d.x.length - 1], ...d.outliers]).filter(Number.isFinite);
    const max = Math.max(...ends, 1e-12);
    const min = Math.min(...ends, 0);
    // As with the eigenvalues: a far threshold would flatten the rest.
    const high = threshold <= 4 * max ? Math.max(max, threshold) : max;
    this.low = min - 0.04 * (high - min);
    this.high = high + 0.1 * (high - min);
    this.peak = 2 * Math.max(1e-30, ...all.map((d) => d.density.reduce((a, b) => (b > a ? b : a), 0)));
  }

  x(value: number): number {
    return BOX.left + ((value - this.low) / (this.high - this.low)) * this.width;
  }

  y(value: number): number {
    const decades = Math.log10(Math.max(value, 1e-300) / this.peak);
    return this.bottom - this.height * Math.max(0, 1 + decades / DECADES);
  }
}
