// The points of the landscape: what the plane brought along, then what was recorded in it since.
import type { Plane } from "../../branch";
import type { Store } from "../../store";

export interface Track {
  /** Interleaved x, y, oldest first. */
  xy: number[];
  steps: number[];
}

// More would not be told apart, and the cost of a frame must not grow with the run.
const MOST_POINTS = 1500;

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

/** Another branch's way through the plane, as far as the plane knows it. */
export function otherTrack(plane: Plane, branch: number, from: number): Track {
  const track: Track = { xy: [], steps: [] };
  const trail = plane.trails.find((t) => t.branch === branch);
  for (let r = 0; r < (trail?.rows ?? 0); r++) {
    if (trail!.data[3 * r] < from) continue;
    track.steps.push(trail!.data[3 * r]);
    track.xy.push(trail!.data[3 * r + 1], trail!.data[3 * r + 2]);
  }
  return track;
}
