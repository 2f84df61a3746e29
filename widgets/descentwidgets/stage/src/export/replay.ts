// A recorded run plays: the cursor moves along the record, as fast as the run would have gone. What would steer is
// not done, and said.
import type { Channel } from "../channel";
import { encodeFrame, type Status } from "../frame";
import type { Lab } from "../lab";

/** Steps a second where the run is to go as fast as it can. */
const FASTEST = 240;
/** Of these nothing is to be said: they only report, or change nothing. */
const SILENT = new Set(["ack", "visible", "share"]);

export class Replay implements Channel {
  private listener: (data: unknown) => void = () => {};
  private status: Pick<Status, "playing" | "speed"> = { playing: false, speed: 60 };
  private at = 0;
  private last = 0;
  private frame = 1_000_000;

  constructor(private readonly inner: Channel, private readonly lab: () => Lab) {}

  onFrame(callback: (data: unknown) => void): void {
    this.listener = callback;
    this.inner.onFrame(callback);
  }

  close(): void {
    this.status.playing = false;
    this.inner.close();
  }

  send(message: Record<string, unknown>): void {
    const { kind, id } = message as { kind: string; id?: number };
    if (kind === "hello" || kind === "module") return this.inner.send(message);
    if (kind === "play") this.play();
    else if (kind === "pause") this.status.playing = false;
    else if (kind === "speed") this.status.speed = Number(message["value"]);
    else if (kind === "step") this.lab().cursor.pin((this.lab().cursor.scrubbed ?? 0) + 1, this.lab().store.head);
    else if (!SILENT.has(kind)) {
      this.lab().notify({ level: "info", text: "This is a snapshot: it shows what was recorded and cannot be steered. Open it live to go on from here." });
    }
    if (kind !== "ack" && kind !== "visible") this.tell(id ?? 0);
  }

  private play(): void {
    this.at = this.lab().cursor.scrubbed ?? 0;
    this.last = performance.now();
    this.status.playing = true;
    requestAnimationFrame(() => this.move());
  }

  private move(): void {
    if (!this.status.playing) return;
    const { cursor, store } = this.lab();
    const now = performance.now();
    this.at += ((now - this.last) / 1000) * (this.status.speed || FASTEST);
    this.last = now;
    cursor.pin(Math.floor(this.at), store.head);
    if (this.at >= store.head) {
      this.status.playing = false;
      this.tell(0);
    } else {
      requestAnimationFrame(() => this.move());
    }
  }

  /** What the worker would answer: that it plays, or not. */
  private tell(echo: number): void {
    const known = this.lab().store.status;
    const { playing, speed } = this.status;
    const status = { ...known, playing, speed, rate: playing ? speed || FASTEST : 0 };
    // Not within the sending of the message that it answers.
    setTimeout(() => this.listener(encodeFrame({ frame: ++this.frame, echo, status, blocks: [] }, [])));
  }
}
