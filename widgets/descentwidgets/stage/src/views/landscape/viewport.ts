// From plane coordinates to pixels and back; zoom and pan.

export type Rect = [x0: number, x1: number, y0: number, y1: number];

export const MARGIN = { left: 50, right: 66, top: 8, bottom: 36 };

export class Viewport {
  /**
   * What is shown, in fractions of the plane's window: a re-based plane has another origin, and what was
   * zoomed into should stay in sight. Null shows the window.
   */
  private zoomed: Rect | null = null;
  private window: Rect = [0, 1, 0, 1];
  width = 0;
  height = 0;

  setWindow(window: Rect): void {
    this.window = window;
  }

  setSize(width: number, height: number): void {
    this.width = Math.max(1, width - MARGIN.left - MARGIN.right);
    this.height = Math.max(1, height - MARGIN.top - MARGIN.bottom);
  }

  get rect(): Rect {
    if (this.zoomed === null) return this.window;
    const [x0, x1, y0, y1] = this.window;
    const [l, r, b, t] = this.zoomed;
    return [x0 + l * (x1 - x0), x0 + r * (x1 - x0), y0 + b * (y1 - y0), y0 + t * (y1 - y0)];
  }

  reset(): void {
    this.zoomed = null;
  }

  px(x: number): number {
    const [x0, x1] = this.rect;
    return MARGIN.left + ((x - x0) / (x1 - x0)) * this.width;
  }

  py(y: number): number {
    const [, , y0, y1] = this.rect;
    return MARGIN.top + (1 - (y - y0) / (y1 - y0)) * this.height;
  }

  x(px: number): number {
    const [x0, x1] = this.rect;
    return x0 + ((px - MARGIN.left) / this.width) * (x1 - x0);
  }

  y(py: number): number {
    const [, , y0, y1] = this.rect;
    return y0 + (1 - (py - MARGIN.top) / this.height) * (y1 - y0);
  }

  /** Whether a pixel lies inside the axes (a pixel of slack for the edge itself). */
  contains(px: number, py: number): boolean {
    return px >= MARGIN.left - 1 && px <= MARGIN.left + this.width + 1 && py >= MARGIN.top - 1 && py <= MARGIN.top + this.height + 1;
  }

  /** Zoom about a pixel; factor < 1 zooms in. Bounded, so that nobody gets lost. */
  zoom(factor: number, px: number, py: number): void {
    const [l, r, b, t] = this.zoomed ?? [0, 1, 0, 1];
    const u = l + ((px - MARGIN.left) / this.width) * (r - l);
    const v = b + (1 - (py - MARGIN.top) / this.height) * (t - b);
    if ((r - l) * factor > 4 || (r - l) * factor < 1e-4) return;
    this.zoomed = [u + (l - u) * factor, u + (r - u) * factor, v + (b - v) * factor, v + (t - v) * factor];
  }

  /** Pan by pixels. */
  pan(dx: number, dy: number): void {
    const [l, r, b, t] = this.zoomed ?? [0, 1, 0, 1];
    const u = (-dx / this.width) * (r - l);
    const v = (dy / this.height) * (t - b);
    this.zoomed = [l + u, r + u, b + v, t + v];
  }
}
