// Handles at the starts of the lanes whose coordinates are live settings.
import type { Lab } from "../../lab";
import type { ViewSpec } from "../../spec";
import { liveNumbers, PlaceHandle } from "../vectors/place_handle";
import type { FieldFrame } from "./frame";

/** Keys move a start by this share of what is seen, more with Shift. */
const KEY = 0.01;
const LARGE_KEY = 0.05;

export interface Start {
  handle: PlaceHandle;
  settings: string[];
  lane: number;
  name: string;
}

export function startsOf(lab: Lab, view: ViewSpec, frame: FieldFrame): Start[] {
  const wanted = typeof view.drag === "string" ? [] : view.drag ?? [];
  return wanted.flatMap((names, lane) => {
    const settings = liveNumbers(lab, names);
    if (settings === undefined) return [];
    const handle = new PlaceHandle(lab, settings, "start", `start-${view.id}-${lane}`, {
      pixel: ([x, y]) => frame.pixel(x, y),
      under: (pixel) => frame.at(pixel),
      nudge: ([dx, dy], large, [x, y]) => {
        const [x0, x1, y0, y1] = frame.rect;
        const by = large ? LARGE_KEY : KEY;
        return [x + dx * by * (x1 - x0), y + dy * by * (y1 - y0)];
      },
    });
    return [{ handle, settings: names, lane, name: view.names?.[lane] ?? `start ${lane + 1}` }];
  });
}

/** Where the settings say; hidden where there is no picture yet. */
export function placeStarts({ store }: Lab, starts: readonly Start[], drawn: boolean, live: boolean, size: [number, number], colours: readonly string[]): void {
  for (const { handle, settings, lane, name } of starts) {
    const values = settings.map((setting) => Number(store.current?.info.settings[setting]));
    handle.follow(drawn && values.every(Number.isFinite) ? values : null, values.join(), live);
    handle.el.style.setProperty("--start", colours[lane] ?? "var(--ink)");
    handle.place(...size, name);
  }
}
