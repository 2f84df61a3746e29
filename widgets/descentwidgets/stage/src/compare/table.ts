// What two branches differ in at a step: settings, then every recorded number.
import { formatInput, formatValue } from "../format";
import type { SeriesSpec, Setting, Spec, Value } from "../spec";
import type { Store } from "../store";
import { choiceName } from "../controls/choice";
import { columnNames } from "../views/columns_of";

export interface ComparedRow {
  name: string;
  /** The name without what the names beside it say. */
  short: string;
  unit: string;
  a: string;
  b: string;
  /** Empty where a difference means nothing: names. */
  difference: string;
}

/** Series of more columns than this are pictures, not numbers to compare one by one. */
const MOST_COLUMNS = 6;

/** Settings in force at the head of either branch that differ. */
export function settingRows(spec: Spec, store: Store, a: number, b: number): ComparedRow[] {
  const [of, beside] = [a, b].map((i) => store.branches[i]?.info.settings ?? {});
  return spec.settings.filter((s) => of[s.name] !== beside[s.name]).map((s) => {
    const [va, vb] = [of[s.name], beside[s.name]];
    const number = typeof va === "number" && typeof vb === "number" && s.type !== "choice";
    return {
      name: s.label ?? s.name, short: s.label ?? s.name, unit: s.unit ?? "", a: said(s, va), b: said(s, vb),
      difference: number ? formatInput((vb as number) - (va as number)).replace("-", "−") : "",
    };
  });
}

/** Every recorded number of a step, to `digits` figures. A branch that has not come so far has none. */
export function seriesRows(spec: Spec, store: Store, a: number, b: number, step: number, format = (v: number) => formatValue(v)): ComparedRow[] {
  return (spec.series ?? []).filter((s) => s.cols <= MOST_COLUMNS && shownAnywhere(spec, s)).flatMap((s) => {
    const [va, vb] = [a, b].map((i) => (step <= (store.branches[i]?.info.step ?? -1) ? store.at(i, s.name, step)?.values : undefined));
    return columnNames([s]).map((column, k) => {
      const [x, y] = [va?.[k] ?? NaN, vb?.[k] ?? NaN];
      const name = s.cols === 1 || column === s.label ? s.label ?? s.name : `${s.label ?? s.name}: ${column}`;
      return { name, short: s.cols === 1 ? name : column, unit: s.unit ?? "", a: format(x), b: format(y), difference: format(y - x) };
    });
  });
}

/** The rows as tab-separated text: what a spreadsheet takes from the clipboard. */
export function asText(rows: readonly ComparedRow[], a: string, b: string, step: number): string {
  const clean = (text: string) => text.replace(/[\t\n]/g, " ").replace(/−/g, "-");
  return [
    ["", "unit", `A: ${a}`, `B: ${b}`, "B − A"], ["step", "", String(step), String(step), ""],
    ...rows.map((r) => [r.name, r.unit, r.a, r.b, r.difference]),
  ].map((cells) => cells.map(clean).join("\t")).join("\n");
}

function said(setting: Setting, value: Value | undefined): string {
  if (value === undefined) return "–";
  if (typeof value === "number" && setting.type !== "choice") return formatInput(value);
  return choiceName(setting, value);
}

/** Coordinates in a plane of the landscape are of that plane only; they are not compared. */
function shownAnywhere(spec: Spec, series: SeriesSpec): boolean {
  return spec.views.some((v) => v.series?.includes(series.name) || v.threshold === series.name || v.id === series.name);
}
