// One control of the column: an element, and how the run's own value reaches it.
import type { Value } from "../spec";

export interface Control {
  readonly el: HTMLElement;
  /** Show the active branch's value, unless the person holds the control. */
  set(value: Value): void;
}

/**
 * drag: the value while the control moves. release: the same value again when it is let go. commit: a value
 * chosen at once (typed, picked). Live settings act on drag and commit, others on release and commit.
 */
export type Phase = "drag" | "release" | "commit";

export type Changed = (value: Value, phase: Phase) => void;
