// A name pointed at (an optimizer, a network, a task) comes forward in every view that has it.
import type { Lab } from "../lab";

/** Opacity of what is not pointed at. */
export const PALE = 0.22;

/** Point at `name` while the pointer or the focus is on `el`. */
export function pointsAt(lab: Lab, el: HTMLElement, name: string): void {
  for (const type of ["pointerenter", "focusin"]) el.addEventListener(type, () => lab.point(name));
  for (const type of ["pointerleave", "focusout"]) el.addEventListener(type, () => lab.point(null));
}

/** The place among `names` of the one pointed at; -1 where it is none of them. */
export function pointed(lab: Lab, names: readonly string[]): number {
  return lab.hot === null || names.length < 2 ? -1 : names.indexOf(lab.hot);
}

/** How strongly the `k`th name is drawn, given the one pointed at. */
export const strength = (k: number, hot: number) => (hot < 0 || hot === k ? 1 : PALE);
