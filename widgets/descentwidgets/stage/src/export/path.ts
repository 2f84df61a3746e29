// A path as SVG writes it, put together by the calls that a canvas takes.
import { num } from "./markup";

export interface Matrix {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export const IDENTITY: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** By how much lengths grow. Drawings turn and scale alike in both directions; they do not shear. */
export const scaleOf = ({ a, b, c, d }: Matrix) => Math.sqrt(Math.abs(a * d - b * c));

const TURN = 2 * Math.PI;

export class Path {
  private text = "";
  private at: [number, number] | null = null;

  get d(): string {
    return this.text;
  }

  moveTo(m: Matrix, x: number, y: number): void {
    if (!this.go(m, x, y)) return;
    this.text += `M${this.pair()}`;
  }

  lineTo(m: Matrix, x: number, y: number): void {
    const first = this.at === null;
    if (!this.go(m, x, y)) return;
    this.text += `${first ? "M" : "L"}${this.pair()}`;
  }

  rect(m: Matrix, x: number, y: number, w: number, h: number): void {
    if (![x, y, w, h].every(Number.isFinite)) return;
    this.moveTo(m, x, y);
    for (const [u, v] of [[x + w, y], [x + w, y + h], [x, y + h]]) this.lineTo(m, u, v);
    this.closePath();
  }

  /** A whole turn becomes two halves: an arc whose ends meet is none in SVG. */
  arc(m: Matrix, x: number, y: number, r: number, from: number, to: number, counter = false): void {
    if (![x, y, r, from, to].every(Number.isFinite)) return;
    let span = counter ? from - to : to - from;
    if (span >= TURN - 1e-9) span = TURN;
    else span = ((span % TURN) + TURN) % TURN;
    const way = counter ? -1 : 1;
    const radius = num(r * scaleOf(m));
    const mirrored = m.a * m.d - m.b * m.c < 0;
    const sweep = Number(counter === mirrored);
    this.lineTo(m, x + r * Math.cos(from), y + r * Math.sin(from));
    const pieces = span > Math.PI ? 2 : 1;
    for (let i = 1; i <= pieces; i++) {
      const angle = from + (way * span * i) / pieces;
      this.go(m, x + r * Math.cos(angle), y + r * Math.sin(angle));
      this.text += `A${radius} ${radius} 0 0 ${sweep} ${this.pair()}`;
    }
  }

  quadraticCurveTo(m: Matrix, x1: number, y1: number, x: number, y: number): void {
    this.curve(m, "Q", [[x1, y1], [x, y]]);
  }

  bezierCurveTo(m: Matrix, x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.curve(m, "C", [[x1, y1], [x2, y2], [x, y]]);
  }

  closePath(): void {
    if (this.text !== "" && !this.text.endsWith("Z")) this.text += "Z";
  }

  private curve(m: Matrix, letter: string, points: number[][]): void {
    const pairs = points.map(([x, y]) => (this.go(m, x, y), this.pair()));
    this.text += letter + pairs.join(" ");
  }

  /** Canvases pass over points that are not numbers; so must the path. */
  private go({ a, b, c, d, e, f }: Matrix, x: number, y: number): boolean {
    const [u, v] = [a * x + c * y + e, b * x + d * y + f];
    if (!Number.isFinite(u) || !Number.isFinite(v)) return false;
    this.at = [u, v];
    return true;
  }

  private pair(): string {
    return `${num(this.at![0])} ${num(this.at![1])}`;
  }
}

/** What a `Path2D` is replaced by while a figure is drawn: the real one, and its calls. */
export interface Recorded {
  replay(into: Path, m: Matrix): void;
}

type Call = [keyof Path, number[]];

export function recordingPath2D(Real: typeof Path2D): typeof Path2D {
  return class extends Real implements Recorded {
    private readonly calls: Call[] = [];

    constructor(from?: Path2D | string) {
      super(from);
      if (from instanceof Real && "calls" in from) this.calls.push(...(from as unknown as { calls: Call[] }).calls);
    }

    override moveTo(...p: [number, number]): void { super.moveTo(...p); this.calls.push(["moveTo", p]); }
    override lineTo(...p: [number, number]): void { super.lineTo(...p); this.calls.push(["lineTo", p]); }
    override rect(...p: [number, number, number, number]): void { super.rect(...p); this.calls.push(["rect", p]); }
    override closePath(): void { super.closePath(); this.calls.push(["closePath", []]); }
    override arc(...p: [number, number, number, number, number, boolean?]): void {
      super.arc(...p);
      this.calls.push(["arc", p as number[]]);
    }

    replay(into: Path, m: Matrix): void {
      for (const [name, p] of this.calls) (into[name] as (m: Matrix, ...p: number[]) => void).call(into, m, ...p);
    }
  };
}
