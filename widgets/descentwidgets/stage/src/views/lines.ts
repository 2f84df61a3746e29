// Which lines a plot of recorded series has: every branch in its colour and dash, every column in its width.
import { comparison, isFaint } from "../compare/compare";
import { h } from "../dom";
import type { Lab } from "../lab";
import type { SeriesSpec } from "../spec";
import { branchColour, branchDash } from "../theme";
import type { Kinds } from "./kinds";
import type { Line } from "./plot";

export { columnNames } from "./columns_of";

/** Branch indices, the active one last: it is drawn on top. */
export function drawOrder(lab: Lab): number[] {
  const { branches, active } = lab.store;
  const others = branches.flatMap((b, i) => (b && i !== active ? [i] : []));
  others.sort((a, b) => Number(isFaint(lab, b)) - Number(isFaint(lab, a)));
  return others.concat(branches[active] ? [active] : []);
}

/** `kinds`: the columns are different things, told apart by dash and hue; else ranks, told apart by fading. */
export function branchLines(lab: Lab, series: SeriesSpec[], kinds: Kinds | null = null): Line[] {
  const lines: Line[] = [];
  const { store, theme } = lab;
  for (const b of drawOrder(lab)) {
    const branch = store.branches[b]!;
    let rank = 0;
    for (const { name } of series) {
      const columns = branch.series.get(name);
      for (let column = 0; column < (columns?.cols ?? 0); column++, rank++) {
        lines.push({
          // The shared past is the parent's: drawn once, in the parent's colour.
          source: { columns, column, from: firstOwnStep(lab, b) },
          branch: b, rank,
          colour: kinds?.colour(b, rank) ?? rankColour(branchColour(theme, store.slot(b)), rank),
          width: kinds?.width(b, rank) ?? (b === store.active ? 2.2 : 1.5) - Math.min(0.8, 0.4 * rank),
          dash: kinds?.dash(rank) ?? branchDash(store.slot(b)),
          faint: isFaint(lab, b),
        });
      }
    }
  }
  return lines;
}

export function firstOwnStep(lab: Lab, branch: number): number {
  const info = lab.store.branches[branch]!.info;
  return info.parent !== null && lab.store.branches[info.parent] ? info.fork_step : 0;
}

/** [what needs a new plot, what needs new data] for a set of series. */
export function plotKeys(lab: Lab, names: string[]): [string, string] {
  let key = `${lab.theme.name}|${lab.store.active}|${comparison(lab)?.key ?? ""}`;
  let version = "";
  for (let b = 0; b < lab.store.branches.length; b++) {
    if (!lab.store.branches[b]) continue;
    key += `|${lab.store.slot(b)}:${firstOwnStep(lab, b)}`;
    for (const name of names) {
      const columns = lab.store.columns(b, name);
      // The id: a restarted run has new columns, and lines hold on to the ones they draw.
      key += `,${columns?.id}`;
      version += `${columns?.version},`;
    }
  }
  return [key, version];
}

const rankAlpha = (rank: number) => Math.max(0.42, 1 - 0.3 * rank);

/** Later columns fade and thin: colour stays the branch's. */
export function rankColour(colour: string, rank: number): string {
  return colour + Math.round(255 * rankAlpha(rank)).toString(16).padStart(2, "0");
}

/** Of more columns than this the legend names the first few and the last: more would take the plot's room. */
const MOST_NAMED = 5;
const FIRST_NAMED = 2;

/** A legend of columns; returns the elements that take the values (those of unnamed columns are not shown). */
export function columnLegend(legend: HTMLElement, names: string[]): HTMLElement[] {
  return names.map((name, rank) => {
    const value = h("b");
    const last = rank === names.length - 1;
    if (names.length > MOST_NAMED && rank >= FIRST_NAMED && !last) return value;
    const style = `height:${Math.max(1.4, 2.6 - 0.6 * rank)}px;opacity:${rankAlpha(rank)}`;
    if (last && names.length > MOST_NAMED) legend.append(h("span", { class: "chip" }, "…"));
    legend.append(h("span", { class: "chip" }, h("i", { class: "swatch", style }), name, value));
    return value;
  });
}
