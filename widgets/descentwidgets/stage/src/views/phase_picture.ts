// Draws orbits in a plane: lines that fade with age, steps as points, heads marked, the ellipse of a covariance.
import { clipped, drawHorizontalAxis, drawVerticalAxis } from "../drawing/axis";
import type { Theme } from "../theme";
import { around, type Ellipse } from "./ellipse";
import { drawMarker } from "./landscape/trails";
import { headOf, type Orbit } from "./orbits";
import type { PhaseFrame } from "./phase_frame";

/** How one orbit looks: `odd` is the tint of its odd steps, null where steps are not told apart. */
export interface Look {
  colour: string;
  odd: string | null;
  dash: number[];
  active: boolean;
  bold: boolean;
  /** Below 1 where another is pointed at. */
  strength: number;
  /** Which marker its head has. */
  shape: number;
}

/** Opacity by age, newest first, each for an equal share of the points. */
const AGES = [1, 0.75, 0.55, 0.4, 0.3, 0.22];
/** Points drawn for each step of an orbit beside others; its line says the rest. */
const FEW = 40;

export class PhasePicture {
  constructor(
    private readonly c: CanvasRenderingContext2D,
    private readonly theme: Theme,
    private readonly frame: PhaseFrame,
  ) {}

  axes(xlabel: string, ylabel: string): void {
    const { c, theme } = this;
    const { box, xs, ys } = this.frame;
    drawHorizontalAxis(c, theme, box, xs, xlabel);
    drawVerticalAxis(c, theme, box, ys, ylabel);
    c.strokeStyle = theme.tokens.faint;
    c.lineWidth = 1;
    c.beginPath();
    const [x, y] = this.frame.at(0, 0).map((v) => Math.round(v) + 0.5);
    if (xs.low < 0 && xs.high > 0) { c.moveTo(x, box.top); c.lineTo(x, box.top + box.height); }
    if (ys.low < 0 && ys.high > 0) { c.moveTo(box.left, y); c.lineTo(box.left + box.width, y); }
    c.stroke();
  }

  ellipse(ellipse: Ellipse, [x, y]: [number, number], fresh: boolean): void {
    const { c, theme } = this;
    this.inside(() => {
      c.beginPath();
      for (const [u, v] of around(ellipse)) c.lineTo(...this.at(x + u, y + v));
      c.fillStyle = theme.unstable;
      c.fill();
      c.strokeStyle = theme.threshold;
      c.globalAlpha = fresh ? 1 : 0.5;
      c.lineWidth = 1.8;
      c.setLineDash([6, 4]);
      c.stroke();
    });
  }

  orbit(orbit: Orbit, look: Look): void {
    const n = orbit.steps.length;
    const size = Math.ceil(n / AGES.length);
    this.inside(() => {
      for (let age = AGES.length - 1; age >= 0; age--) {
        const last = n - 1 - age * size;
        if (last < 0) continue;
        this.stretch(orbit, Math.max(0, last - size), last, look, AGES[age] * look.strength);
      }
    });
  }

  head(orbit: Orbit, { colour, active, shape, strength }: Look): void {
    const i = headOf(orbit);
    if (i < 0) return;
    const [x, y] = this.at(orbit.x[i], orbit.y[i]);
    this.c.globalAlpha = strength;
    this.inside(() => drawMarker(this.c, shape, x, y, active ? 5.5 : 4, colour, this.theme.tokens.panel));
  }

  private stretch(orbit: Orbit, first: number, last: number, { colour, odd, dash, active, bold }: Look, alpha: number): void {
    const { c } = this;
    c.beginPath();
    let pen = false;
    for (let i = first; i <= last; i++) {
      const [x, y] = this.at(orbit.x[i], orbit.y[i]);
      if (!Number.isFinite(x) || !Number.isFinite(y)) pen = false;
      else if (pen) c.lineTo(x, y);
      else { c.moveTo(x, y); pen = true; }
    }
    c.strokeStyle = colour;
    // Where the steps are the picture (a swing), the lines between them only guide.
    c.globalAlpha = alpha * (odd !== null ? 0.3 : active ? 0.9 : 0.55);
    c.lineWidth = odd !== null ? 0.8 : (active ? 2 : 1) + (bold ? 1.5 : 0);
    c.lineJoin = "bevel";
    c.setLineDash(dash);
    c.stroke();
    c.setLineDash([]);
    if (!active) return;
    c.globalAlpha = alpha;
    const newest = orbit.steps.length - FEW;
    if (odd === null) this.points(orbit, Math.max(first, newest), last, () => true, 1.7, colour, true);
    else {
      this.points(orbit, first, last, (step) => step % 2 === 0, 2.3, colour, true);
      this.points(orbit, first, last, (step) => step % 2 !== 0, 2.1, odd, false);
    }
  }

  /** One path for all points of a kind: a fill each would cost more than the rest of the picture. */
  private points(orbit: Orbit, first: number, last: number, takes: (step: number) => boolean, r: number, colour: string, filled: boolean): void {
    const { c } = this;
    c.beginPath();
    for (let i = first; i <= last; i++) {
      if (!takes(orbit.steps[i])) continue;
      const [x, y] = this.at(orbit.x[i], orbit.y[i]);
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      c.moveTo(x + r, y);
      c.arc(x, y, r, 0, 7);
    }
    c.fillStyle = c.strokeStyle = colour;
    c.lineWidth = 1.4;
    if (filled) c.fill();
    else c.stroke();
  }

  private at(x: number, y: number): [number, number] {
    return this.frame.at(x, y);
  }

  private inside(draw: () => void): void {
    clipped(this.c, this.frame.box, draw);
    this.c.globalAlpha = 1;
    this.c.setLineDash([]);
  }
}
