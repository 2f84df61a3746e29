// Which controls a step of the story is about: those it sets, and those that its text speaks of.
import type { Setting, Spec, StoryStep } from "../spec";

/** Beyond what a step sets, at most so many are shown. */
const MOST = 3;
/** Shorter labels, such as "along", are words of any text. */
const SHORTEST = 6;
const GREEK: Record<string, string> = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", varepsilon: "ε", eta: "η", theta: "θ", kappa: "κ",
  lambda: "λ", mu: "μ", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", varphi: "φ", omega: "ω",
};

export function namedSettings(spec: Spec, step: StoryStep): Set<string> {
  const set = Object.keys(step.settings ?? {});
  const text = plain(`${step.title}. ${step.text}`);
  const spoken = spec.settings.filter((s) => s.live === true && !set.includes(s.name) && speaksOf(text, s)).map((s) => s.name);
  return new Set([...set, ...spoken.slice(0, MOST)]);
}

export const speaksOfKick = (step: StoryStep): boolean => /\bkick/i.test(step.text);

function speaksOf(text: string, setting: Setting): boolean {
  const words = (setting.label ?? setting.name.replace(/_/g, " ")).split(" ");
  const last = words[words.length - 1];
  // "learning rate η": the letter alone, not inside another name, stands for it.
  const symbol = /^[^\x00-\x7F][₀-₉]?$/u.test(last) ? last : null;
  if (symbol !== null && new RegExp(`(?<![\\p{L}\\p{N}_])${symbol}(?![\\p{L}\\p{N}_₀-₉])`, "u").test(text)) return true;
  const name = (symbol === null ? words : words.slice(0, -1)).join(" ").toLowerCase();
  return name.length >= SHORTEST && text.toLowerCase().includes(name);
}

/** Greek letters for their TeX commands, spaces for what marks. */
function plain(text: string): string {
  return text.replace(/\\([a-z]+)/gi, (all, name: string) => GREEK[name] ?? all).replace(/[*`$]/g, " ");
}
