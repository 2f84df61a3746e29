// Which part of the plane is seen, and where: the field's window until a person zooms or pans.
import { drawHorizontalAxis, drawVerticalAxis, type Box } from "../../drawing/axis";
import { linearScale, type Scale } from "../../drawing/scale";
import type { Theme } from "../../theme";
import type { Pixel } from "../vectors/arrow";

export type Rect = readonly [x0: number, x1: number, y0: number, y1: number];

const BOTTOM = 38;
const TOP = 8;
const RIGHT = 12;
/** How far in and out one can zoom. */
const ZOOMS = [1e-3, 4];

export class FieldFrame {
  box: Box = { left: 0, top: 0, width: 1, height: 1 };
  private zoomed: Rect | null = null;

  /** What is seen before anybody zooms. */
  private readonly whole: Rect;

  constructor(readonly window: Rect, private readonly left: number, [mx, my]: readonly [number, number] = [0, 0]) {
    const [x0, x1, y0, y1] = window;
    this.whole = [x0 - mx, x1 + mx, y0 - my, y1 + my];
  }

  setSize(width: number, height: number): void {
    this.box = { left: this.left, top: TOP, width: Math.max(1, width - this.left - RIGHT), height: Math.max(1, height - TOP - BOTTOM) };
  }

  get rect(): Rect {
    return this.zoomed ?? this.whole;
  }

  get scales(): [Scale, Scale] {
    const [x0, x1, y0, y1] = this.rect;
    return [linearScale(x0, x1), linearScale(y0, y1)];
  }

  pixel(x: number, y: number): Pixel {
    const [x0, x1, y0, y1] = this.rect;
    const { left, top, width, height } = this.box;
    return [left + ((x - x0) / (x1 - x0)) * width, top + (1 - (y - y0) / (y1 - y0)) * height];
  }

  at([px, py]: Pixel): [number, number] {
    const [x0, x1, y0, y1] = this.rect;
    const { left, top, width, height } = this.box;
    return [x0 + ((px - left) / width) * (x1 - x0), y0 + (1 - (py - top) / height) * (y1 - y0)];
  }

  contains([px, py]: Pixel): boolean {
    const { left, top, width, height } = this.box;
    return px >= left && py >= top && px <= left + width && py <= top + height;
  }

  axes(c: CanvasRenderingContext2D, xlabel: string, ylabel: string, theme: Theme): void {
    const [xs, ys] = this.scales;
    drawHorizontalAxis(c, theme, this.box, xs, xlabel);
    drawVerticalAxis(c, theme, this.box, ys, ylabel);
  }

  reset(): void {
    this.zoomed = null;
  }

  /** Zoom about a pixel; factor < 1 zooms in. Bounded, so that nobody gets lost. */
  zoom(factor: number, px: number, py: number): void {
    const [x0, x1, y0, y1] = this.rect;
    const share = ((x1 - x0) * factor) / (this.window[1] - this.window[0]);
    if (share < ZOOMS[0] || share > ZOOMS[1]) return;
    const [x, y] = this.at([px, py]);
    this.zoomed = [x + (x0 - x) * factor, x + (x1 - x) * factor, y + (y0 - y) * factor, y + (y1 - y) * factor];
  }

  pan(dx: number, dy: number): void {
    const [x0, x1, y0, y1] = this.rect;
    const u = (-dx / this.box.width) * (x1 - x0);
    const v = (dy / this.box.height) * (y1 - y0);
    this.zoomed = [x0 + u, x1 + u, y0 + v, y1 + v];
  }
}
