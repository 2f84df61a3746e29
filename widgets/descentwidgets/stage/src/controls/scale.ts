// Slider positions (integers 0..STEPS) and values of a numeric setting.
import type { Setting } from "../spec";

export const STEPS = 1000;

export function toPosition(s: Setting, value: number): number {
  const [low, high] = bounds(s);
  const t = s.log && low > 0
    ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return Math.round(STEPS * Math.min(1, Math.max(0, t)));
}

export function toValue(s: Setting, position: number): number {
  const [low, high] = bounds(s);
  const t = position / STEPS;
  const raw = s.log && low > 0 ? low * (high / low) ** t : low + t * (high - low);
  if (s.type === "int") return Math.round(raw);
  if (s.step) return Number((low + Math.round((raw - low) / s.step) * s.step).toPrecision(12));
  // Three digits are what a slider can mean; the number beside it takes any.
  return Number(raw.toPrecision(3));
}

/** A typed value inside the bounds, and what was wrong with it, if anything was. */
export function clamp(s: Setting, text: string): { value: number | null; note: string } {
  const value = Number(text.trim().replace(",", ".").replace("−", "-"));
  if (text.trim() === "" || !Number.isFinite(value)) return { value: null, note: `"${text}" is not a number` };
  const [low, high] = bounds(s);
  if (value < low) return { value: low, note: `At least ${low}: set to ${low}` };
  if (value > high) return { value: high, note: `At most ${high}: set to ${high}` };
  if (s.type === "int" && !Number.isInteger(value)) {
    return { value: Math.round(value), note: `A whole number: set to ${Math.round(value)}` };
  }
  return { value, note: "" };
}

/** The next value for arrow up and down: 5 % on a logarithmic scale, a hundredth of a linear one. */
export function nudge(s: Setting, value: number, direction: number): number {
  const [low, high] = bounds(s);
  let next = value;
  if (s.type === "int") next = value + direction * Math.max(1, s.step ?? 1);
  else if (s.step) next = value + direction * s.step;
  else next = s.log && low > 0 ? value * 1.05 ** direction : value + (direction * (high - low)) / 100;
  return Math.min(high, Math.max(low, Number(next.toPrecision(4))));
}

function bounds(s: Setting): [number, number] {
  return [s.low ?? 0, s.high ?? 1];
}
