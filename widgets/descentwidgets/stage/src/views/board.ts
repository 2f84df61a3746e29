// The thresholds of many optimizers side by side: how far each one's curvature is from the edge of its stability.
import type { Box } from "../drawing/axis";
import { linearScale, type Scale } from "../drawing/scale";
import { cursorStep, type Lab, type Part } from "../lab";
import { h } from "../dom";
import { explain } from "../page/explain";
import { seriesSpec, type ViewSpec } from "../spec";
import { TableBuilder } from "../table";
import { branchColour } from "../theme";
import { drawBoard, layOutBoard, type BoardLayout } from "./board_picture";
import { boardScale, rowText, type BoardRow } from "./board_rows";
import { Card } from "./card";
import { columnNames, drawOrder } from "./lines";
import type { Stretch } from "./orbits";
import { visibleRange } from "./plot";
import { pointed } from "./pointing";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";
import { drawSpark } from "./sparkline";

const HELP =
  "One row for each optimizer: the quantity that decides its stability, as a share of the threshold. Beyond the dashed line at 1 (shaded) its iteration would diverge on a quadratic. At the right the value and its threshold, and the share over time. Ticks on a bar are the other branches.";

export class BoardView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly builder = new TableBuilder();
  private readonly names: string[];
  private readonly series: (string | undefined)[];
  private rows: BoardRow[] = [];
  private layout: BoardLayout | null = null;

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    const [ratio = view.id, value, threshold] = view.series ?? [];
    this.series = [ratio, value, threshold];
    const spec = seriesSpec(lab.spec, ratio);
    this.names = columnNames([spec]);
    this.card = new Card(lab, view, view.title ?? spec.label ?? view.id, HELP);
    this.el = this.card.el;
    for (const name of [ratio, value, threshold]) if (name !== undefined) this.addEntry(name);
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const hot = pointed(this.lab, this.names);
    const rows = (this.rows = this.read(step));
    const stretches = this.stretches(step);
    const measured = rows.some((r) => !Number.isNaN(r.ratio));
    const [low, high] = visibleRange(this.lab);
    const past = stretches.map(({ columns }) => `${columns.id}:${columns.rewrites}:${columns.rows}`);
    // The numbers as well: those of other branches are not in the past of this one.
    const numbers = rows.flatMap((r) => [r.ratio, ...r.others.map((o) => o.ratio)]);
    const c = this.sheet.begin(measured || stretches.length > 0 ? [store.active, step, low, high, hot, ...past, ...numbers].join() : null);
    if (c !== null) this.draw(c, stretches, step, hot);
    if (!this.lab.texts) return;
    const above = rows.filter((r) => r.ratio > 1).length;
    this.card.readout(measured ? `${above} of ${rows.length} beyond` : "");
    this.sheet.describe(rows.map(rowText).join("; "));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  /** What a column of the board is, where the exhibit explains it. */
  private addEntry(name: string): void {
    const { label, meaning } = seriesSpec(this.lab.spec, name);
    if (!meaning) return;
    const chip = h("span", { class: "chip" }, label ?? name);
    this.card.legend.append(chip);
    explain(this.lab, chip, name);
  }

  private read(step: number): BoardRow[] {
    const { store } = this.lab;
    const [ratio, value, threshold] = this.series.map((name) => (name === undefined ? undefined : store.at(store.active, name, step)?.values));
    const others = drawOrder(this.lab).filter((b) => b !== store.active).map((b) => ({
      slot: store.slot(b),
      values: store.at(b, this.series[0]!, Math.min(step, store.branches[b]!.info.step))?.values,
    }));
    return this.names.map((name, k) => ({
      name,
      formula: this.view.formulas?.[k] ?? "",
      ratio: ratio?.[k] ?? NaN,
      value: value?.[k] ?? NaN,
      threshold: threshold?.[k] ?? NaN,
      others: others.map(({ slot, values }) => ({ slot, ratio: values?.[k] ?? NaN })),
    }));
  }

  /** The past of the active branch, all of it: the step shown is marked in it. */
  private stretches(step: number): Stretch[] {
    const { store } = this.lab;
    return store.segments(store.active, Math.max(step, store.head)).flatMap(({ branch, from, to }) => {
      const columns = branch.series.get(this.series[0]!);
      return columns !== undefined && columns.rows > 0 ? [{ columns, from, to }] : [];
    });
  }

  private draw(c: CanvasRenderingContext2D, stretches: Stretch[], step: number, hot: number): void {
    const { theme, store } = this.lab;
    const scale: Scale = boardScale(this.rows, this.view.log ?? true);
    const layout = (this.layout = layOutBoard(c, this.rows, this.sheet.width, this.sheet.height));
    if (hot >= 0) {
      c.fillStyle = theme.tokens.raised;
      c.fillRect(0, layout.bars.top + hot * layout.pitch, this.sheet.width, layout.pitch);
    }
    drawBoard(c, theme, layout, scale, this.rows);
    const { sparks, pitch } = layout;
    if (sparks.width === 0) return;
    const xs = linearScale(...visibleRange(this.lab));
    const colour = branchColour(theme, store.slot(store.active));
    this.rows.forEach((_, column) => {
      const box: Box = { ...sparks, top: sparks.top + column * pitch + 0.14 * pitch, height: 0.72 * pitch };
      drawSpark(c, theme, this.builder, box, scale, xs, { stretches, column, colour }, 1, step);
    });
  }

  private probe(x: number, y: number): Probe | null {
    const { layout, rows } = this;
    const row = layout === null ? undefined : rows[Math.floor((y - layout.bars.top) / layout.pitch)];
    if (layout === null || row === undefined) return null;
    const middle = layout.bars.top + (rows.indexOf(row) + 0.5) * layout.pitch;
    const { sparks } = layout;
    const at = (x - sparks.left) / sparks.width;
    const found = { x, y: middle, text: rowText(row), name: row.name };
    if (sparks.width === 0 || at < 0 || at > 1) return found;
    const step = Math.max(0, Math.min(this.lab.store.head, Math.round(linearScale(...visibleRange(this.lab)).value(at))));
    return { ...found, step, text: `step ${step} · ${found.text}` };
  }
}
