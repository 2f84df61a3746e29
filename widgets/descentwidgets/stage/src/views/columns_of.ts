// The names of the columns of series shown together.
import type { SeriesSpec } from "../spec";

export function columnNames(series: readonly SeriesSpec[]): string[] {
  return series.flatMap((s) => Array.from({ length: s.cols }, (_, c) => s.columns?.[c] ?? s.label ?? s.name));
}
