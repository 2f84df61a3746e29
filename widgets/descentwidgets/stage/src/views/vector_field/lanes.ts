// Ways of the runs over the field: each in its hue, the recent part bold, its head marked.
import { branchColour, type Theme } from "../../theme";
import type { Lab } from "../../lab";
import { namedColour } from "../kinds";
import { drawMarker } from "../landscape/trails";
import type { Reading } from "../../readings";
import { headOf, lastPoints, type Orbit, type Stretch } from "../orbits";
import type { FieldFrame } from "./frame";

/** Points of the bold part. */
const RECENT = 24;

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

export function drawLane(c: CanvasRenderingContext2D, frame: FieldFrame, { orbit, ahead }: Lane, k: number, colour: string, theme: Theme): void {
  const n = orbit.steps.length;
  const recent = Math.max(0, n - 1 - RECENT);
  c.lineJoin = c.lineCap = "round";
  if (ahead !== undefined) {
    stroke(c, frame, ahead, 0, ahead.steps.length - 1, theme.halo, 2.6, 0.5);
    stroke(c, frame, ahead, 0, ahead.steps.length - 1, colour, 1.3, 0.75);
  }
  stroke(c, frame, orbit, 0, recent, theme.halo, 3.2, 0.7);
  stroke(c, frame, orbit, 0, recent, colour, 1.5, 0.85);
  stroke(c, frame, orbit, recent, n - 1, theme.halo, 5, 1);
  stroke(c, frame, orbit, recent, n - 1, colour, 2.8, 1);
  c.lineCap = "butt";
  const head = headOf(orbit);
  if (head >= 0) drawMarker(c, k, ...frame.pixel(orbit.x[head], orbit.y[head]), 5, colour, theme.tokens.panel);
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
