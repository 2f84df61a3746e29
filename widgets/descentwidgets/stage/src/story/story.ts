// Where the reader is in the exhibit's story, and whether it is told: kept for the next visit.
import type { Spec, StoryStep } from "../spec";
import { keep, recall } from "../storage";

const MODE = "descent-lab-mode:";
const PLACE = "descent-lab-story:";

export class Story {
  readonly steps: readonly StoryStep[];
  private place: number;
  private told: boolean;
  private turned: (by: 1 | -1) => void = (by) => this.go(this.place + by);

  constructor(private readonly spec: Spec, private readonly changed: () => void) {
    this.steps = spec.story ?? [];
    const kept = Number(recall(() => sessionStorage, PLACE + spec.exhibit) ?? 0);
    this.place = Number.isInteger(kept) && kept > 0 && kept < this.steps.length ? kept : 0;
    // A snapshot has nothing to steer: there is only the story.
    this.told = spec.snapshot === true || recall(() => localStorage, MODE + spec.exhibit) !== "free";
  }

  /** The step that is told, from 0. */
  get at(): number {
    return this.place;
  }

  get step(): StoryStep | undefined {
    return this.steps[this.place];
  }

  /** Told now; the free mode shows every control instead. */
  get on(): boolean {
    return this.told && this.steps.length > 0;
  }

  /** The id of the view that the step points at. */
  get points(): string | null {
    return (this.on && this.step?.view) || null;
  }

  go(to: number): void {
    const next = Math.min(this.steps.length - 1, Math.max(0, to));
    if (next === this.place) return;
    this.place = next;
    keep(() => sessionStorage, PLACE + this.spec.exhibit, String(next));
    this.changed();
  }

  /** To the next step or the one before, with what that does to the run. */
  turn(by: 1 | -1): void {
    this.turned(by);
  }

  onTurn(act: (by: 1 | -1) => void): void {
    this.turned = act;
  }

  /** Bring the view that is pointed at into sight. */
  look(): void {
    this.changed();
  }

  tell(on: boolean): void {
    if (on === this.told) return;
    this.told = on;
    keep(() => localStorage, MODE + this.spec.exhibit, on ? "story" : "free");
    this.changed();
  }
}
