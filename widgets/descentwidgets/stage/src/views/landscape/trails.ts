// Draws tracks: the newest part bright, the past fading; other branches dashed, each with its own marker.
import { branchDash } from "../../theme";
import type { Track } from "./track";
import type { Viewport } from "./viewport";

/** Ends of the fading stretches, in points before the newest. */
const AGES = [12, 30, 70, 160, 400, Infinity];

export function drawTrail(c: CanvasRenderingContext2D, view: Viewport, track: Track, colour: string, halo: string, width: number): void {
  const n = track.steps.length;
  c.lineJoin = c.lineCap = "round";
  let newer = n - 1;
  for (let k = 0; k < AGES.length && newer > 0; k++) {
    const older = Math.max(0, n - 1 - AGES[k]);
    const alpha = 1 - (0.75 * k) / (AGES.length - 1);
    path(c, view, track, older, newer);
    c.globalAlpha = alpha;
    c.strokeStyle = halo;
    c.lineWidth = width + 2.5;
    c.stroke();
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.stroke();
    newer = older;
  }
  c.globalAlpha = 1;
}

/** Steps as dots, where there are few enough to be told apart. */
export function drawSteps(c: CanvasRenderingContext2D, view: Viewport, track: Track, colour: string): void {
  const n = track.steps.length;
  c.fillStyle = colour;
  for (let i = Math.max(0, n - 30); i < n - 1; i++) {
    c.beginPath();
    c.arc(view.px(track.xy[2 * i]), view.py(track.xy[2 * i + 1]), 2.4, 0, 7);
    c.fill();
  }
}

export function drawOther(c: CanvasRenderingContext2D, view: Viewport, track: Track, branch: number, colour: string, halo: string): void {
  const n = track.steps.length;
  if (n === 0) return;
  path(c, view, track, 0, n - 1);
  c.strokeStyle = halo;
  c.lineWidth = 4;
  c.stroke();
  c.setLineDash(branchDash(branch));
  c.strokeStyle = colour;
  c.lineWidth = 1.8;
  c.stroke();
  c.setLineDash([]);
  drawMarker(c, branch, view.px(track.xy[2 * n - 2]), view.py(track.xy[2 * n - 1]), 5, colour, halo);
}

/** Circle, square, diamond, triangle, cross-bar: a shape for each branch. */
export function drawMarker(c: CanvasRenderingContext2D, branch: number, x: number, y: number, r: number, colour: string, halo: string): void {
  c.beginPath();
  const corners = [0, 4, 4, 3, 3, 6][branch % 6];
  const turn = [0, Math.PI / 4, 0, -Math.PI / 2, Math.PI / 2, 0][branch % 6];
  if (corners === 0) c.arc(x, y, r, 0, 7);
  for (let k = 0; k < corners; k++) {
    const angle = turn + (2 * Math.PI * k) / corners;
    c.lineTo(x + 1.25 * r * Math.cos(angle), y + 1.25 * r * Math.sin(angle));
  }
  c.closePath();
  c.fillStyle = colour;
  c.strokeStyle = halo;
  c.lineWidth = 3;
  c.stroke();
  c.fill();
}

function path(c: CanvasRenderingContext2D, view: Viewport, track: Track, first: number, last: number): void {
  c.beginPath();
  for (let i = first; i <= last; i++) c.lineTo(view.px(track.xy[2 * i]), view.py(track.xy[2 * i + 1]));
}
