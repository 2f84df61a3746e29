// The spectral density over training: a column of colour for every reading, eigenvalue curves on top.
import { clipped, drawHorizontalAxis, drawVerticalAxis, px, type Box } from "../drawing/axis";
import { css } from "../colormap";
import { sequential } from "../drawing/heat";
import { linearScale, type Scale } from "../drawing/scale";
import { h, setText } from "../dom";
import { formatValue, superscript } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import type { ViewSpec } from "../spec";
import { Card } from "./card";
import { CursorLine } from "./cursor_line";
import { DECADES, DensityImage, evenStretches } from "./density_image";
import { DensityHistory } from "./density_history";
import { PastCurves } from "./past_curves";
import { visibleRange } from "./plot";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";

const HELP =
  "The spectrum of the Hessian over training: every column is one density, brighter where more eigenvalues lie. The vertical axis is logarithmic away from zero, with both signs. Lines: the largest eigenvalues. Move over it to show that step in every view, click to stay there.";

export class DensityMapView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly history: DensityHistory;
  private readonly image = new DensityImage();
  private readonly curves: PastCurves;
  private readonly cursor: CursorLine;
  private readonly bar = h("i", { class: "ramp" });
  private readonly ends = [h("span"), h("span")];
  private box: Box = { left: 0, top: 0, width: 1, height: 1 };
  private xs: Scale = linearScale(0, 1);

  constructor(private readonly lab: Lab, view: ViewSpec) {
    const [grid = "density_x", name = "density"] = view.series ?? [];
    this.card = new Card(lab, view, view.title ?? "Spectral density over training", HELP);
    this.el = this.card.el;
    this.curves = new PastCurves(lab, view.eigenvalues);
    this.history = new DensityHistory(lab, grid, name);
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    this.cursor = new CursorLine(lab, this.sheet.surface, (x) => this.xs.value((x - this.box.left) / this.box.width));
    this.card.body.append(this.cursor.el, this.cursor.brush);
    this.card.legend.append(h("span", { class: "chip" }, "density", this.ends[0], this.bar, this.ends[1]));
  }

  update(): void {
    const { lab, history, sheet } = this;
    const step = cursorStep(lab);
    history.update(this.curves.extremes());
    const { slices, scale } = history;
    const [low, high] = visibleRange(lab);
    
    const empty = slices.length === 0 || scale === null;
    const c = sheet.begin(empty ? null : [slices.length, slices[slices.length - 1].serial, low, high, this.curves.version, scale.high, scale.low, history.top].join());
    if (c !== null) this.draw(c, scale!, low, high);
    this.cursor.place(empty ? -1 : this.xs.unit(step), this.box);
    if (!lab.texts || empty) return;
    const slice = slices[history.indexAt(step)];
    this.card.readout(slice ? `of step ${slice.step}` : "");
    sheet.describe(`${slices.length} spectra from step ${slices[0].step} to ${slices[slices.length - 1].step}, eigenvalues from ${formatValue(scale!.low, 2)} to ${formatValue(scale!.high, 2)}`);
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private draw(c: CanvasRenderingContext2D, ys: Scale, low: number, high: number): void {
    const { theme } = this.lab;
    const { slices, top } = this.history;
    const box = (this.box = { left: 52, top: 6, width: Math.max(1, this.sheet.width - 62), height: Math.max(1, this.sheet.height - 42) });
    this.xs = linearScale(low, high);
    this.image.update(slices, ys, top, theme.name, Math.round(box.height));
    clipped(c, box, () => {
      c.imageSmoothingEnabled = false;
      const steps = slices.map((s) => s.step);
      for (const [first, last] of evenStretches(steps)) {
        const pitch = last > first ? steps[first + 1] - steps[first] : Infinity;
        // A reading holds until the next one; the last of all until the head of the run.
        const end = last + 1 < steps.length ? steps[last + 1] : Math.max(steps[last] + 1, this.lab.store.head);
        const body = Math.min(end, steps[last] + pitch);
        this.stamp(c, first, last - first + 1, steps[first], body);
        if (end > body) this.stamp(c, last, 1, body, end);
      }
      this.curves.draw(c, box, this.xs, ys, [low, high]);
    });
    drawHorizontalAxis(c, theme, box, this.xs, "step");
    drawVerticalAxis(c, theme, box, ys, "eigenvalue");
    const power = (e: number) => (Number.isInteger(e) ? `10${superscript(e)}` : formatValue(10 ** e, 1));
    setText(this.ends[0], `≤ ${power(top - DECADES)}`);
    setText(this.ends[1], power(top));
    this.bar.style.background = `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((t) => css(sequential(theme.name, t))).join()})`;
  }

  private stamp(c: CanvasRenderingContext2D, first: number, count: number, from: number, to: number): void {
    const { box, xs } = this;
    const [left, right] = [Math.round(px(box, xs, from)), Math.round(px(box, xs, to))];
    c.drawImage(this.image.canvas, first, 0, count, this.image.canvas.height, left, box.top, Math.max(1, right - left), box.height);
  }

  private probe(x: number, y: number): Probe | null {
    const { box, history } = this;
    if (x < box.left || x > box.left + box.width || y < box.top || y > box.top + box.height || history.scale === null) return null;
    const slice = history.slices[history.indexAt(this.xs.value((x - box.left) / box.width))];
    if (slice === undefined) return null;
    const value = history.scale.value(1 - (y - box.top) / box.height);
    const i = slice.x.findIndex((v) => v >= value);
    const density = i > 0 ? formatValue(10 ** slice.log[i], 2) : "0";
    return { x, y, text: `step ${slice.step} · λ ${formatValue(value, 3)} · density ${density}` };
  }
}
