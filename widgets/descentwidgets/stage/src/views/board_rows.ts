// What a board shows: one row an optimizer, a quantity as a share of its own threshold.
import { linearScale, logScale, type Scale } from "../drawing/scale";
import { formatValue } from "../format";

export interface BoardRow {
  name: string;
  formula: string;
  /** value / threshold; NaN where not measured. */
  ratio: number;
  value: number;
  threshold: number;
  /** The same ratio on other branches, with their colour slots. */
  others: { ratio: number; slot: number }[];
}

/** Ratios beyond these ends of a logarithmic axis are cut off: the rest would have no room. */
const LEAST = 1e-4;
const MOST = 1e4;

/** The axis all rows share, with round ends, so that it stands still while the ratios move. */
export function boardScale(rows: readonly BoardRow[], log: boolean): Scale {
  const ratios = rows.flatMap((r) => [r.ratio, ...r.others.map((o) => o.ratio)]).filter(Number.isFinite);
  const high = roundUp(Math.max(1.5, 1.05 * Math.max(...ratios, 0)));
  if (!log) return linearScale(0 - roundUp(-Math.min(...ratios, 0)), high);
  const least = Math.min(0.5, ...ratios.filter((r) => r > 0));
  return logScale(Math.max(LEAST, 10 ** Math.floor(Math.log10(least) + 1e-9)), Math.min(MOST, high));
}

/** The next of 1, 2, 5 times a power of ten; 0 stays. */
function roundUp(v: number): number {
  if (!(v > 0) || !Number.isFinite(v)) return 0;
  const power = 10 ** Math.floor(Math.log10(v));
  return Number(([1, 2, 5, 10].find((m) => m * power >= v * (1 - 1e-9))! * power).toPrecision(1));
}

export function ratioText(ratio: number): string {
  if (!Number.isFinite(ratio) || Math.abs(ratio) >= 10 || Math.abs(ratio) < 0.005) return formatValue(ratio, 3);
  return ratio.toFixed(2).replace("-", "−");
}

/** "λ 37.2 of 40": what stands behind a ratio. */
export const figures = ({ value, threshold }: BoardRow) => `${formatValue(value, 3)} / ${formatValue(threshold, 3)}`;

/** One row in a sentence. */
export function rowText(row: BoardRow): string {
  if (Number.isNaN(row.ratio)) return `${row.name}: not measured`;
  const behind = Number.isNaN(row.value) && Number.isNaN(row.threshold) ? "" : ` (${figures(row)}${row.formula ? `, threshold ${row.formula}` : ""})`;
  return `${row.name}: ${ratioText(row.ratio)} of its threshold${behind}`;
}
