// The spectral density of the Hessian: a filled curve on a logarithmic axis for the bulk, sticks for the
// outliers, the stability threshold as a dashed line.
import type { Density } from "../branch";
import { h } from "../dom";
import { formatTick, formatValue, superscript } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import type { ViewSpec } from "../spec";
import { branchColour, branchDash } from "../theme";
import { linearTicks, logTicks } from "../ticks";
import { BOX, DECADES, DensityAxis } from "./density_axis";
import { Card, onResize } from "./card";
import { drawOrder } from "./lines";

const HELP =
  "How many of the Hessian's eigenvalues lie where (logarithmic). The bulk sits near zero; sticks are single large eigenvalues. An eigenvalue beyond the dashed threshold makes gradient descent oscillate along its direction.";
const FONT = "11px system-ui, sans-serif";

export class DensityView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly canvas = document.createElement("canvas");
  private readonly empty = h("div", { class: "empty" }, "Not measured yet");
  private readonly stop: () => void;
  private readonly threshold: string;
  private readonly thresholdLabel: string;
  private width = 0;
  private height = 0;
  private key = "";

  constructor(private readonly lab: Lab, view: ViewSpec) {
    this.card = new Card(view, view.title ?? "Spectral density", HELP);
    this.el = this.card.el;
    this.threshold = view.threshold ?? "threshold";
    this.thresholdLabel = view.threshold_label ?? "2/η";
    this.canvas.className = "layer";
    this.card.body.append(this.canvas, this.empty);
    this.stop = onResize(this.card.body, (width, height) => {
      [this.width, this.height] = [width, height];
      this.canvas.width = width * devicePixelRatio;
      this.canvas.height = height * devicePixelRatio;
      this.canvas.getContext("2d")!.scale(devicePixelRatio, devicePixelRatio);
      this.key = "";
      lab.invalidate();
    });
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const density = store.densityAt(store.active, step);
    this.empty.hidden = density !== undefined;
    if (density === undefined || this.width === 0) {
      this.card.readout("");
      return;
    }
    const threshold = store.at(store.active, this.threshold, step)?.values[0] ?? NaN;
    const others = drawOrder(this.lab).filter((b) => b !== store.active)
      .map((b) => [b, store.densityAt(b, Math.min(step, store.branches[b]!.info.step))] as const);
    const key = [density.serial, threshold, this.lab.theme.name, store.active, ...others.map(([, d]) => d?.serial)].join();
    if (key !== this.key) {
      this.key = key;
      this.draw(density, threshold, others);
    }
    this.card.readout(density.step === step ? `step ${step}` : `of step ${density.step}`);
  }

  restyle(): void {
    this.key = "";
  }

  destroy(): void {
    this.stop();
  }

  private draw(density: Density, threshold: number, others: (readonly [number, Density | undefined])[]): void {
    const c = this.canvas.getContext("2d")!;
    const { theme } = this.lab;
    const all = [density, ...others.flatMap(([, d]) => (d ? [d] : []))];
    const axis = new DensityAxis(all, threshold, this.width, this.height);
    c.clearRect(0, 0, this.width, this.height);
    this.drawGrid(c, axis);
    c.save();
    c.beginPath();
    c.rect(BOX.left, 0, axis.width, this.height);
    c.clip();
    if (threshold <= axis.high) {
      c.fillStyle = theme.unstable;
      c.fillRect(axis.x(threshold), BOX.top, this.width, axis.height);
    }
    for (const [b, d] of others) if (d) this.drawOne(c, axis, d, b, false);
    if (threshold <= axis.high) this.drawThreshold(c, axis, threshold);
    this.drawOne(c, axis, density, this.lab.store.active, true);
    c.restore();
    if (threshold > axis.high) {
      this.label(c, `${this.thresholdLabel} = ${formatValue(threshold, 3)} →`, this.width - BOX.right, BOX.top - 2);
    }
  }

  private drawOne(c: CanvasRenderingContext2D, axis: DensityAxis, { x, density, outliers }: Density, branch: number, active: boolean): void {
    const slot = this.lab.store.slot(branch);
    const colour = branchColour(this.lab.theme, slot);
    const line = () => {
      c.beginPath();
      for (let i = 0; i < x.length; i++) c.lineTo(axis.x(x[i]), axis.y(density[i]));
    };
    if (active && x.length > 1) {
      line();
      c.lineTo(axis.x(x[x.length - 1]), axis.bottom);
      c.lineTo(axis.x(x[0]), axis.bottom);
      c.closePath();
      c.fillStyle = colour + "38";
      c.fill();
    }
    line();
    c.strokeStyle = colour + (active ? "ff" : "b0");
    c.lineWidth = active ? 1.8 : 1.3;
    c.setLineDash(branchDash(slot));
    c.stroke();
    c.setLineDash([]);
    // Smallest first: the label of λ₁ lies on top.
    for (let i = outliers.length - 1; i >= 0; i--) this.drawStick(c, axis, outliers[i], i, colour, active);
  }

  private drawStick(c: CanvasRenderingContext2D, axis: DensityAxis, value: number, rank: number, colour: string, active: boolean): void {
    const px = axis.x(value);
    // Staggered, so that the labels of close eigenvalues stay readable.
    const tip = axis.bottom - axis.height * (0.62 - 0.13 * Math.min(rank, 3)) * (active ? 1 : 0.7);
    c.strokeStyle = c.fillStyle = colour + (active ? "ff" : "99");
    c.lineWidth = 2;
    c.beginPath();
    c.moveTo(px, axis.bottom);
    c.lineTo(px, tip);
    c.stroke();
    c.beginPath();
    c.arc(px, tip, 3.2, 0, 7);
    c.fill();
    if (active) this.label(c, `λ${"₁₂₃₄₅₆₇₈₉"[rank] ?? ""} ${formatValue(value, 3)}`, px, tip - 5);
  }

  /** Text with an outline of the background, since lines run behind it. */
  private label(c: CanvasRenderingContext2D, text: string, px: number, bottom: number): void {
    const { tokens } = this.lab.theme;
    c.font = FONT;
    c.textAlign = px > this.width - 40 ? "right" : "center";
    c.textBaseline = "bottom";
    c.lineJoin = "round";
    c.lineWidth = 4;
    c.strokeStyle = tokens.panel;
    c.strokeText(text, Math.min(px, this.width - 4), bottom);
    c.fillStyle = tokens.ink;
    c.fillText(text, Math.min(px, this.width - 4), bottom);
  }

  private drawThreshold(c: CanvasRenderingContext2D, axis: DensityAxis, threshold: number): void {
    const px = axis.x(threshold);
    c.strokeStyle = this.lab.theme.threshold;
    c.lineWidth = 2;
    c.setLineDash([7, 4]);
    c.beginPath();
    c.moveTo(px, BOX.top - 2);
    c.lineTo(px, axis.bottom);
    c.stroke();
    c.setLineDash([]);
    this.label(c, this.thresholdLabel, px, BOX.top - 3);
  }

  private drawGrid(c: CanvasRenderingContext2D, axis: DensityAxis): void {
    const { grid, tokens } = this.lab.theme;
    c.font = FONT;
    c.fillStyle = tokens.muted;
    c.strokeStyle = grid;
    c.lineWidth = 1;
    c.textAlign = "center";
    c.textBaseline = "top";
    const { ticks, step } = linearTicks(axis.low, axis.high, axis.width / 60);
    for (const t of ticks) {
      c.strokeRect(Math.round(axis.x(t)) + 0.5, BOX.top, 0, axis.height);
      c.fillText(formatTick(t, step), axis.x(t), axis.bottom + 6);
    }
    c.textAlign = "right";
    c.textBaseline = "middle";
    for (const t of logTicks(axis.peak * 10 ** -DECADES, axis.peak, axis.height / 24)) {
      c.strokeRect(BOX.left, Math.round(axis.y(t)) + 0.5, axis.width, 0);
      c.fillText(`10${superscript(Math.round(Math.log10(t)))}`, BOX.left - 6, axis.y(t));
    }
  }
}
