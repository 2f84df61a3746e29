// A worker that lives in the page and speaks the frame protocol, for looking at the stage without Python.
import type { Channel } from "../src/channel";
import type { Command } from "../src/client";
import { encodeFrame, type BranchInfo, type Header, type LogEntry, type Message } from "../src/frame";
import { ARRAYS, arraysAt, LABELS } from "./fake_arrays";
import { CONFLICT_SERIES, START, WITH_CONFLICT } from "./fake_conflict";
import { FLOW_SERIES, flowRemarks } from "./fake_flows";
import { GHOST_SERIES } from "./fake_ghosts";
import { advance, bend, initial, lossAt, measure, WITH_GHOSTS, type Row, type State } from "./fake_run";

interface FakeBranch {
  info: BranchInfo;
  states: State[];
  rows: Row[];
  sent: number;
  planes: number;
  readings: number;
}

type Sent = Command & { id: number } | { kind: "ack"; frame: number } | { kind: "module"; name: string };
const COLUMNS: [string, number][] = [...[...FLOW_SERIES, ...(WITH_GHOSTS ? GHOST_SERIES : []), ...(WITH_CONFLICT ? CONFLICT_SERIES : [])].map((s): [string, number] => [s.name, s.cols]), ["loss", 1], ["eigenvalues", 3], ["threshold", 1], ["gradient_norm", 1], ["accuracy", 2], ["plane_xy", 2], ["plane_distance", 1], ["residuals", 3]];
const PLANE_EVERY = 80;
const READING_EVERY = 40;

export class FakeWorker implements Channel {
  private callback: (data: unknown) => void = () => {};
  private branches: (FakeBranch | null)[] = [];
  private active = 0;
  private playing = false;
  private speed = 60;
  private frame = 0;
  private echo = 0;
  private gen = 1;
  private unacked = 0;
  private dirty = true;
  private log: LogEntry[] = [];
  private messages: Message[] = [];
  private settings: Record<string, number | string> = { lr: 0.05, width: 64, examples: 500, activation: "tanh", loss: "mse", seed: 0, plane: "trajectory_pca", aggregator: "upgrad", ...START };
  private readonly timer: number;
  private debt = 0;

  constructor() {
    this.restart();
    this.timer = window.setInterval(() => this.tick(), 33);
  }

  onFrame(callback: (data: unknown) => void): void { this.callback = callback; }
  close(): void { clearInterval(this.timer); }

  send(message: object): void {
    const m = message as Sent;
    if (m.kind === "ack") { this.unacked--; return; }
    if (m.kind === "module") { void this.deliverModule(m.name); return; }
    this.echo = m.id;
    this.dirty = true;
    const b = this.branches[this.active]!;
    const say = (text: string) => this.log = [...this.log, { branch: this.active, step: b.info.step, text }];
    switch (m.kind) {
      case "hello": for (const o of this.branches) if (o) o.sent = o.planes = o.readings = 0; break;
      case "play": this.playing = true; break;
      case "pause": this.playing = false; break;
      case "step": this.run(m.n); break;
      case "speed": this.speed = m.value; break;
      case "set":
        b.info.settings = { ...b.info.settings, [m.name]: m.value };
        if (m.name === "lr" || m.name === "example") {
          Object.assign(b.states[b.states.length - 1], { [m.name]: Number(m.value) });
          b.rows[b.rows.length - 1] = measure(b.states[b.states.length - 1]);
          b.sent = Math.min(b.sent, b.rows.length - 1);
        }
        else if (m.name !== "plane" && m.name !== "aggregator") { this.settings = b.info.settings as never; this.restart(); }
        say(`set ${m.name} = ${m.value}`);
        break;
      case "place": {
        b.info.settings = { ...b.info.settings, ...m.values };
        const p = b.states[b.states.length - 1];
        p.places = { ...p.places, ...m.values };
        b.rows[b.rows.length - 1] = measure(p);
        b.sent = Math.min(b.sent, b.rows.length - 1);
        break;
      }
      case "move": {
        const p = b.states[b.states.length - 1];
        Object.assign(p, { y: m.x, x: m.y - bend(m.x) });
        b.rows[b.rows.length - 1] = measure(p);
        b.sent = Math.min(b.sent, b.rows.length - 1);
        if (m.drop) say(`move to (${m.x.toFixed(2)}, ${m.y.toFixed(2)})`);
        break;
      }
      case "kick": b.states[b.states.length - 1].x += m.amount; say(`kick ${m.amount}`); break;
      case "fork": {
        const settings = { ...b.info.settings, ...m.settings };
        const state = { ...b.states[Math.min(m.step, b.states.length - 1)], lr: Number(settings["lr"]) };
        this.branches.push({ info: { name: `fork ${this.branches.length}`, parent: this.active, fork_step: state.step, step: state.step, settings, state: "ok", labels: LABELS },
          states: [...b.states.slice(0, state.step), state], rows: b.rows.slice(0, state.step + 1), sent: 0, planes: 0, readings: 0 });
        this.active = this.branches.length - 1;
        break;
      }
      case "branch": this.active = m.index; break;
      case "remove_branch": this.branches[m.index] = null; if (this.active === m.index) this.active = this.branches.findIndex(Boolean); break;
      case "reset": this.restart(); break;
      case "preset": this.settings = { ...this.settings, ...m.settings } as never; this.restart(); this.playing = true; break;
      default: break;
    }
    this.emit();
  }

