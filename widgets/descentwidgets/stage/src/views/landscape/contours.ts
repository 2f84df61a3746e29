// The field in the plane from above: bands, contour lines, the way of the run, the point that can be dragged.
import type { Plane } from "../../branch";
import { h } from "../../dom";
import { formatValue } from "../../format";
import type { Lab } from "../../lab";
import { branchColour } from "../../theme";
import { onResize } from "../card";
import { drawOrder, firstOwnStep } from "../lines";
import { ProbeTip, type Probe } from "../probe";
import { ProbeLink } from "../probe_link";
import { onTap } from "../tap";
import { drawAxes, drawLegend } from "./axes";
import { Handle } from "./handle";
import { drawBeside, drawBesideEnd } from "./beside";
import { besideColour, namedInLegend } from "./beside_legend";
import { drawLabels } from "./labels";
import { enablePan } from "./pan";
import type { Pane } from "./pane";
import { Picture } from "./picture";
import { activeTrack, besideTrack, nearestPoint, otherTrack, type Track } from "./track";
import { drawOther, drawSteps, drawTrail } from "./trails";
import { MARGIN, Viewport } from "./viewport";

export class Contours implements Pane {
  readonly el: HTMLElement;
  readonly remark = "";
  private readonly view = new Viewport();
  private readonly picture = new Picture();
  private readonly base = document.createElement("canvas");
  private readonly top = document.createElement("canvas");
  private readonly handle: Handle;
  private readonly tip: ProbeTip;
  private readonly stop: () => void;
  private plane: Plane | null = null;
  private key = "";
  private looking = "";
  private shown: number | null = null;
  private track: Track = { xy: [], steps: [] };
  private readonly link: ProbeLink;

  constructor(private readonly lab: Lab) {
    this.handle = new Handle(lab, this.view);
    this.base.className = this.top.className = "layer";
    this.el = h("div", { class: "stack" }, this.base, this.top, this.handle.el);
    this.tip = new ProbeTip(this.el);
    this.link = new ProbeLink(lab, this);
    onTap(this.top, (x, y) => this.link.keep(this.probe(x, y)));
    enablePan(this.top, this.view, () => lab.invalidate());
    this.top.addEventListener("pointermove", (e) => this.point(e.buttons === 0 ? this.probe(e.offsetX, e.offsetY) : null));
    this.top.addEventListener("pointerleave", () => this.point(null));
    this.stop = onResize(this.el, (width, height) => {
      for (const canvas of [this.base, this.top]) {
        canvas.width = width * devicePixelRatio;
        canvas.height = height * devicePixelRatio;
        canvas.getContext("2d")!.scale(devicePixelRatio, devicePixelRatio);
      }
      this.view.setSize(width, height);
      this.key = "";
      lab.invalidate();
    });
  }

  update(plane: Plane, step: number): number | null {
    if (this.view.width <= 0) return null;
    this.plane = plane;
    const looking = `${this.lab.store.gen}|${plane.kind}`;
    if (looking !== this.looking) this.view.reset(); // another picture altogether
    this.looking = looking;
    this.view.setWindow(plane.window);
    this.drawBase(plane);
    this.drawTop(plane, step);
    return this.shown;
  }

  restyle(): void {
    this.key = "";
  }

  destroy(): void {
    this.stop();
  }

  private drawBase(plane: Plane): void {
    const { theme } = this.lab;
    const key = `${plane.serial}|${this.view.rect.join()}|${theme.name}`;
    if (key === this.key) return;
    this.key = key;
    const c = this.base.getContext("2d")!;
    c.clearRect(0, 0, this.base.width, this.base.height);
    c.fillStyle = theme.tokens.raised;
    c.fillRect(MARGIN.left, MARGIN.top, this.view.width, this.view.height);
    this.shown = this.picture.draw(c, plane, this.view, theme.name);
    drawAxes(c, this.view, plane.labels, theme);
    const { levels } = this.picture;
    if (this.shown === null || levels === undefined) return;
    if (this.shown === plane.step) drawLabels(c, this.picture.labels, this.picture.scale, levels, theme);
    drawLegend(c, { ...MARGIN, width: this.view.width, height: this.view.height }, levels, plane.quantity, theme);
  }

  private drawTop(plane: Plane, step: number): void {
    const { store, theme } = this.lab;
    const c = this.top.getContext("2d")!;
    c.clearRect(0, 0, this.top.width, this.top.height);
    c.save();
    c.beginPath();
    c.rect(MARGIN.left, MARGIN.top, this.view.width, this.view.height);
    c.clip();
    for (const b of drawOrder(this.lab)) {
      if (b === store.active) continue;
      drawOther(c, this.view, otherTrack(store, plane, b, firstOwnStep(this.lab, b), this.lab.cursor.live ? Infinity : step), store.slot(b), branchColour(theme, store.slot(b)), theme.halo);
    }
    const track = (this.track = activeTrack(store, plane, step));
    this.drawBeside(c, plane, step, track);
    const colour = branchColour(theme, store.slot(store.active));
    drawTrail(c, this.view, track, colour, theme.halo);
    drawSteps(c, this.view, track, colour);
    c.restore();
    const n = track.steps.length;
    if (n > 0) this.handle.place(track.xy[2 * n - 2], track.xy[2 * n - 1], plane.step, step >= store.head);
    this.handle.el.style.setProperty("--c", colour);
  }

  /** Under the run's own way. */
  private drawBeside(c: CanvasRenderingContext2D, plane: Plane, step: number, own: Track): void {
    const { view } = this;
    const n = own.xy.length;
    const point: [number, number] | null = n > 0 ? [view.px(own.xy[n - 2]), view.py(own.xy[n - 1])] : null;
    for (const other of plane.beside) {
      const xy = besideTrack(other, step).xy.map((v, i) => (i % 2 === 0 ? view.px(v) : view.py(v)));
      if (xy.length === 0) continue;
      const colour = besideColour(this.lab, other.label);
      drawBeside(c, xy, colour, this.lab.theme);
      const [x, y] = xy.slice(-2);
      const label = namedInLegend(plane.beside.length) ? "" : other.label;
      if (view.contains(x, y)) drawBesideEnd(c, x, y, label, colour, { ...MARGIN, width: view.width, height: view.height }, this.lab.theme, point);
    }
  }

  private point(found: Probe | null): void {
    this.tip.show(found, MARGIN.left + this.view.width, MARGIN.top + this.view.height);
    this.link.show(found);
  }

  private probe(x: number, y: number): Probe | null {
    const i = nearestPoint(this.track, this.view, x, y);
    if (i >= 0) {
      const [u, v] = [this.track.xy[2 * i], this.track.xy[2 * i + 1]];
      const step = this.track.steps[i];
      return { x: this.view.px(u), y: this.view.py(v), step, text: `step ${step} at (${formatValue(u, 3)}, ${formatValue(v, 3)})` };
    }
    const value = this.shown === this.plane?.step ? this.picture.valueAt(x, y) : NaN;
    if (Number.isNaN(value)) return null;
    return { x, y, text: `${this.plane!.quantity} ${formatValue(value)} at (${formatValue(this.view.x(x), 3)}, ${formatValue(this.view.y(y), 3)})` };
  }
}
