// The loss in a plane through weight space, with the way of the run through it.
import type { Plane } from "../../branch";
import { h, setText } from "../../dom";
import { formatValue } from "../../format";
import { cursorStep, type Lab, type Part } from "../../lab";
import type { ViewSpec } from "../../spec";
import { branchColour } from "../../theme";
import { Card, onResize } from "../card";
import { drawOrder, firstOwnStep } from "../lines";
import { drawAxes, drawLegend } from "./axes";
import { Handle } from "./handle";
import { enablePan } from "./pan";
import { Surface } from "./surface";
import { activeTrack, otherTrack } from "./track";
import { drawOther, drawSteps, drawTrail } from "./trails";
import { MARGIN, Viewport } from "./viewport";

const HELP =
  "The training loss in a plane through weight space; darker is lower. The bright line is the run's projection on the plane, fading into the past. Drag the point to move the weights within the plane. Wheel zooms, dragging the background pans, double-click resets.";

export class LandscapeView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly view = new Viewport();
  private readonly surface = new Surface();
  private readonly base = document.createElement("canvas");
  private readonly top = document.createElement("canvas");
  private readonly handle: Handle;
  private readonly caption = h("div", { class: "caption" });
  private readonly empty = h("div", { class: "empty" }, "The first plane is being sampled …");
  private readonly stop: () => void;
  private key = "";
  private looking = "";
  private shown: number | null = null;

  constructor(private readonly lab: Lab, spec: ViewSpec) {
    this.card = new Card(spec, spec.title ?? "Loss landscape", HELP);
    this.el = this.card.el;
    this.handle = new Handle(lab, this.view);
    this.base.className = this.top.className = "layer";
    const stack = h("div", { class: "stack" }, this.base, this.top, this.handle.el, this.empty);
    this.card.body.append(stack, this.caption);
    enablePan(this.top, this.view, () => lab.invalidate());
    this.stop = onResize(stack, (width, height) => {
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

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const plane = store.planeAt(store.active, step);
    this.empty.hidden = plane !== undefined;
    this.handle.el.hidden = plane === undefined;
    if (plane === undefined || this.base.width === 0) return;
    const looking = `${store.gen}|${plane.kind}`;
    if (looking !== this.looking) this.view.reset(); // another picture altogether
    this.looking = looking;
    this.view.setWindow(plane.window);
    this.drawBase(plane);
    this.drawTop(plane, step);
    if (this.lab.texts) this.describe(plane, step);
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
    this.shown = this.surface.draw(c, plane, this.view, theme.name);
    drawAxes(c, this.view, plane.labels, theme);
    if (this.shown !== null && this.surface.levels) drawLegend(c, this.view, this.surface.levels, theme);
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
    const track = activeTrack(store, plane, step);
    const colour = branchColour(theme, store.slot(store.active));
    drawTrail(c, this.view, track, colour, theme.halo);
    drawSteps(c, this.view, track, colour);
    c.restore();
    const n = track.steps.length;
    if (n > 0) this.handle.place(track.xy[2 * n - 2], track.xy[2 * n - 1], plane.step, step >= store.head);
    this.handle.el.style.setProperty("--c", colour);
  }

  private describe(plane: Plane, step: number): void {
    const { store } = this.lab;
    const distance = store.at(store.active, "plane_distance", step)?.values[0];
    this.card.readout(distance === undefined || distance !== distance ? "" : `${formatValue(distance, 3)} off the plane`);
    const parts: string[] = [];
    if (plane.hidden !== undefined && plane.hidden !== null) {
      parts.push(`${formatValue(100 * plane.hidden, 2)} % of the motion is outside this plane`);
    }
    parts.push(`plane of step ${plane.step}`);
    if (plane.field.length === 0) {
      parts.push(this.shown === null ? "surface being sampled …" : `new surface being sampled, shown: step ${this.shown}`);
    } else if (plane.error !== undefined && plane.error !== null) {
      parts.push(`${plane.evaluations} samples, error ≈ ${formatValue(100 * plane.error, 2)} %`);
    }
    setText(this.caption, parts.join(" · "));
  }
}
