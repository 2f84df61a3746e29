// Which views are on the page, and which one fills it: kept for the next visit to the exhibit.
import type { Spec } from "../spec";
import { keep, recall } from "../storage";

const KEY = "descent-lab-views:";

/** The ids kept as hidden that still are views; none where that would leave nothing to see. */
export function keptHidden(text: string | null, ids: readonly string[]): string[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  const hidden = Array.isArray(kept) ? ids.filter((id) => kept.includes(id)) : [];
  return hidden.length < ids.length ? hidden : [];
}

export class Layout {
  /** Titles of the views' cards, by id. */
  readonly titles = new Map<string, string>();
  readonly ids: readonly string[];
  private hidden: Set<string>;
  private filling: string | null = null;

  constructor(private readonly spec: Spec, private readonly changed: () => void) {
    this.ids = spec.views.map((v) => v.id);
    this.hidden = new Set(keptHidden(recall(() => localStorage, KEY + spec.exhibit), this.ids));
  }

  /** Whether the person wants the view on the page. */
  shown(id: string): boolean {
    return !this.hidden.has(id);
  }

  /** Whether it is to be seen now, and so to be drawn. */
  drawn(id: string): boolean {
    return this.filling === null ? this.shown(id) : this.filling === id;
  }

  /** The view that fills the stage. */
  get full(): string | null {
    return this.filling;
  }

  get count(): number {
    return this.ids.length - this.hidden.size;
  }

  /** Show or hide a view; the last one stays. */
  toggle(id: string, shown = !this.shown(id)): void {
    if (shown) this.hidden.delete(id);
    else if (this.count > 1) this.hidden.add(id);
    if (this.filling === id && !shown) this.filling = null;
    this.keep();
  }

  only(id: string): void {
    this.hidden = new Set(this.ids.filter((other) => other !== id));
    this.keep();
  }

  all(): void {
    this.hidden.clear();
    this.keep();
  }

  fill(id: string | null): void {
    if (id === this.filling) return;
    this.filling = id;
    this.changed();
  }

  private keep(): void {
    keep(() => localStorage, KEY + this.spec.exhibit, this.hidden.size === 0 ? null : JSON.stringify([...this.hidden]));
    this.changed();
  }
}
