// Functions of one variable at one step, such as the loss along several directions, each beside its model.
import { clipped, drawHorizontalAxis, drawVerticalAxis, py, type Box } from "../drawing/axis";
import { linearScale, logScale, type Scale } from "../drawing/scale";
import { h } from "../dom";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import { arraySpec, type ViewSpec } from "../spec";
import { branchColour } from "../theme";
import { Card } from "./card";
import { logButton } from "./curve";
import { drawProfileLine, FEW } from "./profile_line";
import { takeApart, valueAt, type ProfileLine } from "./profile_lines";
import { padded } from "./range";
import { withAlpha } from "./emphasis";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";
import { drawVerticalLines } from "./vertical_lines";
import { companion, entryNames, shownReading, stepText } from "./shown";

const HELP =
  "Each line is a function at the step shown: the horizontal axis is its variable. Dashes in the same colour are the model it is held against, the band is its error, a ring marks a position.";

/** The hue of loose lines. */
const FAMILY = 3;

export class ProfileView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly x: string;
  private readonly y: string;
  private log: boolean;
  private lines: ProfileLine[] = [];
  private legend = "";
  /** What is known of the horizontal axis. */
  private ends: [number, number] = [0, 1];
  private box: Box = { left: 0, top: 0, width: 1, height: 1 };
  private xs: Scale = linearScale(0, 1);
  private ys: Scale = linearScale(0, 1);

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    const [x = "profile_x", y = "profile"] = view.series ?? [];
    [this.x, this.y] = [x, y];
    this.log = view.log ?? false;
    this.card = new Card(lab, view, view.title ?? arraySpec(lab.spec, y).label ?? view.id, HELP);
    this.el = this.card.el;
    this.sheet = new Sheet(lab, view, this.card, (a, b) => this.probe(a, b));
    if (this.log) this.card.addTool(logButton(view.id, true, (log) => {
      this.log = log;
      lab.invalidate();
    }));
  }

  update(): void {
    const { lab, view } = this;
    const { active } = lab.store;
    const step = cursorStep(lab);
    const y = shownReading(lab, active, this.y, step);
    const x = y && companion(lab, active, this.x, y);
    const found = y !== undefined && x !== undefined;
    const others = found
      ? { model: companion(lab, active, view.model, y), error: companion(lab, active, view.error, y), marks: companion(lab, active, view.marks, y) }
      : {};
    const c = this.sheet.begin(found ? [x.serial, y.serial, ...Object.values(others).map((o) => o?.serial), active, this.log, view.cursor ? step : ""].join() : null);
    if (c !== null && found) {
      this.lines = takeApart(x, y, (count) => entryNames(lab, active, this.y, 0, count), others);
      this.fit();
      this.draw(c);
      this.nameLines();
    }
    if (!lab.texts) return;
    this.card.readout(found ? stepText(y, step) : "");
    if (found) this.sheet.describe(`${this.lines.map((l) => l.name).join(", ")}; ${this.view.xlabel ?? "x"} from ${formatValue(this.ends[0], 3)} to ${formatValue(this.ends[1], 3)}, values from ${formatValue(this.ys.low, 3)} to ${formatValue(this.ys.high, 3)}`);
  }

  restyle(): void {
    this.legend = "";
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private fit(): void {
    const xs = this.lines.flatMap((l) => [...l.x].filter((v, i) => Number.isFinite(v) && Number.isFinite(l.y[i])));
    // A model runs off where it no longer holds, and so does a line called loose: the others decide what is shown.
    const held = this.lines.filter((_, i) => this.loose(i) < 0);
    const ys = (held.length > 0 ? held : this.lines).flatMap((l) => [...l.y].filter((v) => Number.isFinite(v) && !(this.log && v <= 0)));
    const [low, high] = (this.ends = [Math.min(...xs), Math.max(...xs)]);
    const air = (this.lines[0]?.x.length ?? 0) <= FEW ? 0.03 * (high - low) : 0; // points are not cut in half
    this.xs = high > low ? linearScale(low - air, high + air) : linearScale(low - 1 || 0, low + 1 || 1);
    // Lower than the digits of a float64 reach, nothing is told apart.
    const most = Math.max(...ys);
    const range = ys.length > 0 ? padded(this.log ? Math.max(Math.min(...ys), most * 1e-16) : Math.min(...ys), most, this.log) : padded(null, null, this.log);
    this.ys = this.log ? logScale(...range) : linearScale(...range);
    this.box = { left: 64, top: 8, width: Math.max(1, this.sheet.width - 78), height: Math.max(1, this.sheet.height - 46) };
  }

  private draw(c: CanvasRenderingContext2D): void {
    const { theme, spec } = this.lab;
    const y = arraySpec(spec, this.y);
    drawHorizontalAxis(c, theme, this.box, this.xs, this.view.xlabel ?? arraySpec(spec, this.x).label ?? "");
    drawVerticalAxis(c, theme, this.box, this.ys, this.view.ylabel ?? `${y.label ?? this.y}${y.unit ? ` (${y.unit})` : ""}`);
    const lines = this.view.lines ?? [];
    drawVerticalLines(c, theme, this.box, this.xs, this.view.cursor ? [...lines, { at: cursorStep(this.lab) }] : lines);
    const slack = (this.lines[0]?.x.length ?? 0) <= FEW ? 5 : 0; // nor at the bottom
    const { left, top, width, height } = this.box;
    clipped(c, { left, top: top - slack, width, height: height + 2 * slack }, () => {
      for (let i = this.lines.length - 1; i >= 0; i--) drawProfileLine(c, theme, this.box, this.xs, this.ys, this.lines[i], this.colour(i), i, this.loose(i) < 0 ? 2 : 1.5);
    });
  }

  private nameLines(): void {
    const key = `${this.lab.theme.name}|${this.lines.map((l) => l.name).join("|")}`;
    if (key === this.legend) return;
    this.legend = key;
    const chips = this.lines.map((l, i) => h("span", { class: "chip" }, h("i", { class: "swatch", style: `background:${this.colour(i)}` }), l.name));
    const model = this.lines.some((l) => l.model.length > 0) ? [h("span", { class: "chip" }, h("i", { class: "swatch dashed" }), "model")] : [];
    this.card.legend.replaceChildren(...chips, ...model);
  }

  /** The place of a line among the loose ones, -1 for the others. */
  private loose(i: number): number {
    return this.view.loose?.indexOf(i) ?? -1;
  }

  /** Loose lines are of a family, such as sums of more and more terms: one hue, the last the strongest. */
  private colour(i: number): string {
    const { theme } = this.lab;
    const place = this.loose(i);
    if (place < 0) return branchColour(theme, i);
    const count = this.view.loose!.filter((l) => l < this.lines.length).length;
    return withAlpha(branchColour(theme, FAMILY), 0.35 + (0.65 * (place + 1)) / count);
  }

  /** The line nearest to the pointer, by name: colours alone do not tell many lines apart. */
  private probe(px0: number, py0: number): Probe | null {
    const x = this.xs.value((px0 - this.box.left) / this.box.width);
    let best: Probe | null = null;
    for (const line of this.lines) {
      const value = valueAt(line, x);
      if (Number.isNaN(value)) continue;
      const y = py(this.box, this.ys, value);
      if (best !== null && Math.abs(best.y - py0) <= Math.abs(y - py0)) continue;
      const model = valueAt({ x: line.x, y: line.model }, x);
      best = { x: px0, y, text: `${line.name} at ${formatValue(x, 3)}: ${formatValue(value)}${Number.isNaN(model) ? "" : ` · model ${formatValue(model)}`}` };
    }
    return best;
  }
}
