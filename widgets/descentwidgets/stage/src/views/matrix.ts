// A table of numbers as a heat map: rows and columns with their names, numbers in the cells where they fit.
import { FONT } from "../drawing/axis";
import { diverging, sequential, takesDarkInk, type Rgb } from "../drawing/heat";
import { css } from "../colormap";
import { h, setText } from "../dom";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import type { Reading } from "../readings";
import { arraySpec, type ViewSpec } from "../spec";
import { Card } from "./card";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";
import { entryNames, shownReading, stepText } from "./shown";
import { drawNames } from "./matrix_names";
import { usedTable, valueRange, type Table } from "./matrix_table";

const HELP = "Each cell is one number, by colour; move over it to read it. Orange is negative, blue positive, where both occur.";

export class MatrixView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly name: string;
  private readonly ramp = h("i", { class: "ramp" });
  private readonly ends = [h("span"), h("span")];
  private table: Table | null = null;
  private names: [string[], string[]] = [[], []];
  private box = { left: 0, top: 0, width: 1, height: 1 };

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.name = view.series?.[0] ?? view.id;
    const spec = arraySpec(lab.spec, this.name);
    this.card = new Card(lab, view, view.title ?? spec.label ?? view.id, HELP);
    this.el = this.card.el;
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    this.card.legend.append(h("span", { class: "chip" }, `${spec.label ?? this.name}${spec.unit ? ` (${spec.unit})` : ""}`, this.ends[0], this.ramp, this.ends[1]));
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const main = shownReading(this.lab, store.active, this.name, step);
    const c = this.sheet.begin(main === undefined ? null : `${main.serial}|${store.active}`);
    if (c !== null) this.draw(c, main!);
    if (!this.lab.texts) return;
    this.card.readout(main === undefined ? "" : stepText(main, step));
    if (this.table !== null && main !== undefined) this.sheet.describe(this.summary(this.table));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private draw(c: CanvasRenderingContext2D, main: Reading): void {
    const { theme, store } = this.lab;
    const table = (this.table = usedTable(main));
    this.names = [0, 1].map((d) => entryNames(this.lab, store.active, this.name, d, d === 0 ? table.rows : table.columns)) as [string[], string[]];
    const [low, high] = valueRange(table, this.view.low, this.view.high);
    const signed = low < 0 && high > 0;
    const size = Math.max(-low, high);
    const colour = (v: number): Rgb => (signed ? diverging(theme.name, v / size) : sequential(theme.name, Math.min(1, Math.max(0, (v - low) / (high - low || 1)))));
    this.layOut(c, table);
    const { box } = this;
    const [w, hgt] = [box.width / table.columns, box.height / table.rows];
    c.font = FONT;
    c.textAlign = "center";
    c.textBaseline = "middle";
    const texts = this.texts(c, table, w, hgt);
    for (let r = 0; r < table.rows; r++) {
      for (let k = 0; k < table.columns; k++) {
        const v = table.value(r, k);
        if (Number.isNaN(v)) continue;
        const rgb = colour(v);
        c.fillStyle = css(rgb);
        c.fillRect(box.left + k * w, box.top + r * hgt, Math.max(0.5, w - 1), Math.max(0.5, hgt - 1));
        if (texts === null) continue;
        c.fillStyle = takesDarkInk(rgb) ? "#0b0f15" : "#ffffff";
        c.fillText(texts(v), box.left + (k + 0.5) * w, box.top + (r + 0.5) * hgt);
      }
    }
    drawNames(c, theme, box, this.names, [this.view.rowlabel, this.view.columnlabel]);
    setText(this.ends[0], formatValue(signed ? -size : low, 3));
    setText(this.ends[1], formatValue(high, 3));
    const shades = [0, 0.25, 0.5, 0.75, 1].map((t) => css(signed ? diverging(theme.name, 2 * t - 1) : sequential(theme.name, t)));
    this.ramp.style.background = `linear-gradient(to right, ${shades.join()})`;
  }

  /** How numbers are printed in the cells; null when the longest does not fit. */
  private texts(c: CanvasRenderingContext2D, table: Table, w: number, hgt: number): ((v: number) => string) | null {
    const digits = this.view.digits === undefined ? 2 : this.view.digits;
    if (digits === null || hgt < 13) return null;
    const text = (v: number) => formatValue(v, digits);
    const fits = (v: number) => Number.isNaN(v) || c.measureText(text(v)).width <= w - 5;
    return table.every(fits) ? text : null;
  }

  private layOut(c: CanvasRenderingContext2D, table: Table): void {
    c.font = FONT;
    const widest = Math.max(...this.names[0].map((n) => c.measureText(n).width), 8);
    const left = Math.min(0.35 * this.sheet.width, widest + 10) + (this.view.rowlabel ? 16 : 4);
    const bottom = 20 + (this.view.columnlabel ? 14 : 0);
    const [width, height] = [this.sheet.width - left - 10, this.sheet.height - bottom - 4];
    // Much wider cells would look like bars.
    const cell = Math.min(width / table.columns, (4.5 * height) / table.rows);
    this.box = { left, top: 4, width: Math.max(1, cell * table.columns), height: Math.max(1, height) };
  }

  private probe(x: number, y: number): Probe | null {
    const { table, box } = this;
    if (table === null) return null;
    const k = Math.floor(((x - box.left) / box.width) * table.columns);
    const r = Math.floor(((y - box.top) / box.height) * table.rows);
    if (k < 0 || r < 0 || k >= table.columns || r >= table.rows) return null;
    const place = [
      box.left + ((k + 0.5) / table.columns) * box.width,
      box.top + ((r + 0.5) / table.rows) * box.height,
    ];
    const row = `${this.view.rowlabel ? `${this.view.rowlabel} ` : ""}${this.names[0][r]}`;
    const column = `${this.view.columnlabel ? `${this.view.columnlabel} ` : ""}${this.names[1][k]}`;
    return { x: place[0], y: place[1], text: `${row}, ${column}: ${formatValue(table.value(r, k))}` };
  }

  private summary(table: Table): string {
    const [low, high] = valueRange(table);
    return `${table.rows} rows by ${table.columns} columns, values from ${formatValue(low, 3)} to ${formatValue(high, 3)}`;
  }
}
