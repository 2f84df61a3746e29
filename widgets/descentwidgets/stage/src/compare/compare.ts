// Two branches held against each other: which, and how. They are known by their ids, so that the comparison goes
// on when branches before them are removed, and is over when one of them is.
import type { Lab } from "../lab";
import type { Store } from "../store";

export type CompareMode = "overlay" | "difference";

export class Compare {
  constructor(
    private readonly store: Store, private readonly first: number, private readonly second: number, readonly mode: CompareMode,
  ) {}

  /** Index of the branch called A, −1 when it is gone. */
  get a(): number {
    return this.index(this.first);
  }

  /** Index of the branch called B, −1 when it is gone. */
  get b(): number {
    return this.index(this.second);
  }

  get alive(): boolean {
    return this.a >= 0 && this.b >= 0;
  }

  /** Differs when views have to be drawn anew. */
  get key(): string {
    return `${this.mode}:${this.first}:${this.second}`;
  }

  private index(id: number): number {
    return this.store.branches.findIndex((b, i) => b !== null && idOf(this.store, i) === id);
  }
}

/** What a branch is known by: the worker's id, or its place where the worker tells none. */
export function idOf(store: Store, index: number): number {
  return store.branches[index]?.info.id ?? index;
}

/** The comparison in force; null when there is none. */
export function comparison(lab: Lab): Compare | null {
  return lab.compare?.alive ? lab.compare : null;
}

/** Whether B − A is drawn in place of the branches. */
export function differing(lab: Lab): Compare | null {
  const compare = comparison(lab);
  return compare?.mode === "difference" ? compare : null;
}

/** Whether a branch stands back behind the two that are compared. */
export function isFaint(lab: Lab, branch: number): boolean {
  const compare = comparison(lab);
  return compare !== null && branch !== compare.a && branch !== compare.b;
}
