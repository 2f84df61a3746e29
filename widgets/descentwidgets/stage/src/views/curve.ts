// Scalars against steps.
import type uPlot from "uplot";
import { DifferenceLines } from "../compare/difference_lines";
import { comparedText } from "../compare/readout";
import { h, setText } from "../dom";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import { explainColumns } from "../page/explain";
import { seriesSpec, type SeriesSpec, type ViewSpec } from "../spec";
import { Card, onResize } from "./card";
import { kindNames } from "./hues";
import { KindLegend } from "./kind_legend";
import { Kinds } from "./kinds";
import { branchLines, columnLegend, columnNames, plotKeys } from "./lines";
import { Plot, type Line } from "./plot";
import { pointed } from "./pointing";
import { padded } from "./range";
import { ReferenceLines } from "./reference_lines";

const HELP =
  "Each line is one branch of the run. Move over it to show that step in every view, click to stay there, drag sideways to zoom all curves, double-click to see everything again.";

/** A card this tall (px) has room for the values of many columns. */
const ROOMY = 300;

export class CurveView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly plot: Plot;
  private readonly series: SeriesSpec[];
  private readonly legend: HTMLElement[];
  private readonly stops: (() => void)[];
  private readonly kinds: Kinds | null;
  private readonly kindLegend: KindLegend | null;
  private readonly lines: ReferenceLines | null;
  private readonly differences: DifferenceLines;
  private readonly note = h("div", { class: "view-note is-low" });
  private log: boolean;
  private painted = "";

  constructor(private readonly lab: Lab, view: ViewSpec) {
    this.series = (view.series ?? [view.id]).map((name) => seriesSpec(lab.spec, name));
    this.log = view.log ?? this.series[0].log ?? false;
    this.card = new Card(lab, view, view.title ?? this.series[0].label ?? view.id, HELP);
    this.el = this.card.el;
    this.lines = view.lines && view.lines.length > 0 ? new ReferenceLines(lab, view.lines) : null;
    this.differences = new DifferenceLines(lab, this.series);
    const under = (u: uPlot) => (this.differences.on ? this.differences : this.lines)?.draw(u);
    const names = columnNames(this.series);
    this.kinds = kindNames(lab.spec, view).length > 0 ? new Kinds(lab, view, names) : null;
    const say = this.kinds?.many ? (line: Line, value: number) => this.say(line, value) : undefined;
    const point = this.kinds?.many ? (line: Line | null) => lab.point(line && names[line.rank]) : undefined;
    this.plot = new Plot(lab, () => ({ ...this.differences.axis(this.log), range: (min, max) => this.range(min, max), under, say, point }), `${names.join(", ")} at each step`);
    this.card.body.append(this.plot.el, this.note);
    // Only what is declared positive has a logarithmic axis: half of a swing would vanish from one.
    if (this.log) this.card.addTool(logButton(view.id, this.log, (log) => {
      this.log = log;
      lab.invalidate();
    }));
    this.kindLegend = this.kinds && new KindLegend(lab, this.card.legend, this.kinds);
    this.legend = this.kindLegend?.values ?? (names.length > 1 ? columnLegend(this.card.legend, names) : []);
    explainColumns(lab, this.legend, this.series);
    this.stops = [
      onResize(this.card.body, (width, height) => {
        this.plot.resize(width, height);
        lab.invalidate();
      }),
      onResize(this.el, (_, height) => this.card.legend.classList.toggle("is-roomy", height >= ROOMY)),
    ];
  }

  update(): void {
    const [key, version] = plotKeys(this.lab, this.series.map((s) => s.name));
    const differing = this.differences.renew();
    this.plot.update(`${key}|${this.log}|${this.differences.key}`, version, () =>
      differing ? this.differences.lines(this.kinds) : branchLines(this.lab, this.series, this.kinds));
    if (this.kinds) this.plot.emphasise(pointed(this.lab, this.kinds.names));
    if (key !== this.painted) {
      this.painted = key;
      this.kindLegend?.paint();
    }
    if (!this.lab.texts) return;
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const values = this.series.flatMap((s) =>
      store.at(store.active, s.name, step)?.values ?? new Array<number>(s.cols).fill(NaN));
    const unit = this.series[0].unit;
    this.card.subtitle(differing ? "B − A" : "");
    if (this.lines === null || differing) setText(this.note, this.differences.word(this.log));
    this.card.compared(comparedText(this.lab, this.series[0].name, unit));
    this.card.readout(`${formatValue(values[0])}${unit ? ` ${unit}` : ""}`);
    this.legend.forEach((el, i) => setText(el, formatValue(values[i], 3)));
  }

  private say({ rank, branch }: Line, value: number): string {
    const { store } = this.lab;
    const of = branch === store.active ? "" : `, ${store.branches[branch]?.info.name ?? ""}`;
    return `${this.kinds!.names[rank]}${of}: ${formatValue(value, 3)}`;
  }

  private range(min: number | null, max: number | null): [number, number] {
    if (this.differences.on) return this.differences.range(min, max, this.log);
    if (this.lines === null) return padded(min, max, this.log);
    const range = padded(...this.lines.widen(min, max, this.log), this.log);
    setText(this.note, this.lines.outside(range));
    return range;
  }

  restyle(): void {
    this.plot.restyle();
  }

  destroy(): void {
    for (const stop of this.stops) stop();
    this.plot.destroy();
  }
}

export function logButton(id: string, initial: boolean, changed: (log: boolean) => void): HTMLElement {
  let log = initial;
  const button = h("button", {
    type: "button", class: "mini", "aria-pressed": String(log), "data-testid": `log-${id}`,
    title: "Logarithmic vertical axis",
    onclick: () => {
      log = !log;
      button.setAttribute("aria-pressed", String(log));
      changed(log);
    },
  }, "log");
  return button;
}
