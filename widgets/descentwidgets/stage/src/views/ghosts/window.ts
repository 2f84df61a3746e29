// Which part of the complex plane is seen: u across, y >= 0 up, one scale for both; chosen from the radii and
// calm, until a person zooms or pans.
import type { Box } from "../../drawing/axis";
import { linearScale, type Scale } from "../../drawing/scale";
import type { Rectangle } from "./plane";

/** Room beyond the nearest ghost and beyond the end of the step. */
const ROOM = 1.18;
/** A step longer than so many radii runs out of the picture: the ghosts would be a speck. */
const LONGEST = 3;
/** A closer window is taken only where this much of it would be enough: what moves a little changes nothing. */
const CLOSER = 0.8;

/** The least of 1, 2, 5 times a power of ten that is not below `value`. */
export function snapUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const m = [1, 2, 5, 10].find((f) => f * power >= value * (1 - 1e-9)) ?? 10;
  return Number((m * power).toPrecision(1));
}

/** Half the width that shows the ghost at `star` wherever on its circle it is, and the end of the step. */
export function neededHalfWidth(star: number, tau: number, aspect: number): number {
  const ghost = Number.isFinite(star) && star > 0 ? star : NaN;
  const step = tau > 0 && Number.isFinite(tau) ? tau : NaN;
  const across = Number.isNaN(step) ? ghost : Number.isNaN(ghost) ? step : Math.max(ghost, Math.min(step, LONGEST * ghost));
  // The height is `aspect` times the width, that is 2 aspect half-widths.
  const up = Number.isNaN(ghost) ? 0 : ghost / (2 * aspect);
  return ROOM * Math.max(across, up);
}

export class GhostWindow {
  box: Box = { left: 0, top: 0, width: 1, height: 1 };
  private half = 1;
  private fitted = false;
  /** What a person looks at: centre and half-width in half-widths of the window, and the y at the bottom. */
  private zoomed: { centre: number; half: number; low: number } | null = null;

  /** Follow the radii; a half-width that is not a number leaves the window as it is. */
  fit(star: number, tau: number): void {
    const needed = neededHalfWidth(star, tau, this.box.height / this.box.width);
    if (!(needed > 0)) return;
    const snapped = snapUp(needed);
    if (!this.fitted || snapped > this.half || snapUp(needed / CLOSER) < this.half) this.half = snapped;
    this.fitted = true;
  }

  get rectangle(): Rectangle {
    const { centre, half, low } = this.zoomed ?? { centre: 0, half: 1, low: 0 };
    const [c, h, y0] = [centre * this.half, half * this.half, low * this.half];
    return { u0: c - h, u1: c + h, y0, y1: y0 + (2 * h * this.box.height) / this.box.width };
  }

  get us(): Scale {
    const { u0, u1 } = this.rectangle;
    return linearScale(u0, u1);
  }

  get ys(): Scale {
    const { y0, y1 } = this.rectangle;
    return linearScale(y0, y1);
  }

  /** Pixels a unit of distance. */
  get scale(): number {
    const { u0, u1 } = this.rectangle;
    return this.box.width / (u1 - u0);
  }

  px(u: number): number {
    return this.box.left + (u - this.rectangle.u0) * this.scale;
  }

  py(y: number): number {
    return this.box.top + this.box.height - (y - this.rectangle.y0) * this.scale;
  }

  at(px: number, py: number): [number, number] {
    const { u0, y0 } = this.rectangle;
    return [u0 + (px - this.box.left) / this.scale, y0 + (this.box.top + this.box.height - py) / this.scale];
  }

  contains(px: number, py: number, slack = 1): boolean {
    const { left, top, width, height } = this.box;
    return px >= left - slack && px <= left + width + slack && py >= top - slack && py <= top + height + slack;
  }

  reset(): void {
    this.zoomed = null;
  }

  /** Zoom about a pixel; factor < 1 zooms in. Bounded, so that nobody gets lost. */
  zoom(factor: number, px: number, py: number): void {
    const { centre, half, low } = this.zoomed ?? { centre: 0, half: 1, low: 0 };
    if (half * factor > 20 || half * factor < 1e-4) return;
    const [u, y] = this.at(px, py).map((v) => v / this.half);
    this.zoomed = { centre: u + (centre - u) * factor, half: half * factor, low: Math.max(0, y + (low - y) * factor) };
  }

  pan(dx: number, dy: number): void {
    const { centre, half, low } = this.zoomed ?? { centre: 0, half: 1, low: 0 };
    const unit = 1 / (this.scale * this.half);
    this.zoomed = { centre: centre - dx * unit, half, low: Math.max(0, low + dy * unit) };
  }
}
