// Arrows in a plane, about the origin in the middle; the dual cone is a sector.
import { FONT } from "../../drawing/axis";
import type { Theme } from "../../theme";
import { drawArrow, type Pixel } from "../vectors/arrow";
import { isThin, sectorOf } from "../vectors/half_spaces";
import type { Drawing, Scene } from "../vectors/scene";

/** The edge's distance from the origin as a share of the smaller side. */
const EDGE = 0.425;

export class PlaneScene implements Scene {
  readonly key = "";
  readonly turns = false;
  readonly help =
    "Thick arrows are the tasks' gradients, thin ones what each aggregator makes of them. Gradients point uphill and the step is −d, so an update in the shaded dual cone {d: g·d ≥ 0 for every task} lowers every loss at first order; one outside it is dashed: it raises some task's. Click an update, in the picture or the legend, to let the run follow it.";
  private width = 1;
  private height = 1;

  setSize(width: number, height: number): void {
    [this.width, this.height] = [width, height];
  }

  enable(): void {}

  project([x, y]: readonly number[]): Pixel {
    return [this.width / 2 + x * this.unit, this.height / 2 - y * this.unit];
  }

  under([x, y]: Pixel): number[] {
    return [(x - this.width / 2) / this.unit, (this.height / 2 - y) / this.unit];
  }

  draw(c: CanvasRenderingContext2D, { bundle, shafts, edge }: Drawing, theme: Theme): void {
    const origin = this.project([0, 0]);
    this.dualCone(c, bundle.gradients.map((g) => g.at), bundle.rays, theme);
    this.rings(c, edge, theme);
    for (const { at, look } of shafts) drawArrow(c, origin, this.project(at), look, theme);
    c.beginPath();
    c.arc(...origin, 3, 0, 7);
    c.fillStyle = theme.tokens.ink;
    c.fill();
  }

  private get unit(): number {
    return EDGE * Math.min(this.width, this.height);
  }

  private dualCone(c: CanvasRenderingContext2D, gradients: number[][], rays: number[][], theme: Theme): void {
    const sector = sectorOf(gradients);
    const origin = this.project([0, 0]);
    const far = 1.06;
    c.strokeStyle = theme.tokens.good;
    c.lineWidth = 1.4;
    if (isThin(sector)) {
      // A line or nothing: what is left are the rays.
      c.beginPath();
      for (const ray of rays) {
        c.moveTo(...origin);
        c.lineTo(...this.project(ray.map((v) => far * v)));
      }
      return c.stroke();
    }
    const { from, sweep } = sector!;
    const whole = sweep > 6.283;
    c.beginPath();
    if (!whole) c.moveTo(...origin);
    c.arc(...origin, far * this.unit, -from, -from - sweep, true);
    c.closePath();
    c.globalAlpha = 0.14;
    c.fillStyle = theme.tokens.good;
    c.fill();
    c.globalAlpha = 0.65;
    c.stroke();
    c.globalAlpha = 1;
  }

  private rings(c: CanvasRenderingContext2D, edge: string, theme: Theme): void {
    const [x0, y0] = this.project([0, 0]);
    c.strokeStyle = theme.tokens.line;
    c.lineWidth = 1;
    c.beginPath();
    for (const r of [0.5, 1]) {
      c.moveTo(x0 + r * this.unit, y0);
      c.arc(x0, y0, r * this.unit, 0, 7);
    }
    c.moveTo(x0 - this.width, Math.round(y0) + 0.5);
    c.lineTo(x0 + this.width, Math.round(y0) + 0.5);
    c.moveTo(Math.round(x0) + 0.5, 0);
    c.lineTo(Math.round(x0) + 0.5, this.height);
    c.stroke();
    c.font = FONT;
    c.fillStyle = theme.tokens.faint;
    c.textAlign = "left";
    c.textBaseline = "bottom";
    c.fillText(edge, x0 + 0.72 * this.unit + 3, y0 + 0.72 * this.unit + 12);
  }
}
