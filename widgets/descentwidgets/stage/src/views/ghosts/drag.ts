// From the length of a step to the setting that makes it so long: a step is taken to be proportional to it.
import type { Setting } from "../../spec";

/** The setting's value for a step of length `tau`, if `perUnit` is the length a unit of the setting; in its range. */
export function settingFor(s: Setting, tau: number, perUnit: number): number {
  const raw = Math.min(s.high ?? Infinity, Math.max(s.low ?? 0, tau / perUnit));
  return s.type === "int" ? Math.round(raw) : Number(raw.toPrecision(4));
}

/** The lengths that the setting's range allows. */
export function reachable(s: Setting, perUnit: number): [number, number] {
  return [(s.low ?? 0) * perUnit, (s.high ?? Infinity) * perUnit];
}

/** The length after a key: a twentieth more or less, a quarter with `large`; undefined for other keys. */
export function keyed(key: string, large: boolean, tau: number, [least, most]: [number, number]): number | undefined {
  const factor = large ? 1.25 : 1.05;
  const next = { ArrowRight: tau * factor, ArrowUp: tau * factor, ArrowLeft: tau / factor, ArrowDown: tau / factor,
    PageUp: tau * 1.25, PageDown: tau / 1.25, Home: least, End: most }[key];
  return next === undefined || !Number.isFinite(next) ? undefined : Math.min(most, Math.max(least, next));
}
