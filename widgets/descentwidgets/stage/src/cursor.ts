// The one cursor of the page: a step that every view shows. Hovering wins over scrubbing, scrubbing
// over the head of the run.

export class Cursor {
  private hovered: number | null = null;
  /** The picture that is hovered over, where it says. */
  private by: object | null = null;
  private pinned: number | null = null;

  constructor(private readonly changed: () => void) {}

  /**
   * The step to show, given the head of the active branch. A picture whose own points stand for steps asks for it
   * `but` for its own hovering: else the points after the one under the pointer would vanish from under it.
   */
  step(head: number, but?: object): number {
    const hovered = but !== undefined && but === this.by ? null : this.hovered;
    return Math.min(head, hovered ?? this.pinned ?? head);
  }

  /** True while the views follow the head of the run. */
  get live(): boolean {
    return this.hovered === null && this.pinned === null;
  }

  /** The scrubbed step, or null at the head. */
  get scrubbed(): number | null {
    return this.pinned;
  }

  hover(step: number | null, by: object | null = null): void {
    if (step === this.hovered) return;
    this.hovered = step;
    this.by = step === null ? null : by;
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
