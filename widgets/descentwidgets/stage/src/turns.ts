// Who draws in which picture. While the run plays by itself, numbers are written ten times a second (nobody
// reads faster), and on a machine where a picture costs much the curves take turns. Whatever a person does
// is drawn at once and whole.
import type { Store } from "./store";

const TEXT_MS = 100;
/** ms of script a picture from which on the curves take turns: rasterising costs as much again. */
const DEAR = 1.5;
/** Pictures closer together than this (ms) draw a third of the curves each, others half. */
const BRISK_MS = 70;
/** What was left out is drawn after this long if no further frame comes. */
const REST_MS = 120;

export class Turns {
  texts = true;
  private lastText = -Infinity;
  private picture = 0;
  private lastPicture = -Infinity;
  /** For each view its place among the curves, or -1: neighbours in the queue share the work evenly. */
  private readonly place: number[];
  private echo = -1;
  private timer = 0;

  /** `curves`: for each view, whether it may wait for its turn. */
  constructor(curves: boolean[], private readonly invalidate: () => void) {
    let n = 0;
    this.place = curves.map((curve) => (curve ? n++ : -1));
  }

  /** Decide about the next picture; returns whether view i draws in it. */
  next(store: Store, live: boolean, cost: number, now: number): (view: number) => boolean {
    const calm = store.status.playing && live && store.echo === this.echo;
    this.echo = store.echo;
    clearTimeout(this.timer);
    this.texts = !calm || now - this.lastText >= TEXT_MS;
    if (this.texts) this.lastText = now;
    if (!calm) return () => true;
    this.timer = setTimeout(this.rest, REST_MS) as unknown as number;
    const groups = now - this.lastPicture < BRISK_MS ? 3 : 2;
    this.lastPicture = now;
    const turn = ++this.picture % groups;
    return (view) => cost < DEAR || this.place[view] < 0 || this.place[view] % groups === turn;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private readonly rest = () => {
    this.echo = -1; // the next picture is whole
    this.invalidate();
  };
}
