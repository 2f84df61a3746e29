// The sending side: ids, one steering message in flight (the newest wins), acks, echo latencies.
import type { Channel } from "./channel";
import type { Value } from "./spec";

export type Command =
  | { kind: "hello" | "play" | "pause" | "reset" | "share" }
  | { kind: "step"; n: number }
  | { kind: "speed"; value: number }
  | { kind: "set"; name: string; value: Value }
  | { kind: "place"; values: Record<string, number> }
  | { kind: "move"; plane: number; x: number; y: number; drop: boolean }
  | { kind: "kick"; amount: number }
  | { kind: "fork"; step: number; settings: Record<string, Value> }
  | { kind: "branch" | "remove_branch" | "unbookmark"; index: number }
  | { kind: "rename"; index: number; name: string }
  | { kind: "bookmark"; step: number; name: string }
  | { kind: "undo"; branch?: number; index?: number }
  | { kind: "join"; share: string }
  | { kind: "preset"; settings: Record<string, Value> }
  | { kind: "export"; what: "csv" | "zarr" | "record" | "bibtex"; view?: string; live?: string }
  | { kind: "restore"; share: string }
  | { kind: "upload"; name: string; size: number; at: number; data: string }
  | { kind: "choose_target"; target: string; as: string | null }
  | { kind: "use_data" | "drop_data" }
  | { kind: "save"; name: string }
  | { kind: "visible"; shown: boolean; focused: boolean };

export interface Echo {
  id: number;
  kind: string;
  /** ms from sending to having drawn the first frame that echoes the message. */
  ms: number;
}

// Long enough for any step of a slow run to end; a lost echo must not block the slider for ever.
const PATIENCE_MS = 1000;
const KEPT_ECHOES = 2000;

export class Client {
  readonly echoes: Echo[] = [];
  private lastId = 0;
  private sent: { id: number; kind: string; at: number }[] = [];
  private inFlight: { id: number; at: number } | null = null;
  private pending = new Map<string, Command>();

  constructor(
    private readonly channel: Channel,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Send at once. Returns the message's id. */
  send(command: Command): number {
    const id = ++this.lastId;
    this.sent.push({ id, kind: command.kind, at: this.now() });
    if (this.sent.length > 200) this.sent.shift();
    this.channel.send({ ...command, id });
    return id;
  }

  /** Send when nothing steered is in flight; until then only the newest of each `key` is kept. */
  steer(key: string, command: Command): void {
    this.pending.set(key, command);
    this.pump();
  }

  /** True while a steering message is unanswered or waiting: controls then keep what the user set. */
  get steering(): boolean {
    return this.inFlight !== null || this.pending.size > 0;
  }

  /** A frame that echoes `id` is on the screen: note latencies, acknowledge, send what waits. */
  drawn(frame: number, echo: number): void {
    const now = this.now();
    while (this.sent.length > 0 && this.sent[0].id <= echo) {
      const message = this.sent.shift()!;
      this.echoes.push({ id: message.id, kind: message.kind, ms: now - message.at });
    }
    if (this.echoes.length > KEPT_ECHOES) this.echoes.splice(0, this.echoes.length - KEPT_ECHOES);
    this.channel.send({ kind: "ack", frame }); // stands for all before it
    this.received(echo);
  }

  /** A frame arrived: the next steering message may leave before the picture is drawn. */
  received(echo: number): void {
    if (this.inFlight !== null && echo >= this.inFlight.id) this.inFlight = null;
    this.pump();
  }

  private pump(): void {
    if (this.inFlight !== null && this.now() - this.inFlight.at < PATIENCE_MS) return;
    const next = this.pending.entries().next();
    if (next.done === true) {
      this.inFlight = null;
      return;
    }
    const [key, command] = next.value;
    this.pending.delete(key);
    this.inFlight = { id: this.send(command), at: this.now() };
  }
}
