// A field in a plane through weight space with the way of the run through it, from above or in relief.
import { h, setHidden, setText } from "../../dom";
import { formatValue } from "../../format";
import { cursorStep, type Lab, type Part } from "../../lab";
import type { ViewSpec } from "../../spec";
import { Card } from "../card";
import { Relief3d } from "../surface/pane";
import { BesideLegend } from "./beside_legend";
import { caption } from "./caption";
import { Contours } from "./contours";
import type { Pane } from "./pane";

const HELP =
  "The training loss in a plane through weight space; darker is lower. The bright line is the run's projection on the plane, fading into the past. From above: drag the point to move the weights within the plane, wheel zooms, dragging the background pans, double-click resets. In 3-D: drag or arrow keys turn it, wheel or + and − zoom, double-click or 0 resets.";

type Mode = "contour" | "surface";
const MODES: [Mode, string][] = [["contour", "Contour"], ["surface", "3-D"]];

export class LandscapeView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly caption = h("div", { class: "caption" });
  private readonly empty = h("div", { class: "empty" }, "The first plane is being sampled …");
  private readonly buttons: HTMLElement[];
  /** Beside a landscape of the same plane, which says all that there is to say about it. */
  private readonly twin: boolean;
  private readonly beside: BesideLegend;
  private mode: Mode;
  private pane: Pane;

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.card = new Card(lab, view, view.title ?? "Loss landscape", HELP);
    this.el = this.card.el;
    this.beside = new BesideLegend(this.card.legend);
    this.el.classList.add("card-landscape");
    this.twin = view.kind === "surface" && lab.spec.views.some((v) => v.kind === "landscape");
    this.mode = view.kind === "surface" ? "surface" : "contour";
    this.buttons = MODES.map(([mode, text]) => h("button", {
      type: "button", class: "mini", "data-testid": `${mode}-${view.id}`, onclick: () => this.choose(mode),
    }, text));
    this.card.addTool(...this.buttons);
    this.pane = this.make();
    this.card.body.append(this.pane.el, this.caption, this.empty);
    this.mark();
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab, this.pane);
    const plane = store.planeAt(store.active, step);
    setHidden(this.empty, plane !== undefined);
    this.pane.el.style.visibility = plane === undefined ? "hidden" : "";
    if (plane === undefined) return;
    this.beside.paint(this.lab, plane.beside.map((b) => b.label));
    const shown = this.pane.update(plane, step);
    if (!this.lab.texts) return;
    const distance = store.at(store.active, "plane_distance", step)?.values[0];
    this.card.readout(distance === undefined || distance !== distance ? "" : `${formatValue(distance, 3)} off the plane`);
    setText(this.caption, this.twin && this.mode === "surface" ? this.pane.remark : caption(plane, shown, this.pane.remark));
    this.caption.classList.toggle("is-warning", (plane.hidden ?? 0) > 0.5);
  }

  restyle(): void {
    this.pane.restyle();
  }

  destroy(): void {
    this.pane.destroy();
  }

  private choose(mode: Mode): void {
    if (mode === this.mode) return;
    this.mode = mode;
    const old = this.pane;
    this.pane = this.make();
    old.el.replaceWith(this.pane.el);
    old.destroy(); // and with it what it held of the graphics card
    this.mark();
    this.lab.invalidate();
  }

  private make(): Pane {
    return this.mode === "surface" ? new Relief3d(this.lab, this.view) : new Contours(this.lab);
  }

  private mark(): void {
    this.buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(MODES[i][0] === this.mode)));
  }
}
