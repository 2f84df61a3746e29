// The runs of this exhibit that are kept on the server, where it keeps any.
import type { Spec } from "../spec";

export interface SavedRun {
  name: string;
  exhibit: string;
  title: string;
  steps: number;
  share: string;
}

/** None in a notebook, or when the server cannot be asked just now: a link can be pasted all the same. */
export async function savedRuns(spec: Spec): Promise<SavedRun[]> {
  if (!spec.page || !spec.saves) return [];
  try {
    const answer = await fetch("./saved.json");
    const runs = answer.ok ? ((await answer.json()) as SavedRun[]) : [];
    return runs.filter((run) => run.exhibit === spec.exhibit);
  } catch {
    return [];
  }
}
