// Where the lines of a fork tree lie: one lane a branch, the steps from left to right.
import type { Store } from "../store";

export interface Lane {
  /** Index of the branch, and of its parent's lane (null for a root). */
  branch: number;
  from: number | null;
  forkStep: number;
  head: number;
}

/**
 * The lanes from top to bottom. A fork lies below its parent, of several forks the later one nearer to it: so no
 * line down to a fork crosses the line of another.
 */
export function lanesOf(store: Store): Lane[] {
  const { branches } = store;
  const lanes: Lane[] = [];
  const children = (parent: number | null) => branches
    .flatMap((b, i) => (b && parentOf(store, i) === parent ? [i] : []))
    .sort((a, b) => branches[b]!.info.fork_step - branches[a]!.info.fork_step || a - b);
  const add = (branch: number, from: number | null) => {
    const { fork_step, step } = branches[branch]!.info;
    const lane = lanes.push({ branch, from, forkStep: from === null ? 0 : fork_step, head: step }) - 1;
    for (const child of children(branch)) add(child, lane);
  };
  // Roots in the order they came.
  for (const root of children(null).sort((a, b) => a - b)) add(root, null);
  return lanes;
}

function parentOf(store: Store, index: number): number | null {
  const parent = store.branches[index]!.info.parent;
  return parent !== null && parent !== index && store.branches[parent] ? parent : null;
}

/** The path of a lane: down from the parent's, with a rounded corner, and on to its head. */
export function lanePath(lane: Lane, at: number, x: (step: number) => number, y: (lane: number) => number): string {
  const [left, right, here] = [x(lane.forkStep), Math.max(x(lane.head), x(lane.forkStep) + 0.1), y(at)];
  if (lane.from === null) return `M${left.toFixed(1)} ${here}H${right.toFixed(1)}`;
  const r = Math.min(7, right - left, here - y(lane.from));
  return `M${left.toFixed(1)} ${y(lane.from)}V${(here - r).toFixed(1)}q0 ${r.toFixed(1)} ${r.toFixed(1)} ${r.toFixed(1)}H${right.toFixed(1)}`;
}

/** Of the points on a lane the one within `reach` (px) of `at`, else the step at that place. */
export function pointAt(at: number, reach: number, points: readonly number[], x: (step: number) => number, stepAt: (x: number) => number): number {
  const near = points.filter((s) => Math.abs(x(s) - at) <= reach).sort((a, b) => Math.abs(x(a) - at) - Math.abs(x(b) - at));
  return near[0] ?? Math.round(stepAt(at));
}
