// The axes of a phase portrait: they hold what the active branch does, and stand still as long as it fits.
import { px, py, type Box } from "../drawing/axis";
import { linearScale, type Scale } from "../drawing/scale";
import { reach, type Ellipse } from "./ellipse";
import { extent, type Orbit } from "./orbits";
import { equalScale, SteadyRange } from "./steady_range";

export class PhaseFrame {
  box: Box = { left: 0, top: 0, width: 1, height: 1 };
  xs: Scale = linearScale(0, 1);
  ys: Scale = linearScale(0, 1);
  private readonly ranges = [new SteadyRange(), new SteadyRange()];
  private subject = "";

  /** `equal`: one scale for both axes. `subject`: what is looked at; another one is framed afresh. */
  constructor(private readonly equal: boolean, private readonly left: number) {}

  fit(orbits: readonly Orbit[], ellipse: Ellipse | null, [cx, cy]: number[], subject: string, width: number, height: number): void {
    if (subject !== this.subject) for (const range of this.ranges) range.reset();
    this.subject = subject;
    const [x0, x1, y0, y1] = extent(orbits);
    const [rx, ry] = ellipse === null ? [0, 0] : reach(ellipse);
    const around = (low: number, high: number, middle: number, r: number): [number, number] =>
      ellipse === null || !Number.isFinite(middle) ? [low, high] : [Math.min(low, middle - r), Math.max(high, middle + r)];
    const x = this.ranges[0].fit(...around(x0, x1, cx, rx));
    const y = this.ranges[1].fit(...around(y0, y1, cy, ry));
    const { left } = this;
    this.box = { left, top: 8, width: Math.max(1, width - left - 12), height: Math.max(1, height - 46) };
    const [ex, ey] = this.equal ? equalScale(x, y, this.box.width, this.box.height) : [x, y];
    this.xs = linearScale(...ex);
    this.ys = linearScale(...ey);
  }

  at(x: number, y: number): [number, number] {
    return [px(this.box, this.xs, x), py(this.box, this.ys, y)];
  }
}