  private async deliverModule(name: string): Promise<void> {
    const file = await fetch(`../build/lab-${name}.js`);
    const zipped = new Uint8Array(await new Response(file.body!.pipeThrough(new CompressionStream("gzip"))).arrayBuffer());
    const header = encodeFrame({ frame: 0, module: name }, []);
    const bytes = new Uint8Array(header.length + zipped.length);
    bytes.set(header);
    bytes.set(zipped, header.length);
    this.callback(bytes.buffer);
  }

  private restart(): void {
    const state = initial(Number(this.settings["lr"]));
    this.gen++;
    this.log = [];
    this.active = 0;
    this.branches = [{ info: { name: "main", parent: null, fork_step: 0, step: 0, settings: { ...this.settings }, state: "ok", labels: LABELS },
      states: [state], rows: [measure(state)], sent: 0, planes: 0, readings: 0 }];
  }

  private run(n: number): void {
    const b = this.branches[this.active]!;
    for (let i = 0; i < n && b.info.state === "ok"; i++) {
      const next = advance(b.states[b.states.length - 1]);
      b.states.push(next);
      b.rows.push(measure(next));
      b.info.step = next.step;
      b.info.remarks = flowRemarks(next);
      if (Math.abs(next.x) > 50) {
        b.info.state = "diverged";
        this.playing = false;
        this.messages.push({ level: "error", text: `The run diverged at step ${next.step}: η = ${next.lr} is too large for λ₁ = ${next.s.toPrecision(3)}.` });
      }
    }
  }

  private tick(): void {
    if (this.playing) {
      this.debt += this.speed === 0 ? 5 : this.speed / 30;
      this.run(Math.floor(this.debt));
      this.debt %= 1;
      this.dirty = true;
    }
    this.emit();
  }

  private emit(): void {
    if (!this.dirty || this.unacked >= 2) return;
    this.dirty = false;
    this.unacked++;
    const data: number[] = [];
    const header: Header = { frame: ++this.frame, echo: this.echo, gen: this.gen, active: this.active, log: this.log,
      status: { playing: this.playing, step: this.branches[this.active]!.info.step, speed: this.speed, rate: this.playing ? this.speed || 150 : 0,
        state: this.branches[this.active]!.info.state === "diverged" ? "diverged" : "ok" },
      branches: this.branches.map((b) => b && b.info), share: `eNq${btoa(JSON.stringify(this.log)).slice(0, 60)}`, messages: this.messages.splice(0), blocks: [] };
    this.branches.forEach((b, i) => b && this.pack(b, i, header.blocks!, data));
    const bytes = encodeFrame(header, data);
    setTimeout(() => this.callback(bytes.buffer), 0);
  }

  private pack(b: FakeBranch, index: number, blocks: NonNullable<Header["blocks"]>, data: number[]): void {
    const start = b.sent;
    if (b.rows.length > start) {
      for (const [name, cols] of COLUMNS) {
        blocks.push({ type: "series", branch: index, name, start, rows: b.rows.length - start, cols, at: data.length });
        for (let r = start; r < b.rows.length; r++) data.push(b.states[r].step, ...b.rows[r][name]);
      }
      b.sent = b.rows.length;
    }
    for (; b.planes * PLANE_EVERY < b.states.length; b.planes++) this.plane(b, index, b.planes * PLANE_EVERY, blocks, data);
    for (; b.readings * READING_EVERY < b.states.length; b.readings++) this.read(b, index, b.readings, blocks, data);
  }

  private read(b: FakeBranch, index: number, row: number, blocks: NonNullable<Header["blocks"]>, data: number[]): void {
    const step = row * READING_EVERY;
    for (const [name, values] of arraysAt(b.states[step])) {
      blocks.push({ type: "array", branch: index, name, step, row, shape: ARRAYS.find((a) => a.name === name)!.shape!, rest: false, at: data.length });
      for (const v of values) data.push(v);
    }
  }

  private plane(b: FakeBranch, index: number, step: number, blocks: NonNullable<Header["blocks"]>, data: number[]): void {
    const { y, s } = b.states[step];
    const window: [number, number, number, number] = [y - 1.1, y + 1.6, bend(y) - 0.75, bend(y) + 0.75];
    const at = data.length;
    for (let j = 0; j < 97; j++) {
      for (let i = 0; i < 97; i++) {
        data.push(lossAt(window[2] + (j / 96) * (window[3] - window[2]) , window[0] + (i / 96) * (window[1] - window[0]), s));
      }
    }
    const trails = this.branches.flatMap((o, k) => {
      if (!o) return [];
      const upTo = k === index ? step : o.states.length - 1;
      const from = Math.max(0, upTo - 300);
      const entry = { branch: k, rows: upTo - from + 1, at: data.length };
      for (let r = from; r <= upTo; r++) data.push(r, o.states[r].y, o.states[r].x + bend(o.states[r].y));
      return [entry];
    });
    blocks.push({ type: "plane", branch: index, step, kind: "trajectory_pca", labels: ["PC 1 (along the valley)", "PC 2"], window, nx: 97, ny: 97, error: 0.0008, evaluations: 256, method: "chebyshev", hidden: step < 240 ? 0.31 : 0.83, at, trails });
  }
}
