// From plane coordinates to pixels and back; zoom and pan.

export type Rect = [x0: number, x1: number, y0: number, y1: number];

export const MARGIN = { left: 50, right: 66, top: 8, bottom: 36 };

export class Viewport {
  /** What is shown; null follows the plane's window. */
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
    return this.zoomed ?? this.window;
  }

  get isZoomed(): boolean {
    return this.zoomed !== null;
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

  /** Zoom about a pixel; factor < 1 zooms in. Bounded, so that nobody gets lost. */
  zoom(factor: number, px: number, py: number): void {
    const [x0, x1, y0, y1] = this.rect;
    const [cx, cy] = [this.x(px), this.y(py)];
    const full = this.window[1] - this.window[0];
    const span = (x1 - x0) * factor;
    if (span > 4 * full || span < 1e-4 * full) return;
    this.zoomed = [cx + (x0 - cx) * factor, cx + (x1 - cx) * factor, cy + (y0 - cy) * factor, cy + (y1 - cy) * factor];
  }

  /** Pan by pixels. */
  pan(dx: number, dy: number): void {
    const [x0, x1, y0, y1] = this.rect;
    const sx = (-dx / this.width) * (x1 - x0);
    const sy = (dy / this.height) * (y1 - y0);
    this.zoomed = [x0 + sx, x1 + sx, y0 + sy, y1 + sy];
  }
}
