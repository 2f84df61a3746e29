// How a person has turned, zoomed and switched a view, carried over to the one that is drawn for a figure. Both are of
// one class and built alike, so that what is found at a place of the one belongs at the same place of the other.
import type { Part } from "../lab";

/** Fields in which views, their cameras and windows keep what a person did to them. */
const KEPT = new Set(["zoomed", "azimuth", "elevation", "zoom", "looking", "log", "unit"]);
const DEEPEST = 4;

export function adopt(from: Part, to: Part): void {
  // Which of several ways to show it: only its own button changes that.
  from.el.querySelectorAll(".card-tools [aria-pressed]").forEach((button, i) => {
    const twin = to.el.querySelectorAll<HTMLElement>(".card-tools [aria-pressed]")[i];
    if (twin !== undefined && button.getAttribute("aria-pressed") === "true" && twin.getAttribute("aria-pressed") !== "true") twin.click();
  });
  copy(from as unknown as Fields, to as unknown as Fields, 0);
}

type Fields = Record<string, unknown>;

function copy(from: Fields, to: Fields, depth: number): void {
  for (const key of Object.keys(from)) {
    const [a, b] = [from[key], to[key]];
    if (KEPT.has(key)) to[key] = structuredClone(a);
    // The page's shared things and its elements are not the view's own.
    else if (depth < DEEPEST && key !== "lab" && isOwn(a) && isOwn(b)) copy(a, b, depth + 1);
  }
}

function isOwn(value: unknown): value is Fields {
  if (value === null || typeof value !== "object" || value instanceof Node) return false;
  const { constructor } = value;
  return constructor !== Object && !Array.isArray(value) && !ArrayBuffer.isView(value) && !(value instanceof Map || value instanceof Set);
}
