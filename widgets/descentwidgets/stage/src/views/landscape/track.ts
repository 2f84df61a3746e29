// The points of the landscape: what the plane brought along, then what was recorded in it since.
import type { Beside, Plane } from "../../branch";
import type { Store } from "../../store";
import type { Viewport } from "./viewport";

export interface Track {
  /** Interleaved x, y, oldest first. */
  xy: number[];
  steps: number[];
}

// More would not be told apart, and the cost of a frame must not grow with the run.
const MOST_POINTS = 1500;
/** How near (px) the pointer must be to a point to read its step. */
const NEAR = 7;

/** The active branch's way through `plane`, up to `step`. */
export function activeTrack(store: Store, plane: Plane, step: number): Track {
  const track: Track = { xy: [], steps: [] };
  const segments = store.segments(store.active, step);
  for (const { branch, from, to } of segments) {
    const index = store.branches.indexOf(branch);
    const trail = plane.trails.find((t) => t.branch === index);
    const last = Math.min(to, plane.step);
    for (let r = 0; r < (trail?.rows ?? 0); r++) {
      const s = trail!.data[3 * r];
      if (s < from || s > last || s <= (track.steps[track.steps.length - 1] ?? -1)) continue;
      track.steps.push(s);
      track.xy.push(trail!.data[3 * r + 1], trail!.data[3 * r + 2]);
    }
  }
  for (const { branch, from, to } of segments) {
    const columns = branch.series.get("plane_xy");
    if (columns === undefined || columns.cols < 2) continue;
    const first = Math.max(from, plane.step, track.steps[track.steps.length - 1] ?? -1);
    const end = columns.indexAt(to);
    let row = Math.max(columns.indexAt(first), end - MOST_POINTS);
    for (row = Math.max(0, row); row <= end; row++) {
      const s = columns.steps[row];
      const x = columns.values[0][row];
      if (s < plane.step || s <= (track.steps[track.steps.length - 1] ?? -1) || x !== x) continue;
      track.steps.push(s);
      track.xy.push(x, columns.values[1][row]);
    }
  }
  return track;
}

/** Another branch's way through the plane from `from` to `step`, as far as the plane knows it. */
export function otherTrack(store: Store, plane: Plane, branch: number, from: number, step: number): Track {
  const track: Track = { xy: [], steps: [] };
  const add = (s: number, x: number, y: number) => {
    if (s < from || s > step || s <= (track.steps[track.steps.length - 1] ?? -1) || x !== x) return;
    track.steps.push(s);
    track.xy.push(x, y);
  };
  const trail = plane.trails.find((t) => t.branch === branch);
  for (let r = 0; r < (trail?.rows ?? 0); r++) add(trail!.data[3 * r], trail!.data[3 * r + 1], trail!.data[3 * r + 2]);
  // Its own record goes on in this plane only if the plane is its own, and until it laid the next one.
  const own = store.branches[branch];
  const at = own?.planes.indexOf(plane) ?? -1;
  const columns = own?.series.get("plane_xy");
  if (own === null || own === undefined || at < 0 || columns === undefined || columns.cols < 2) return track;
  const end = columns.indexAt(Math.min(step, (own.planes[at + 1]?.step ?? Infinity) - 1));
  const first = Math.max(0, columns.indexAt(plane.step), end - MOST_POINTS);
  for (let r = first; r <= end; r++) if (columns.steps[r] >= plane.step) add(columns.steps[r], columns.values[0][r], columns.values[1][r]);
  return track;
}

/** The past of weights that move beside the run, up to `step`. The plane knows it up to its own step. */
export function besideTrack({ data, rows }: Beside, step: number): Track {
  const track: Track = { xy: [], steps: [] };
  for (let r = 0; r < rows && data[3 * r] <= step; r++) {
    const [x, y] = [data[3 * r + 1], data[3 * r + 2]];
    if (x !== x || y !== y) continue;
    track.steps.push(data[3 * r]);
    track.xy.push(x, y);
  }
  return track;
}

/** Index of the point nearest to a pixel, the newest of equals; -1 where none is near. */
export function nearestPoint({ xy, steps }: Track, view: Viewport, x: number, y: number): number {
  let best = -1;
  let nearest = NEAR ** 2;
  for (let i = steps.length - 1; i >= 0; i--) {
    const distance = (view.px(xy[2 * i]) - x) ** 2 + (view.py(xy[2 * i + 1]) - y) ** 2;
    if (distance < nearest) [best, nearest] = [i, distance];
  }
  return best;
}
