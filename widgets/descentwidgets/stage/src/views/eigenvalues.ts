// The top Hessian eigenvalues against the stability threshold 2/η, a line that bends where η was changed.
import type uPlot from "uplot";
import { DifferenceLines } from "../compare/difference_lines";
import { comparedText } from "../compare/readout";
import { h, setText } from "../dom";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import { explainColumns } from "../page/explain";
import { seriesSpec, thresholdOf, type SeriesSpec, type ViewSpec } from "../spec";
import { TableBuilder } from "../table";
import { branchColour } from "../theme";
import { Card, onResize } from "./card";
import { logButton } from "./curve";
import { branchLines, columnLegend, columnNames, firstOwnStep, plotKeys } from "./lines";
import { drawBands } from "./bands";
import { Plot, visibleRange } from "./plot";
import { padded, withThreshold } from "./range";
import { ThresholdLines } from "./threshold_lines";

const HELP =
  "Solid: the largest eigenvalues of the Hessian, the sharpness λ₁ on top. Strong dashes: the threshold. Above it (shaded) gradient descent on a quadratic would oscillate and diverge. Progressive sharpening is λ₁ rising to the line; the edge of stability is λ₁ staying there. The light band around a line is its error.";

export class EigenvaluesView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly plot: Plot;
  private readonly series: SeriesSpec[];
  private readonly legend: HTMLElement[];
  private readonly names: string[];
  private readonly note = h("div", { class: "view-note" });
  private readonly builder = new TableBuilder();
  private readonly stop: () => void;
  private readonly threshold: string;
  private readonly label: string;
  private readonly residuals: string | undefined;
  private readonly lines: ThresholdLines;
  private readonly differences: DifferenceLines;
  private log = false;

  constructor(private readonly lab: Lab, view: ViewSpec) {
    this.series = (view.series ?? ["eigenvalues"]).map((name) => seriesSpec(lab.spec, name));
    this.threshold = thresholdOf(lab.spec, view);
    this.label = view.threshold_label ?? (this.threshold === "" ? "2/η" : seriesSpec(lab.spec, this.threshold).columns?.[0] ?? "2/η");
    this.residuals = view.residuals;
    this.lines = new ThresholdLines(lab, this.threshold, this.label);
    this.card = new Card(lab, view, view.title ?? "Top Hessian eigenvalues", HELP);
    this.el = this.card.el;
    this.card.readoutWidth(this.threshold === "" ? 10 : 11 + this.label.length);
    this.differences = new DifferenceLines(lab, this.series);
    this.plot = new Plot(lab, () => ({
      ...this.differences.axis(this.log),
      range: (min, max) => (this.differences.on ? this.differences.range(min, max, this.log) : this.range(min, max)),
      under: (u) => {
        if (this.differences.on) return this.differences.draw(u);
        this.drawBands(u);
        if (this.threshold !== "") this.lines.draw(u, this.log);
      },
    }), `the largest eigenvalues${this.threshold === "" ? "" : ` and ${this.label}`} at each step`);
    this.card.body.append(this.plot.el, this.note);
    this.card.addTool(logButton(view.id, false, (log) => {
      this.log = log;
      lab.invalidate();
    }));
    this.names = columnNames(this.series);
    this.legend = columnLegend(this.card.legend, this.names);
    if (this.threshold !== "") this.addThreshold();
    else this.el.classList.add("is-plain");
    explainColumns(lab, this.legend, this.threshold === "" ? this.series : [...this.series, { name: this.threshold, cols: 1 }]);
    this.stop = onResize(this.card.body, (width, height) => {
      this.plot.resize(width, height);
      lab.invalidate();
    });
  }

  private addThreshold(): void {
    const dashed = h("span", { class: "chip" }, h("i", { class: "swatch dashed" }), this.label, h("b"));
    this.card.legend.append(dashed);
    this.legend.push(dashed.lastElementChild as HTMLElement);
  }

  /** Each eigenvalue of the active branch with its residual to both sides. */
  private drawBands(u: uPlot): void {
    const { store, theme } = this.lab;
    const residuals = this.residuals === undefined ? undefined : store.columns(store.active, this.residuals);
    const values = store.columns(store.active, this.series[0].name);
    if (residuals === undefined || values === undefined) return;
    const [low, high] = visibleRange(this.lab);
    const colour = branchColour(theme, store.slot(store.active));
    drawBands(u, this.builder, values, residuals, firstOwnStep(this.lab, store.active), [low, high], this.log, colour);
  }

  update(): void {
    const { store } = this.lab;
    const names = [...this.series.map((s) => s.name), this.threshold, this.residuals ?? ""];
    const [key, version] = plotKeys(this.lab, names);
    const differing = this.differences.renew();
    this.plot.update(`${key}|${this.log}|${this.differences.key}`, version, () =>
      differing ? this.differences.lines(null) : branchLines(this.lab, this.series));
    if (!this.lab.texts) return;
    const step = cursorStep(this.lab);
    const values = this.series.flatMap((s) =>
      store.at(store.active, s.name, step)?.values ?? new Array<number>(s.cols).fill(NaN));
    const threshold = this.thresholdAt(step);
    const ratio = values[0] / threshold;
    this.card.subtitle(differing ? "B − A" : "");
    if (differing) setText(this.note, this.differences.word(this.log));
    this.card.compared(comparedText(this.lab, this.series[0].name, this.series[0].unit));
    this.card.readout(this.threshold === "" ? `${this.names[0]} = ${formatValue(values[0])}` : `λ₁ = ${ratioText(ratio)} × ${this.label}`);
    this.card.el.classList.toggle("is-above", ratio > 1);
    [...values, threshold].forEach((v, i) => this.legend[i] && setText(this.legend[i], formatValue(v, 3)));
  }

  restyle(): void {
    this.plot.restyle();
  }

  destroy(): void {
    this.stop();
    this.plot.destroy();
  }

  private thresholdAt(step: number): number {
    return this.lab.store.at(this.lab.store.active, this.threshold, step)?.values[0] ?? NaN;
  }

  private range(min: number | null, max: number | null): [number, number] {
    if (min === null || max === null || !Number.isFinite(max)) return padded(min, max, this.log);
    const [low, high] = visibleRange(this.lab);
    const now = this.thresholdAt(Math.min(high, this.lab.store.head));
    // What it was before it bent matters less than where it is: it may be cut off sooner.
    const { active } = this.lab.store;
    const earlier = this.lab.store.segments(active, high).flatMap(({ branch, to }) =>
      branch.series.get(this.threshold)?.extremes(0, Math.max(low, 0), to)[1] ?? []);
    const threshold = Math.max(now, ...earlier.filter((v) => v <= 2.2 * Math.max(max, now <= 4 * max ? now : 0)));
    const { range, above } = withThreshold(min, max, threshold);
    setText(this.note, above ? `↑ ${this.label} = ${formatValue(threshold)} lies above this view` : "");
    return this.log ? padded(min, above ? max : Math.max(max, threshold), true) : range;
  }
}

function ratioText(ratio: number): string {
  return Math.abs(ratio) < 100 ? ratio.toFixed(2).replace("-", "−") : formatValue(ratio, 3);
}
