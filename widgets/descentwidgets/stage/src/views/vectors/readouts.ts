// Arrows in words.
import { formatValue } from "../../format";
import { conflictingPairs, conflicts, leastCosine, type Arrow, type Bundle } from "./bundle";

/** Up to so many cosines are told one by one. */
const FEW = 6;

export function arrowText(arrow: Arrow, { gradients }: Bundle, hint = ""): string {
  const others = gradients.map((g, k) => ({ name: g.name, c: arrow.cosines[k], same: !arrow.update && g.index === arrow.index })).filter(({ same, c }) => !same && !Number.isNaN(c));
  let cosines = "";
  if (others.length > FEW) {
    const least = others.reduce((a, b) => (b.c < a.c ? b : a));
    const negative = others.filter(({ c }) => c < 0).length;
    cosines = ` · least cosine ${formatValue(least.c, 2)} (to ${least.name}), ${negative} of ${others.length} negative`;
  } else if (others.length > 0) {
    cosines = ` · cosine ${others.map(({ name, c }) => `${formatValue(rounded(c), 2)} to ${name}`).join(", ")}`;
  }
  return `${arrow.name}: length ${formatValue(arrow.length, 3)}${cosines}${hint}`;
}

/** What is zero but for rounding is written as zero. */
export const rounded = (c: number) => (Math.abs(c) < 1e-6 ? 0 : c);

export function bundleWords(bundle: Bundle, picked: Arrow | undefined): string {
  const { gradients, updates } = bundle;
  const [negative, pairs] = conflictingPairs(bundle);
  const outside = updates.filter(conflicts).map((u) => u.name);
  return [
    gradients.length <= FEW ? `gradients ${gradients.map((g) => `${g.name} of length ${formatValue(g.length, 3)}`).join(", ")}` : `${gradients.length} gradients`,
    `${negative} of ${pairs} pairs conflict`,
    ...(updates.length === 0 ? [] : [`${updates.length} updates, ${outside.length === 0 ? "none conflicts" : `in conflict: ${outside.join(", ")}`}`]),
    ...(picked === undefined ? [] : [`followed: ${picked.name}, least cosine ${formatValue(rounded(leastCosine(picked)), 2)}`]),
  ].join("; ");
}
