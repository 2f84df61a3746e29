// Draws tracks: the newest part bright, the past fading; other branches dashed, each with its own marker.
import { branchDash } from "../../theme";
import type { Track } from "./track";
import type { Viewport } from "./viewport";

/**
 * Stretches by age: up to so many points before the newest, with this opacity and width. Old parts are thin,
 * or the zigzag of a run at the edge of stability would fill the valley with solid colour.
 */
const AGES = [
  { points: 14, alpha: 1, width: 2.4 },
  { points: 40, alpha: 0.85, width: 1.5 },
  { points: 110, alpha: 0.65, width: 1 },
  { points: 320, alpha: 0.5, width: 0.8 },
  { points: Infinity, alpha: 0.38, width: 0.7 },
];

/** Points of another branch that are drawn as strongly as its newest. */
const OTHER_RECENT = 24;

export function drawTrail(c: CanvasRenderingContext2D, view: Viewport, track: Track, colour: string, halo: string): void {
  const n = track.steps.length;
  c.lineJoin = c.lineCap = "round";
  // Oldest first: the newest lies on top.
  for (let k = AGES.length - 1; k >= 0; k--) {
    const newer = k === 0 ? n - 1 : Math.max(0, n - 1 - AGES[k - 1].points);
    const older = Math.max(0, n - 1 - AGES[k].points);
    if (newer <= older) continue;
    path(c, view, track, older, newer);
    c.globalAlpha = AGES[k].alpha;
    if (k < 2) {
      c.strokeStyle = halo;
      c.lineWidth = AGES[k].width + 2;
      c.stroke();
    }
    c.strokeStyle = colour;
    c.lineWidth = AGES[k].width;
    c.stroke();
  }
  c.globalAlpha = 1;
}

/** Steps as dots, where there are few enough to be told apart. */
export function drawSteps(c: CanvasRenderingContext2D, view: Viewport, track: Track, colour: string): void {
  const n = track.steps.length;
  c.fillStyle = colour;
  c.beginPath(); // one path for all: a fill each would cost more than the trail
  for (let i = Math.max(0, n - 15); i < n - 1; i++) {
    const [x, y] = [view.px(track.xy[2 * i]), view.py(track.xy[2 * i + 1])];
    c.moveTo(x + 2.4, y);
    c.arc(x, y, 2.4, 0, 7);
  }
  c.fill();
}

export function drawOther(c: CanvasRenderingContext2D, view: Viewport, track: Track, slot: number, colour: string, halo: string): void {
  const n = track.steps.length;
  if (n === 0) return;
  c.strokeStyle = colour;
  // Its past recedes too: at the edge of stability it would hide the branch that is steered.
  const recent = Math.max(0, n - 1 - OTHER_RECENT);
  if (recent > 0) {
    path(c, view, track, 0, recent);
    c.lineWidth = 0.7;
    c.globalAlpha = 0.4;
    c.stroke();
  }
  path(c, view, track, recent, n - 1);
  c.setLineDash(branchDash(slot));
  c.lineWidth = 1.1;
  c.globalAlpha = 0.8;
  c.stroke();
  c.globalAlpha = 1;
  c.setLineDash([]);
  drawMarker(c, slot, view.px(track.xy[2 * n - 2]), view.py(track.xy[2 * n - 1]), 5, colour, halo);
}

/** Circle, square, diamond, triangle, cross-bar: a shape for each branch. */
export function drawMarker(c: CanvasRenderingContext2D, slot: number, x: number, y: number, r: number, colour: string, halo: string): void {
  c.beginPath();
  const corners = [0, 4, 4, 3, 3, 6][slot % 6];
  const turn = [0, Math.PI / 4, 0, -Math.PI / 2, Math.PI / 2, 0][slot % 6];
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
