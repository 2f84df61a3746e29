// The canvas of a view: sized to its card, drawn again only when what it shows has changed, with a read-out
// under the pointer or the arrow keys and words for those who do not see it.
import { h, setAttribute, setHidden } from "../dom";
import type { Lab } from "../lab";
import type { ViewSpec } from "../spec";
import { onResize, type Card } from "./card";
import { ProbeLink } from "./probe_link";
import { ProbeTip, type Probe } from "./probe";
import { onTap } from "./tap";

export class Sheet {
  width = 0;
  height = 0;
  private readonly canvas = h("canvas", { class: "layer", role: "img", tabindex: 0 });
  private readonly empty: HTMLElement;
  private readonly tip: ProbeTip;
  private readonly link: ProbeLink;
  private readonly stop: () => void;
  private pointer: [number, number] | null = null;
  private key = "";
  private turns = false;
  private next: ((from: [number, number] | null, way: [number, number]) => [number, number] | null) | null = null;

  constructor(
    private readonly lab: Lab,
    private readonly view: ViewSpec,
    card: Card,
    private readonly probe: (x: number, y: number) => Probe | null,
    nothing = "Not measured yet",
  ) {
    this.empty = h("div", { class: "empty" }, nothing);
    card.body.append(this.canvas, this.empty);
    this.tip = new ProbeTip(card.body);
    this.link = new ProbeLink(lab, this);
    this.stop = onResize(card.body, (width, height) => {
      [this.width, this.height] = [width, height];
      this.canvas.width = Math.round(width * devicePixelRatio);
      this.canvas.height = Math.round(height * devicePixelRatio);
      this.key = "";
      lab.invalidate();
    });
    this.canvas.addEventListener("pointermove", (e) => this.point(this.turns && e.buttons !== 0 ? null : [e.offsetX, e.offsetY]));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("blur", () => this.point(null));
    this.canvas.addEventListener("keydown", (e) => this.walk(e));
    this.onTap((x, y) => this.link.keep(this.probe(x, y)));
  }

  /** What a click, or Enter at the place that the keys have reached, does; and where an arrow key goes from there. */
  onPick(pick: (x: number, y: number) => void, next: (from: [number, number] | null, way: [number, number]) => [number, number] | null): void {
    this.next = next;
    this.onTap(pick);
  }

  private onTap(act: (x: number, y: number) => void): void {
    onTap(this.canvas, act);
    this.canvas.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || this.pointer === null) return;
      e.preventDefault();
      e.stopPropagation();
      act(...this.pointer);
    });
  }

  /** Dragging and arrow keys turn the picture: they do not read it. */
  leaveKeys(): void {
    this.turns = true;
  }

  /** Show a read-out that does not come from a place under the pointer; null hides it. */
  show(found: Probe | null): void {
    this.tip.show(found, this.width, this.height);
  }

  /** The element that takes pointer and keys. */
  get surface(): HTMLElement {
    return this.canvas;
  }

  /**
   * A cleared context in CSS pixels when `key` (everything the picture depends on) differs from the last
   * picture's; null when there is nothing to draw. A key of null says that nothing was measured.
   */
  begin(key: string | null): CanvasRenderingContext2D | null {
    setHidden(this.empty, key !== null);
    setHidden(this.canvas, key === null);
    if (key === null) {
      this.point(null);
      return null;
    }
    const full = `${key}|${this.lab.theme.name}`;
    if (this.width === 0 || full === this.key) return null;
    this.key = full;
    const c = this.canvas.getContext("2d")!;
    c.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    if (this.pointer !== null) queueMicrotask(() => this.point(this.pointer));
    return c;
  }

  /** Draw again whatever the key. */
  drop(): void {
    this.key = "";
  }

  /** The picture in words. */
  describe(text: string): void {
    setAttribute(this.canvas, "aria-label", `${this.view.title ?? this.view.id}: ${text}`);
  }

  destroy(): void {
    this.stop();
  }

  private point(at: [number, number] | null): void {
    this.pointer = at;
    const found = at === null ? null : this.probe(...at);
    this.tip.show(found, this.width, this.height);
    this.link.show(found);
  }

  private walk(e: KeyboardEvent): void {
    const way = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, [number, number]>)[e.key];
    if (way === undefined || this.turns) return;
    e.preventDefault();
    e.stopPropagation();
    if (this.next !== null) {
      this.point(this.next(this.pointer, way));
      return;
    }
    const size = e.shiftKey ? 40 : 8;
    const [x, y] = this.pointer ?? [this.width / 2, this.height / 2];
    this.point([clamp(x + way[0] * size, this.width), clamp(y + way[1] * size, this.height)]);
  }
}

const clamp = (v: number, high: number) => Math.min(high - 1, Math.max(1, v));
