// The axes of a plot of steps against values.
import type uPlot from "uplot";
import { asinhScale } from "../drawing/scale";
import { formatTick, formatValue, superscript } from "../format";
import type { Theme } from "../theme";
import { axisLogTicks, linearTicks } from "../ticks";

/** With a `knee` the vertical axis is one for both signs, asinh(value / knee). */
export function plotAxes({ tokens, grid }: Theme, log: boolean, knee?: number): uPlot.Axis[] {
  const axis = { stroke: tokens.muted, font: "11px system-ui, sans-serif", grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return [
    { ...axis, size: 24, gap: 4, space: 70, values: (_u, ticks) => ticks.map((v, i) => (i === 0 ? `step ${formatTick(v, 1)}` : formatTick(v, 1))) },
    {
      ...axis, gap: 5,
      size: (_u, labels) => Math.max(46, 14 + 6.2 * Math.max(0, ...(labels ?? []).map((t) => t?.length ?? 0))),
      space: log ? 22 : 30,
      // uPlot's own increments end at 10^16, and with them the labels of a run that diverges; its own
      // logarithmic ticks start at a power of ten: too few within one decade.
      incrs: (_u: uPlot, _a: number, min: number, max: number) => increments(max - min),
      splits: (u: uPlot, _a: number, min: number, max: number) =>
        knee !== undefined ? asinhScale(min, max, knee).ticks(u.height / 40).map((t) => t.value) : log ? axisLogTicks(min, max, u.height / 28) : linearTicks(min, max, (u.height - 30) / 30).ticks,
      filter: (_u: uPlot, ticks: number[]) => ticks,
      values: (_u, ticks) => {
        if (knee !== undefined) return ticks.map((v) => logLabel(v));
        const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
        return ticks.map((v) => (log ? logLabel(v) : formatTick(v, step)));
      },
    },
  ];
}

/** Round spacings for a span of any size, written so that they are exactly the numbers uPlot knows. */
function increments(span: number): number[] {
  const e = Math.floor(Math.log10(span > 0 && Number.isFinite(span) ? span : 1));
  return [e - 2, e - 1, e].flatMap((k) => [1, 2, 5].map((m) => Number(`${m}e${k}`)));
}

function logLabel(value: number): string {
  if (value <= 0) return value === 0 ? "0" : `−${logLabel(-value)}`;
  const exponent = Math.log10(value);
  const whole = Math.abs(exponent - Math.round(exponent)) < 1e-6;
  return whole && (exponent < -2.5 || exponent > 3.5) ? `10${superscript(Math.round(exponent))}` : formatValue(value, 3);
}
