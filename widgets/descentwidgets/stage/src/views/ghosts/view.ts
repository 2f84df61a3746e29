// The ghosts of softmax along a step, of one example: where in the complex plane its partition function has zeros,
// the curvature they stand over, and the step, which can be dragged.
import { cursorStep, type Lab, type Part } from "../../lab";
import type { ViewSpec } from "../../spec";
import { branchColour } from "../../theme";
import { Card } from "../card";
import { enablePan } from "../landscape/pan";
import type { Probe } from "../probe";
import { Sheet } from "../sheet";
import { companion, shownReading } from "../shown";
import { circlesOf, type Circle } from "./circles";
import { GhostLegend } from "./legend";
import { ghostsOf, type Ghosts } from "./numbers";
import { drawUnknown, GhostPicture, panels } from "./picture";
import { probeAt, ratios, words } from "./readouts";
import { StepHandle } from "./step_handle";
import { GhostWindow } from "./window";

const HELP =
  "Steps t along the direction, continued to complex numbers: the step itself runs along the lower edge, from 0 to τ. The colour is |φ|, one on the real line; the dots are the ghosts, zeros of the partition function, where the loss is singular. For logits that move linearly the Taylor series of the loss converges within the circle ρ*, and not beyond it; whether the loss falls is another question. Thin circles: cheap lower bounds of ρ*. Below: the curvature K″(u) of the log-partition; each ghost stands over a bump. Drag the step's circle or its end to change the learning rate, wheel zooms, dragging the background pans, double-click resets.";

export class GhostsView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly legend: GhostLegend;
  private readonly window = new GhostWindow();
  private readonly picture = new GhostPicture();
  private readonly handle: StepHandle;
  private readonly names: string[];
  private ghosts: Ghosts | null = null;
  private tau = NaN;
  private read = "";
  private subject = "";

  constructor(private readonly lab: Lab, view: ViewSpec) {
    this.names = view.series ?? [];
    this.card = new Card(lab, view, view.title ?? "Ghosts of softmax", HELP);
    this.el = this.card.el;
    this.card.readoutWidth(22);
    this.legend = new GhostLegend(this.card.legend);
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    const setting = lab.spec.settings.find((s) => s.name === view.drag && s.live === true && s.type !== "choice");
    this.handle = new StepHandle(lab, setting, this.window);
    this.card.body.append(this.handle.el);
    const { surface } = this.sheet;
    const near = (e: PointerEvent) => this.handle.near(e.offsetX, e.offsetY, this.tau);
    surface.addEventListener("pointerdown", (e) => near(e) && this.handle.grab(e));
    surface.addEventListener("pointermove", (e) => surface.classList.toggle("takes-step", near(e)));
    enablePan(surface, this.window, () => lab.invalidate());
  }

  update(): void {
    const { lab } = this;
    const { store } = lab;
    const step = cursorStep(lab);
    const [logitsName, slopesName, zerosName, radiiName] = this.names;
    const logits = shownReading(lab, store.active, logitsName, step);
    const [slopes, zeros, radii] = [slopesName, zerosName, radiiName].map((name) => logits && companion(lab, store.active, name, logits));
    const found = logits !== undefined && slopes !== undefined && radii !== undefined;
    const serial = found ? [logits.serial, slopes.serial, zeros?.serial, radii.serial, store.active].join() : "";
    if (serial !== this.read) this.ghosts = found ? ghostsOf(logits, slopes, zeros, radii) : null;
    this.read = serial;
    this.tau = this.handle.follow(this.ghosts?.radii ?? null, serial, step >= store.head);
    this.frame();
    const c = this.sheet.begin(found ? [serial, this.tau, ...Object.values(this.window.rectangle)].join() : null);
    this.handle.el.style.visibility = this.ghosts === null || this.sheet.width === 0 ? "hidden" : "";
    if (c !== null && this.ghosts !== null) this.draw(c, this.ghosts, serial);
    else if (c !== null) drawUnknown(c, this.sheet.width, this.sheet.height, lab.theme);
    if (!lab.texts) return;
    this.card.readout(this.ghosts === null ? "–" : ratios(this.ghosts.radii, this.tau) + (logits!.step === step ? "" : ` · of step ${logits!.step}`));
    this.legend.paint(this.ghosts === null ? [] : this.circles(this.ghosts), lab.theme);
    if (found) this.sheet.describe(this.ghosts === null ? "unknown: the logits are not all numbers" : words(this.ghosts, this.tau));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  /** Where the plane lies on the sheet and what of it is seen. */
  private frame(): void {
    const { width, height } = this.sheet;
    [this.window.box] = panels(width, height);
    const subject = `${this.lab.store.gen}|${this.lab.store.active}`;
    if (subject !== this.subject) this.window.reset();
    this.subject = subject;
    const radii = this.ghosts?.radii;
    // Not while the step is in hand: the plane would move under the pointer.
    if (radii !== undefined && width > 0 && !this.handle.holding) this.window.fit(radii.star, this.tau);
  }

  private circles({ radii }: Ghosts): Circle[] {
    const { lab } = this;
    const step: Circle = { radius: this.tau, label: "τ", name: "step", colour: branchColour(lab.theme, lab.store.slot(lab.store.active)), dash: [], width: 2.2 };
    return [...circlesOf(radii, lab.theme), step];
  }

  private draw(c: CanvasRenderingContext2D, ghosts: Ghosts, serial: string): void {
    const circles = this.circles(ghosts);
    const [, below] = panels(this.sheet.width, this.sheet.height);
    this.picture.draw(c, this.window, below, ghosts, serial, circles, this.lab.theme);
    this.handle.el.style.setProperty("--c", circles[circles.length - 1].colour);
    this.handle.place(this.tau);
  }

  private probe(x: number, y: number): Probe | null {
    const { ghosts, picture: { bumps } } = this;
    return ghosts === null || bumps === null || this.handle.holding ? null : probeAt(ghosts, this.window, bumps, x, y);
  }
}
