// Handles at the tips of the gradients whose coordinates are live settings.
import type { Lab } from "../../lab";
import type { ViewSpec } from "../../spec";
import { placeOf } from "./looks";
import { liveNumbers, PlaceHandle, type Grip } from "./place_handle";
import type { Scene } from "./scene";

/** A key moves a tip by so much of an edge, more with Shift. */
const KEY = 0.02;
const LARGE_KEY = 0.1;

/** `edge`: the length of the picture's edge, 0 where all arrows have length one (then dragging turns them only). */
export function tipHandles(lab: Lab, view: ViewSpec, scene: Scene, edge: () => number): (PlaceHandle | undefined)[] {
  const wanted = typeof view.drag === "string" ? [] : view.drag ?? [];
  const shown = (values: readonly number[]) => placeOf({ at: [...values], length: Math.hypot(...values) }, edge())[0];
  const grip: Grip = {
    pixel: (values) => scene.project(shown(values)),
    under: (pixel, values) => {
      const place = scene.under(pixel, shown(values)).slice(0, values.length);
      const size = Math.hypot(...place);
      const factor = edge() > 0 ? edge() : size > 0 ? (Math.hypot(...values) || 1) / size : 0;
      return place.map((v) => v * factor);
    },
    nudge: ([dx, dy], large, values) => {
      const through = shown(values);
      const [x, y] = scene.project(through);
      const [here, beside] = [scene.under([x, y], through), scene.under([x + 1, y], through)];
      const pixels = (large ? LARGE_KEY : KEY) / Math.hypot(...beside.map((v, k) => v - here[k]));
      return grip.under([x + dx * pixels, y - dy * pixels], values);
    },
  };
  return wanted.map((names, k) => {
    const settings = liveNumbers(lab, names);
    return settings && new PlaceHandle(lab, settings, "gradient", `tip-${view.id}-${k}`, grip);
  });
}

