// Positions of axis ticks.

/** About `count` round numbers (1, 2, 5 times a power of ten) inside [low, high], and their spacing. */
export function linearTicks(low: number, high: number, count: number): { ticks: number[]; step: number } {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return { ticks: [], step: 1 };
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10);
  const ticks: number[] = [];
  // Counting avoids the drift of repeated addition.
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(k * step);
  return { ticks, step };
}

/** Powers of ten inside [low, high], thinned to at most `count`; low and high are positive. */
export function logTicks(low: number, high: number, count: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const ticks: number[] = [];
  for (let e = first; e <= last; e += every) ticks.push(10 ** e);
  return ticks;
}

/** Mantissas a decade may show, the densest first. */
const MANTISSAS = [[1, 2, 3, 4, 5, 6, 8], [1, 2, 5], [1, 3], [1]];

/**
 * Ticks of a logarithmic axis of any length, at most about `count`: powers of ten over many decades, more
 * within few, round numbers where even those would leave the axis bare.
 */
export function axisLogTicks(low: number, high: number, count: number): number[] {
  if (!(low > 0 && high > low) || !Number.isFinite(high)) return [];
  for (const mantissas of MANTISSAS) {
    const ticks: number[] = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
      for (const m of mantissas) {
        const t = Number(`${m}e${e}`);
        if (t >= low && t <= high) ticks.push(t);
      }
    }
    if (ticks.length < 2) return linearTicks(low, high, Math.min(4, count)).ticks;
    if (ticks.length <= Math.max(2, count)) return ticks;
  }
  return logTicks(low, high, count);
}
