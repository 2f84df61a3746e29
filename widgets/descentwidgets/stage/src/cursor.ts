// The one cursor of the page: a step that every view shows. Hovering wins over scrubbing, scrubbing
// over the head of the run.

export class Cursor {
  private hovered: number | null = null;
  private pinned: number | null = null;

  constructor(private readonly changed: () => void) {}

  /** The step to show, given the head of the active branch. */
  step(head: number): number {
    return Math.min(head, this.hovered ?? this.pinned ?? head);
  }

  /** True while the views follow the head of the run. */
  get live(): boolean {
    return this.hovered === null && this.pinned === null;
  }

  /** The scrubbed step, or null at the head. */
  get scrubbed(): number | null {
    return this.pinned;
  }

  hover(step: number | null): void {
    if (step === this.hovered) return;
    this.hovered = step;
    this.changed();
  }

  /** Scrub to a step; at or beyond the head is live again. */
  pin(step: number | null, head: number): void {
    const next = step === null || step >= head ? null : Math.max(0, Math.round(step));
    if (next === this.pinned) return;
    this.pinned = next;
    this.changed();
  }

  goLive(): void {
    if (this.live) return;
    this.hovered = this.pinned = null;
    this.changed();
  }
}
