// The lab as a figure sees it: another theme, a step of its own, nothing that moves.
import type { Cursor } from "../cursor";
import type { Lab } from "../lab";
import type { Store } from "../store";
import type { Theme } from "../theme";

/** A step that may be chosen; it is the past, also where it is the last one. */
export class FixedCursor {
  constructor(public at: number) {}

  readonly live = false;
  readonly scrubbed = null;

  step(head: number): number {
    return Math.min(head, this.at);
  }

  hover(): void {}
  pin(): void {}
  goLive(): void {}
}

/** `lab` with what differs put over it; everything else is the lab's own. */
export function frozen(lab: Lab, theme: Theme, cursor: FixedCursor, range: [number, number] | null): Lab {
  const over = <T extends object>(object: T, values: Record<string, unknown>): T =>
    Object.create(object, Object.fromEntries(Object.entries(values).map(([k, value]) => [k, { value, writable: true }]))) as T;
  const store: Store = over(lab.store, { status: { ...lab.store.status, playing: false } });
  return over(lab, {
    theme, range, store,
    cursor: cursor as unknown as Cursor,
    texts: true,
    invalidate: () => {},
    notify: () => {},
    // What a graphics card would draw cannot be written down: the canvas draws it.
    load: () => new Promise(() => {}),
  });
}
