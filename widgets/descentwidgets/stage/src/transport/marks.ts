// The bookmarks of a branch: its own and those of the past it shares.
import type { Bookmark } from "../frame";
import type { Store } from "../store";

export interface Mark extends Bookmark {
  /** Its place in the worker's list: what a message calls it by. */
  index: number;
}

/** The bookmarks that lie on the way to the head of a branch, by step. */
export function marksOf(store: Store, branch: number): Mark[] {
  const ways = store.segments(branch, Infinity).map(({ branch: b, to }) => [store.branches.indexOf(b), to] as const);
  return store.bookmarks
    .map((mark, index) => ({ ...mark, index }))
    .filter((mark) => ways.some(([at, to]) => at === mark.branch && mark.step <= to))
    .sort((a, b) => a.step - b.step);
}

/** The bookmark of the branch at exactly this step. */
export function markAt(store: Store, branch: number, step: number): Mark | undefined {
  return marksOf(store, branch).find((mark) => mark.step === step);
}

/** The next bookmarked step after (`by` 1) or before (−1) a step; undefined when there is none. */
export function nextMark(store: Store, branch: number, step: number, by: 1 | -1): number | undefined {
  const steps = marksOf(store, branch).map((mark) => mark.step);
  return by > 0 ? steps.find((s) => s > step) : steps.reverse().find((s) => s < step);
}
