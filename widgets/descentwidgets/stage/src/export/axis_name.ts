// The name of what a plot against steps shows: on the page the card's title says it, on paper the axis must.
import type { SeriesSpec, ViewSpec } from "../spec";
import type { Theme } from "../theme";
import type { Kit } from "./kit";
import { element, escaped, painted } from "./markup";

/** "training loss (nats)"; one unit for all that are drawn, or none. */
export function quantity(series: readonly SeriesSpec[], view: ViewSpec): string {
  const units = [...new Set(series.map((s) => s.unit ?? ""))];
  const unit = units.length === 1 && units[0] !== "" ? ` (${units[0]})` : "";
  const names = [...new Set(series.map((s) => s.label ?? s.name))];
  return `${view.ylabel ?? (names.length === 1 ? names[0] : view.title ?? names[0])}${unit}`;
}

export function axisName(kit: Kit, card: HTMLElement, view: ViewSpec, root: HTMLElement, theme: Theme): string {
  const plot = card.querySelector(".u-over");
  if (plot === null) return "";
  const [box, origin, all] = [plot.getBoundingClientRect(), root.getBoundingClientRect(), card.querySelector(".card-body")!.getBoundingClientRect()];
  const look = { "font-family": "system-ui, Helvetica, Arial, sans-serif", "font-size": 11, "text-anchor": "middle", ...painted("fill", theme.tokens.ink) };
  const name = quantity((view.series ?? [view.id]).map((s) => kit.seriesSpec(kit.lab.spec, s)), view);
  const [x, y] = [all.left - origin.left - 3, (box.top + box.bottom) / 2 - origin.top];
  // A name that is longer than its axis would run into the title.
  const tight = name.length * 5.6 > box.height ? { textLength: box.height, lengthAdjust: "spacingAndGlyphs" } : {};
  return element("text", { ...look, ...tight, x, y, transform: `rotate(-90 ${x.toFixed(1)} ${y.toFixed(1)})` }, escaped(name));
}


