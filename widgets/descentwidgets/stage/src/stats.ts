// What drawing costs, for the benchmark: counts and times of this page, nothing is sent anywhere.
import type { Client, Echo } from "./client";

const KEPT = 5000;

export class Stats {
  /** Pictures drawn because of frames. */
  frames = 0;
  /** ms of script for each drawn picture: decoding, drawing, uPlot's deferred work. */
  readonly drawMs: number[] = [];
  /** Moving average of drawMs. */
  average = 0;
  /** Script spent on frames since the last picture. */
  private pendingMs = 0;

  constructor(private readonly client: Client) {}

  /** Time from sending a message to the first picture that echoes it. */
  get echoes(): readonly Echo[] {
    return this.client.echoes;
  }

  decoded(ms: number): void {
    this.pendingMs += ms;
  }

  drew(ms: number): void {
    this.drawMs.push(ms + this.pendingMs);
    this.average += 0.1 * (ms + this.pendingMs - this.average);
    this.pendingMs = 0;
    if (this.drawMs.length > KEPT) this.drawMs.splice(0, this.drawMs.length - KEPT);
  }

  reset(): void {
    this.frames = 0;
    this.drawMs.length = 0;
    this.client.echoes.length = 0;
  }
}
