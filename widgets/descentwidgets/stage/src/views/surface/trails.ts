// The ways of the branches over a relief; where it hides them, they shine through faintly.
import { branchDash, type Theme } from "../../theme";
import { drawBeside, drawBesideEnd } from "../landscape/beside";
import type { Track } from "../landscape/track";
import { drawMarker } from "../landscape/trails";
import type { Camera } from "./camera";
import { HEIGHT, type Relief } from "./relief";

/** Above the relief, in its units of length: a line in it would flicker. */
const LIFT = 0.014;
/** The newest points are thick; the zigzag of the old ones would cover the valley. */
const AGES = [
  { points: 16, alpha: 1, width: 2.2 },
  { points: 90, alpha: 0.75, width: 1.3 },
  { points: 400, alpha: 0.5, width: 0.8 },
];

interface Walk {
  xy: Float32Array;
  /** 1 where the relief stands before the point, 2 outside the window. */
  state: Uint8Array;
}

function walk(relief: Relief, camera: Camera, track: Track): Walk {
  const most = AGES[AGES.length - 1].points;
  const first = Math.max(0, track.steps.length - most);
  const n = track.steps.length - first;
  const xy = new Float32Array(2 * n);
  const state = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const x = relief.x(track.xy[2 * (first + i)]);
    const y = relief.y(track.xy[2 * (first + i) + 1]);
    const z = relief.heightAt(x, y);
    if (Number.isNaN(z)) {
      state[i] = 2;
      continue;
    }
    xy.set(camera.project(x, y, z + LIFT), 2 * i);
    state[i] = Number(relief.hides(x, y, z + LIFT, camera.eye));
  }
  return { xy, state };
}

export function drawWay(
  c: CanvasRenderingContext2D, relief: Relief, camera: Camera, track: Track, slot: number, colour: string, halo: string, active: boolean,
): void {
  const { xy, state } = walk(relief, camera, track);
  const n = state.length;
  c.lineJoin = c.lineCap = "round";
  c.strokeStyle = colour;
  if (!active) c.setLineDash(branchDash(slot));
  for (let k = AGES.length - 1; k >= 0; k--) {
    const newer = k === 0 ? n - 1 : Math.max(0, n - 1 - AGES[k - 1].points);
    const older = Math.max(0, n - 1 - AGES[k].points);
    for (const hidden of [true, false]) {
      c.beginPath();
      for (let i = older + 1; i <= newer; i++) {
        if (state[i] === 2 || state[i - 1] === 2 || (state[i] === 1) !== hidden) continue;
        c.moveTo(xy[2 * i - 2], xy[2 * i - 1]);
        c.lineTo(xy[2 * i], xy[2 * i + 1]);
      }
      c.globalAlpha = AGES[k].alpha * (hidden ? 0.25 : active ? 1 : 0.7);
      if (k === 0 && !hidden) {
        c.strokeStyle = halo;
        c.lineWidth = AGES[k].width + 2;
        c.stroke();
        c.strokeStyle = colour;
      }
      c.lineWidth = active ? AGES[k].width : 1.2;
      c.stroke();
    }
  }
  c.setLineDash([]);
  c.globalAlpha = 1;
  if (n === 0 || state[n - 1] === 2) return;
  if (active) drawPost(c, relief, camera, track, colour);
  c.globalAlpha = state[n - 1] === 1 ? 0.4 : 1;
  drawMarker(c, active ? 0 : slot, xy[2 * n - 2], xy[2 * n - 1], active ? 6 : 4.5, colour, active ? "#ffffff" : halo);
  c.globalAlpha = 1;
}

/** Weights beside the run: dashed over the relief, with a ring and a name where they are. */
export function drawBesideWay(c: CanvasRenderingContext2D, relief: Relief, camera: Camera, track: Track, label: string, colour: string, theme: Theme): void {
  const { xy, state } = walk(relief, camera, track);
  const n = state.length;
  if (n === 0) return;
  for (const hidden of [1, 0]) {
    drawBeside(c, xy.map((v, k) => (state[k >> 1] === hidden ? v : NaN)), colour, theme, hidden === 1);
  }
  if (state[n - 1] === 2) return;
  c.globalAlpha = state[n - 1] === 1 ? 0.5 : 1;
  drawBesideEnd(c, xy[2 * n - 2], xy[2 * n - 1], label, colour, { left: 4, top: 4, width: camera.width - 8, height: camera.height - 8 }, theme);
  c.globalAlpha = 1;
}

/** A thin post from the floor to the current point says where over the plane it stands. */
function drawPost(c: CanvasRenderingContext2D, relief: Relief, camera: Camera, track: Track, colour: string): void {
  const n = track.steps.length;
  const [x, y] = [relief.x(track.xy[2 * n - 2]), relief.y(track.xy[2 * n - 1])];
  const z = Math.min(HEIGHT, relief.heightAt(x, y));
  c.beginPath();
  c.moveTo(...camera.project(x, y, 0));
  c.lineTo(...camera.project(x, y, z));
  c.strokeStyle = colour;
  c.lineWidth = 1;
  c.globalAlpha = 0.45;
  c.stroke();
  c.globalAlpha = 1;
}
