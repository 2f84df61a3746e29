// Ways of the runs over the field: each in its hue, the recent part bold, its head marked.
import { branchColour, type Theme } from "../../theme";
import type { Lab } from "../../lab";
import { namedColour } from "../kinds";
import { drawMarker } from "../landscape/trails";
import { formatValue } from "../../format";
import type { Probe } from "../probe";
import type { Reading } from "../../readings";
import { headOf, lastPoints, type Orbit, type Stretch } from "../orbits";
import type { FieldFrame } from "./frame";

/** Points of the bold part. */
const RECENT = 24;
/** How near (px) the pointer must be to a point to read it. */
const NEAR = 9;

export interface Lane {
  name: string;
  orbit: Orbit;
  /** Where it will go, from the orbit's last point on, where that is known. */
  ahead?: Orbit;
}

/** The lanes of whole paths [L, n, 2], one point a step: what lies before `step` and what ahead. */
export function lanesAlong(paths: Reading, names: readonly string[], step: number): Lane[] {
  const [count, points] = paths.shape;
  const at = Math.min(step, points - 1);
  const part = (lane: number, from: number, to: number): Orbit => {
    const steps = Array.from({ length: to - from + 1 }, (_, k) => from + k);
    const coordinate = (axis: number) => steps.map((k) => paths.data[2 * (lane * points + k) + axis]);
    return { steps, x: coordinate(0), y: coordinate(1) };
  };
  return Array.from({ length: count }, (_, k) => ({ name: names[k] ?? `lane ${k + 1}`, orbit: part(k, 0, at), ahead: part(k, at, points - 1) }));
}

/** The lanes of a streamed series up to a step; null before anything was recorded. */
export function lanesOf(lab: Lab, branch: number, name: string, names: readonly string[], step: number): Lane[] | null {
  const stretches: Stretch[] = lab.store.segments(branch, step).flatMap(({ branch: b, from, to }) => {
    const columns = b.series.get(name);
    return columns !== undefined && columns.rows > 0 ? [{ columns, from, to }] : [];
  });
  if (stretches.length === 0) return null;
  const count = Math.floor(stretches[0].columns.cols / 2);
  return Array.from({ length: count }, (_, k) => ({ name: names[k] ?? (count === 1 ? "run" : `lane ${k + 1}`), orbit: lastPoints(stretches, k, 0) }));
}

export const laneColour = (lab: Lab, { name }: Lane, k: number) => namedColour(lab, name) ?? branchColour(lab.theme, k);

export function drawLane(c: CanvasRenderingContext2D, frame: FieldFrame, { orbit, ahead }: Lane, k: number, colour: string, theme: Theme, strength = 1): void {
  const n = orbit.steps.length;
  const recent = Math.max(0, n - 1 - RECENT);
  c.lineJoin = c.lineCap = "round";
  if (ahead !== undefined) {
    stroke(c, frame, ahead, 0, ahead.steps.length - 1, theme.halo, 2.6, 0.5 * strength);
    stroke(c, frame, ahead, 0, ahead.steps.length - 1, colour, 1.3, 0.75 * strength);
  }
  stroke(c, frame, orbit, 0, recent, theme.halo, 3.2, 0.7 * strength);
  stroke(c, frame, orbit, 0, recent, colour, 1.5, 0.85 * strength);
  stroke(c, frame, orbit, recent, n - 1, theme.halo, 5, strength);
  stroke(c, frame, orbit, recent, n - 1, colour, 2.8, strength);
  c.lineCap = "butt";
  const head = headOf(orbit);
  c.globalAlpha = strength;
  if (head >= 0) drawMarker(c, k, ...frame.pixel(orbit.x[head], orbit.y[head]), 5, colour, theme.tokens.panel);
  c.globalAlpha = 1;
}

/** The point of a lane near a pixel: its step and its name; null where none is near. */
export function nearestStep(frame: FieldFrame, lanes: readonly Lane[], [x0, y0]: [number, number]): Probe | null {
  let best: Probe | null = null;
  let nearest = NEAR ** 2;
  for (const { name, orbit } of lanes) {
    for (let i = 0; i < orbit.steps.length; i++) {
      const [x, y] = frame.pixel(orbit.x[i], orbit.y[i]);
      const distance = (x - x0) ** 2 + (y - y0) ** 2;
      if (!(distance <= nearest)) continue;
      nearest = distance;
      const step = orbit.steps[i];
      best = { x, y, step, name, text: `${name}, step ${step}: (${formatValue(orbit.x[i], 3)}, ${formatValue(orbit.y[i], 3)})` };
    }
  }
  return best;
}

function stroke(c: CanvasRenderingContext2D, frame: FieldFrame, { x, y }: Orbit, first: number, last: number, colour: string, width: number, alpha: number): void {
  if (last <= first) return;
  c.beginPath();
  let pen = false;
  for (let i = first; i <= last; i++) {
    const [px, py] = frame.pixel(x[i], y[i]);
    if (!Number.isFinite(px) || !Number.isFinite(py)) pen = false;
    else if (pen) c.lineTo(px, py);
    else {
      c.moveTo(px, py);
      pen = true;
    }
  }
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.globalAlpha = alpha;
  c.stroke();
  c.globalAlpha = 1;
}
