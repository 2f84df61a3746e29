// The spectrum by parameter group: one row a layer, its eigenvalues as dots, its mean eigenvalue as a tick.
import { drawHorizontalAxis, FONT, px, type Box } from "../drawing/axis";
import { asinhScale, kneeOf, linearScale, type Scale } from "../drawing/scale";
import { h } from "../dom";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import type { Reading } from "../readings";
import { arraySpec, type ViewSpec } from "../spec";
import { Card } from "./card";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";
import { companion, entryNames, shownReading, stepText, usedRows } from "./shown";

const HELP =
  "One row for each group of parameters. Dots: the largest eigenvalues of the Hessian's block of that group, filled where positive, hollow where negative. The upright tick: its mean eigenvalue (trace over size), with its 95 % error. The axis is logarithmic away from zero, with both signs.";

interface Row {
  name: string;
  values: number[];
  mean: number;
  error: number;
}

export class LayersView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly name: string;
  private rows: Row[] = [];
  private scale: Scale = linearScale(0, 1);
  private box: Box = { left: 0, top: 0, width: 1, height: 1 };

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.name = view.series?.[0] ?? "layer_eigenvalues";
    this.card = new Card(lab, view, view.title ?? arraySpec(lab.spec, this.name).label ?? "Spectrum by layer", HELP);
    this.el = this.card.el;
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    const chip = (mark: string, text: string) => h("span", { class: "chip" }, h("i", { class: mark }), text);
    this.card.legend.append(chip("dot-mark", "positive"), chip("dot-mark hollow", "negative"));
    if (view.trace) this.card.legend.append(chip("tick-mark", "mean eigenvalue"));
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const main = shownReading(this.lab, store.active, this.name, step);
    const trace = main && companion(this.lab, store.active, this.view.trace, main);
    const error = main && companion(this.lab, store.active, this.view.error, main);
    const c = this.sheet.begin(main === undefined ? null : [main.serial, trace?.serial, error?.serial, store.active].join());
    if (c !== null) {
      this.read(main!, trace, error);
      this.draw(c);
    }
    if (!this.lab.texts) return;
    this.card.readout(main === undefined ? "" : stepText(main, step));
    if (main !== undefined) this.sheet.describe(this.rows.map((r) => `${r.name}: largest ${formatValue(Math.max(...r.values), 3)}`).join("; "));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private read(main: Reading, trace: Reading | undefined, error: Reading | undefined): void {
    const columns = main.shape.length > 1 ? main.data.length / main.shape[0] : 1;
    const rows = usedRows(main.data, main.data.length / columns, columns);
    const names = entryNames(this.lab, this.lab.store.active, this.name, 0, rows);
    this.rows = names.map((name, r) => ({
      name,
      values: [...main.data.subarray(r * columns, (r + 1) * columns)].filter(Number.isFinite),
      mean: trace?.data[r] ?? NaN,
      error: error?.data[r] ?? NaN,
    }));
  }

  private draw(c: CanvasRenderingContext2D): void {
    const { theme } = this.lab;
    const all = this.rows.flatMap((r) => [...r.values, ...(Number.isFinite(r.mean) ? [r.mean] : [])]);
    const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
    const size = Math.max(-low, high) || 1;
    this.scale = asinhScale(low - 0.15 * Math.max(-low, 0.01 * size), high + 0.25 * Math.max(high, 0.01 * size), kneeOf(all));
    c.font = FONT;
    const widest = Math.max(20, ...this.rows.map((r) => c.measureText(r.name).width));
    const left = Math.min(0.34 * this.sheet.width, widest + 16);
    this.box = { left, top: 6, width: Math.max(1, this.sheet.width - left - 14), height: Math.max(1, this.sheet.height - 42) };
    drawHorizontalAxis(c, theme, this.box, this.scale, "eigenvalue of the layer's block");
    const pitch = this.box.height / Math.max(1, this.rows.length);
    c.textBaseline = "middle";
    this.rows.forEach((row, r) => this.drawRow(c, row, r, this.box.top + (r + 0.5) * pitch, pitch));
  }

  private drawRow(c: CanvasRenderingContext2D, { name, values, mean, error }: Row, r: number, y: number, pitch: number): void {
    const { tokens, grid } = this.lab.theme;
    const { box, scale } = this;
    const half = Math.min(9, 0.4 * pitch);
    if (r % 2 === 0) {
      c.fillStyle = grid;
      c.fillRect(box.left, y - pitch / 2, box.width, pitch);
    }
    c.textAlign = "right";
    c.fillStyle = tokens.muted;
    if (pitch >= 12 || r % Math.ceil(12 / pitch) === 0) c.fillText(name, box.left - 6, y, box.left - 8);
    if (Number.isFinite(mean)) {
      const x = px(box, scale, mean);
      if (error > 0) {
        c.fillStyle = tokens.warn + "55";
        const from = px(box, scale, mean - error);
        c.fillRect(from, y - 0.6 * half, px(box, scale, mean + error) - from, 1.2 * half);
      }
      c.fillStyle = tokens.warn;
      c.fillRect(x - 1.25, y - half, 2.5, 2 * half);
    }
    const radius = Math.max(1.8, Math.min(4, 0.3 * pitch));
    c.lineWidth = 1.5;
    for (const v of values) {
      c.beginPath();
      c.arc(px(box, scale, v), y, radius, 0, 7);
      c.fillStyle = v < 0 ? tokens.panel : tokens.accent + "cc";
      c.strokeStyle = v < 0 ? tokens.bad : tokens.panel;
      c.fill();
      c.stroke();
    }
  }

  private probe(x: number, y: number): Probe | null {
    const { box, scale, rows } = this;
    const pitch = box.height / Math.max(1, rows.length);
    const r = Math.floor((y - box.top) / pitch);
    const row = rows[r];
    if (row === undefined || row.values.length === 0) return null;
    const distance = (v: number) => Math.abs(px(box, scale, v) - x);
    const k = row.values.reduce((best, v, i) => (distance(v) < distance(row.values[best]) ? i : best), 0);
    const mean = Number.isFinite(row.mean) ? ` · mean ${formatValue(row.mean, 3)}${row.error > 0 ? ` ± ${formatValue(row.error, 2)}` : ""}` : "";
    return { x: px(box, scale, row.values[k]), y: box.top + (r + 0.5) * pitch, text: `${row.name}: eigenvalue ${formatValue(row.values[k])}${mean}` };
  }
}
