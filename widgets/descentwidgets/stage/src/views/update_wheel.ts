// Hues of the rules that make updates: more than the theme has, so that an arrow and its rule's curve match.
import { oklch } from "../colormap";
import { arraySpec, type Spec } from "../spec";
import type { Theme } from "../theme";

/** The `k`th of `n` hues as #rrggbb: the theme's where they suffice, else around a wheel. */
export function wheelColour(theme: Theme, k: number, n: number): string {
  if (n <= theme.branches.length) return theme.branches[k];
  // Neighbours on the wheel differ in lightness too.
  const lightness = (theme.name === "dark" ? [0.68, 0.8] : [0.62, 0.47])[k % 2];
  return `#${oklch(lightness, 0.14, 50 + (360 * k) / n).map((v) => v.toString(16).padStart(2, "0")).join("")}`;
}

/** The updates that the pictures of arrows on a page have names for, the longest list of them. */
export function updateNames(spec: Spec): readonly string[] {
  const lists = spec.views.filter((v) => v.kind === "arrows" || v.kind === "cone").map((v) => arraySpec(spec, v.series?.[1] ?? "").columns ?? []);
  return lists.reduce((a, b) => (b.length > a.length ? b : a), []);
}
