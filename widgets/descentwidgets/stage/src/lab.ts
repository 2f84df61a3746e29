// What every part of the page shares.
import type { Client } from "./client";
import type { Cursor } from "./cursor";
import type { Message } from "./frame";
import type { Layout } from "./page/layout";
import type { Spec } from "./spec";
import type { Store } from "./store";
import type { Theme } from "./theme";

export interface Lab {
  readonly spec: Spec;
  readonly store: Store;
  readonly client: Client;
  readonly cursor: Cursor;
  readonly layout: Layout;
  theme: Theme;
  /** Steps shown by all curves; null follows the run. */
  range: [number, number] | null;
  /** Whether numbers and controls are written in this picture: a running lab writes them ten times a second. */
  readonly texts: boolean;
  /** Draw again at the next animation frame. */
  invalidate(): void;
  /** A part of the page that is fetched only when it is needed. */
  load(name: string): Promise<unknown>;
  /** Tell the person something. */
  notify(message: Message): void;
}

/** A part of the page that draws from the store. */
export interface Part {
  readonly el: HTMLElement;
  update(): void;
  /** Colours changed: drop everything drawn. */
  restyle?(): void;
  destroy?(): void;
}

/** The step all views show now. */
export function cursorStep(lab: Lab): number {
  return lab.cursor.step(lab.store.head);
}
