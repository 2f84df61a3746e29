// A 2-D context that draws as ever and remembers what it drew as SVG. What it knows of its state (transform, colours,
// dashes, font) it reads from the real one at each stroke, so that nothing has to be kept twice.
import { element, escaped, painted } from "./markup";
import { Path, scaleOf, type Matrix, type Recorded } from "./path";
import { textAttributes } from "./text";

type Context = CanvasRenderingContext2D;
type Value = Parameters<typeof element>[1][string];

/** Canvases of the recorder's own: what they draw is not part of the picture. */
export const aside = new WeakSet<HTMLCanvasElement>();

/** Numbers for ids: those of two pictures on one page must differ. */
let ids = 0;

interface Clip {
  id: string;
  def: string;
}

export class Recorder {
  private path = new Path();
  private clip: Clip | null = null;
  private readonly saved: (Clip | null)[] = [];
  private groups: { clip: Clip | null; items: string[] }[] = [];

  constructor(private readonly real: Context) {}

  /** Everything drawn since the canvas was last cleared, in its own pixels. */
  svg(): string {
    const defs = new Map<string, string>();
    const body = this.groups.map(({ clip, items }) => {
      if (clip === null) return items.join("");
      defs.set(clip.id, clip.def);
      return element("g", { "clip-path": `url(#${clip.id})` }, items.join(""));
    }).join("");
    return [...defs.values()].join("") + body;
  }

  reset(): void {
    this.groups = [];
    this.saved.length = 0;
    this.clip = null;
    this.path = new Path();
  }

  /** What a call means to the record. */
  readonly calls: Record<string, (...p: never[]) => void> = {
    save: () => this.saved.push(this.clip),
    restore: () => (this.clip = this.saved.pop() ?? null),
    beginPath: () => (this.path = new Path()),
    closePath: () => this.path.closePath(),
    moveTo: (x: number, y: number) => this.path.moveTo(this.matrix, x, y),
    lineTo: (x: number, y: number) => this.path.lineTo(this.matrix, x, y),
    rect: (x: number, y: number, w: number, h: number) => this.path.rect(this.matrix, x, y, w, h),
    arc: (x: number, y: number, r: number, a: number, b: number, back?: boolean) => this.path.arc(this.matrix, x, y, r, a, b, back),
    quadraticCurveTo: (...p: [number, number, number, number]) => this.path.quadraticCurveTo(this.matrix, ...p),
    bezierCurveTo: (...p: [number, number, number, number, number, number]) => this.path.bezierCurveTo(this.matrix, ...p),
    fill: (first?: unknown, rule?: string) => this.fill(this.pathOf(first).d, typeof first === "string" ? first : rule),
    stroke: (first?: unknown) => this.stroke(this.pathOf(first).d),
    clip: (first?: unknown) => this.narrow(this.pathOf(first).d),
    fillRect: (...p: [number, number, number, number]) => this.fill(this.rectangle(p)),
    strokeRect: (...p: [number, number, number, number]) => this.stroke(this.rectangle(p)),
    clearRect: (...p: [number, number, number, number]) => this.clear(...p),
    fillText: (text: string, x: number, y: number, most?: number) => this.text(text, x, y, most, this.fillStyle),
    strokeText: (text: string, x: number, y: number, most?: number) => this.text(text, x, y, most, { fill: "none", ...this.strokeStyle }),
    drawImage: (...p: [HTMLCanvasElement, ...number[]]) => this.image(...p),
  };

  private get matrix(): Matrix {
    return this.real.getTransform();
  }

  private pathOf(given: unknown): Path {
    if (given === null || typeof given !== "object" || !("replay" in given)) return this.path;
    const path = new Path();
    (given as Recorded).replay(path, this.matrix);
    return path;
  }

  private rectangle(p: [number, number, number, number]): string {
    const path = new Path();
    path.rect(this.matrix, ...p);
    return path.d;
  }

  private get fillStyle(): Record<string, Value> {
    return painted("fill", String(this.real.fillStyle), this.real.globalAlpha);
  }

  private get strokeStyle(): Record<string, Value> {
    const { real } = this;
    const scale = scaleOf(this.matrix);
    const dash = real.getLineDash().map((v) => v * scale);
    return {
      ...painted("stroke", String(real.strokeStyle), real.globalAlpha),
      "stroke-width": real.lineWidth * scale,
      "stroke-dasharray": dash.length > 0 ? dash.map((v) => Math.round(v * 100) / 100).join(" ") : undefined,
      "stroke-linecap": real.lineCap === "butt" ? undefined : real.lineCap,
      "stroke-linejoin": real.lineJoin === "miter" ? undefined : real.lineJoin,
    };
  }

  private fill(d: string, rule?: string): void {
    if (d !== "") this.add(element("path", { d, ...this.fillStyle, "fill-rule": rule === "evenodd" ? rule : undefined }));
  }

  private stroke(d: string): void {
    if (d !== "") this.add(element("path", { d, fill: "none", ...this.strokeStyle }));
  }

  /** A clip within the clip there is. */
  private narrow(d: string): void {
    const outer = this.clip;
    const id = `clip${++ids}`;
    const def = element("clipPath", { id, "clip-path": outer ? `url(#${outer.id})` : undefined }, element("path", { d: d || "M0 0" }));
    this.clip = { id, def: (outer?.def ?? "") + def };
  }

  private clear(x: number, y: number, w: number, h: number): void {
    const { a, d, e, f } = this.matrix;
    const { width, height } = this.real.canvas;
    const whole = a * x + e <= 0.5 && d * y + f <= 0.5 && a * (x + w) + e >= width - 1 && d * (y + h) + f >= height - 1;
    if (whole) this.groups = [];
  }

  private text(text: string, x: number, y: number, most: number | undefined, colours: Record<string, Value>): void {
    if (text.trim() !== "") this.add(element("text", { ...textAttributes(this.real, text, x, y, most), ...colours }, escaped(text)));
  }

  private image(source: HTMLCanvasElement, ...p: number[]): void {
    const [sx, sy, sw, sh, x, y, w, h] = p.length === 8 ? p : [0, 0, source.width, source.height, p[0], p[1], p[2] ?? source.width, p[3] ?? source.height];
    if (!(sw >= 1 && sh >= 1 && w > 0 && h > 0)) return;
    const { a, b, c, d, e, f } = this.matrix;
    const smooth = this.real.imageSmoothingEnabled;
    this.add(element("image", {
      transform: `matrix(${[a, b, c, d, e, f].map((v) => Math.round(v * 1e5) / 1e5).join(" ")})`,
      x, y, width: w, height: h, preserveAspectRatio: "none", href: cut(source, sx, sy, sw, sh),
      style: smooth ? undefined : "image-rendering:pixelated", opacity: this.real.globalAlpha < 1 ? this.real.globalAlpha : undefined,
    }));
  }

  private add(item: string): void {
    const last = this.groups[this.groups.length - 1];
    if (last !== undefined && last.clip === this.clip) last.items.push(item);
    else this.groups.push({ clip: this.clip, items: [item] });
  }
}

/** A part of a canvas as a PNG in an address. */
function cut(source: HTMLCanvasElement, x: number, y: number, w: number, h: number): string {
  if (x === 0 && y === 0 && w === source.width && h === source.height) return source.toDataURL();
  const part = document.createElement("canvas");
  [part.width, part.height] = [Math.round(w), Math.round(h)];
  aside.add(part);
  part.getContext("2d")!.drawImage(source, x, y, w, h, 0, 0, part.width, part.height);
  return part.toDataURL();
}
