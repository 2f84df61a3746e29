// What every part of the page shares.
import type { Client } from "./client";
import type { Compare } from "./compare/compare";
import type { Cursor } from "./cursor";
import type { Message } from "./frame";
import type { Layout } from "./page/layout";
import type { Spec } from "./spec";
import type { Store } from "./store";
import type { Story } from "./story/story";
import type { Theme } from "./theme";

export interface Lab {
  readonly spec: Spec;
  readonly store: Store;
  readonly client: Client;
  readonly cursor: Cursor;
  readonly layout: Layout;
  readonly story: Story;
  theme: Theme;
  /** The two branches held against each other; ask `comparison()`, it may be over. */
  compare: Compare | null;
  /** The name that is pointed at in some view; null where none is. */
  readonly hot: string | null;
  /** Steps shown by all curves; null follows the run. */
  range: [number, number] | null;
  /** Whether numbers and controls are written in this picture: a running lab writes them ten times a second. */
  readonly texts: boolean;
  /** Draw again at the next animation frame. */
  invalidate(): void;
  /** Bring a name forward in every view that has it; null ends that. */
  point(name: string | null): void;
  /** The view of that id as it stands on the page. */
  viewOf(id: string): Part | undefined;
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

/** The step all views show now; `but`: as it were without the hovering of that picture. */
export function cursorStep(lab: Lab, but?: object): number {
  return lab.cursor.step(lab.store.head, but);
}
