// Where an update rule goes from everywhere in a plane, and where it ends: its field, basins, and ways over it.
import { clipped } from "../../drawing/axis";
import { formatValue } from "../../format";
import { cursorStep, type Lab, type Part } from "../../lab";
import { arraySpec, type ViewSpec } from "../../spec";
import { Card } from "../card";
import { enablePan } from "../landscape/pan";
import { headOf } from "../orbits";
import { pointed, strength } from "../pointing";
import type { Probe } from "../probe";
import { Sheet } from "../sheet";
import { shownReading, stepText } from "../shown";
import { FieldFrame, type Rect } from "./frame";
import { gridOf, nearestNode } from "./grid";
import { drawLane, laneColour, lanesAlong, lanesOf, nearestStep, type Lane } from "./lanes";
import { FieldLegend } from "./legend";
import { FieldPicture, type Manner, type Readings } from "./picture";
import { placeStarts, startsOf, type Start } from "./starts";

const HELP =
  "Arrows: the direction of the update −d at each place, all of one length, darker where the update is longer. Soft colours: where a run that starts there ends; bold line: the Pareto front, the places where no loss can fall without another rising. Trails are the runs so far. Drag the ring of a start to let its run begin elsewhere. Wheel zooms, dragging the background pans, double-click resets.";

const UNIT: Rect = [-1, 1, -1, 1];

export class VectorFieldView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly legend: FieldLegend;
  private readonly frame: FieldFrame;
  private readonly picture = new FieldPicture();
  private readonly series: string[];
  private readonly starts: Start[];
  private readings: Readings = { field: undefined, basin: undefined, front: undefined, ground: undefined };
  private readonly manner: Manner;
  private lanes: Lane[] | null = null;
  /** Of which reading the shares are. */
  private counted: number | string | undefined;
  private shares = "";

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.series = view.series ?? [];
    this.card = new Card(lab, view, view.title ?? "Update field", HELP);
    this.el = this.card.el;
    this.legend = new FieldLegend(lab, this.card.legend);
    this.frame = new FieldFrame(view.window ?? UNIT, view.ylabel === undefined ? 48 : 62, view.margin);
    this.card.body.append(this.picture.el);
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    enablePan(this.sheet.surface, this.frame, () => lab.invalidate());
    this.manner = { log: view.log ?? arraySpec(lab.spec, view.background ?? "").log === true, plain: view.plain ?? [], labels: [view.xlabel ?? "", view.ylabel ?? ""] };
    this.starts = startsOf(lab, view, this.frame);
    this.card.body.append(...this.starts.map((s) => s.handle.el));
  }

  update(): void {
    const { lab, view, frame, sheet } = this;
    const { store } = lab;
    const step = cursorStep(lab, sheet);
    const hot = pointed(lab, view.names ?? []);
    const read = (name: string | undefined) => (name ? shownReading(lab, store.active, name, step) : undefined);
    const [field, basin, front, places] = this.series;
    this.readings = { field: read(field), basin: read(basin), front: read(front), ground: read(view.background) };
    const paths = read(view.paths);
    if (paths !== undefined) this.lanes = lanesAlong(paths, view.names ?? [], step);
    else this.lanes = places ? lanesOf(lab, store.active, places, view.names ?? [], step) : null;
    const serials = Object.values(this.readings).map((r) => r?.serial);
    const known = this.lanes !== null || serials.some((s) => s !== undefined);
    const size: [number, number] = [sheet.width, sheet.height];
    frame.setSize(...size);
    const rows = store.segments(store.active, step).map(({ branch }) => branch.series.get(places ?? "")?.version).join();
    const colours = (this.lanes ?? []).map((lane, k) => laneColour(lab, lane, k));
    const c = sheet.begin(known ? [serials, paths?.serial, rows, step, store.active, store.gen, frame.rect, colours, hot].join() : null);
    if (known) this.picture.update(frame, this.readings, this.manner, size, lab.theme);
    if (c !== null) {
      clipped(c, frame.box, () => this.lanes?.forEach((lane, k) => drawLane(c, frame, lane, k, colours[k], lab.theme, strength(k, hot))));
    }
    placeStarts(lab, this.starts, known, step >= store.head, size, colours);
    if (!lab.texts) return;
    const main = this.readings.basin ?? this.readings.field;
    const branch = store.branches.filter(Boolean).length > 1 ? `${store.current?.info.name} · ` : "";
    this.card.readoutWidth(12 + branch.length);
    this.card.readout(branch + (main === undefined ? `step ${step}` : stepText(main, step)));
    this.legend.paint(this.readings.basin === undefined ? [] : view.categories ?? [], this.manner.plain, this.readings.front && (view.front ?? "Pareto front"), (this.lanes ?? []).map(({ name }, k) => ({ name, colour: colours[k] })), lab.theme);
    if (known) sheet.describe(this.words(serials[1]));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private probe(px: number, py: number): Probe | null {
    const { frame, readings, view } = this;
    if (!frame.contains([px, py]) || this.starts.some((s) => s.handle.holding)) return null;
    const passed = nearestStep(frame, this.lanes ?? [], [px, py]);
    if (passed !== null) return passed;
    const [x, y] = frame.at([px, py]);
    const node = (reading: Readings[keyof Readings]) => reading && nearestNode(gridOf(reading, frame.window), x, y);
    const [update, basin, ground] = [node(readings.field), node(readings.basin)?.[0], node(readings.ground)?.[0]];
    const parts = [`(${formatValue(x, 3)}, ${formatValue(y, 3)})`];
    if (basin !== undefined) parts.push(Number.isNaN(basin) ? "end not known" : `ends: ${view.categories?.[Math.round(basin)] ?? String(basin)}`);
    if (update !== undefined) parts.push(`update of length ${formatValue(Math.hypot(...update), 3)}`);
    if (ground !== undefined) parts.push(`${arraySpec(this.lab.spec, view.background!).label ?? view.background} ${formatValue(ground, 3)}`);
    return { x: px, y: py, text: parts.join(" · ") };
  }

  private words(basin: number | string | undefined): string {
    const { readings, view, frame } = this;
    const [x0, x1, y0, y1] = frame.rect.map((v) => formatValue(v, 3));
    const parts = [`from ${x0} to ${x1} across and ${y0} to ${y1} up`];
    if (readings.basin !== undefined) {
      if (basin !== this.counted) this.shares = sharesOf(readings.basin.data, view.categories ?? []);
      this.counted = basin;
      parts.push(`starts end: ${this.shares}`);
    }
    for (const { name, orbit } of this.lanes ?? []) {
      const i = headOf(orbit);
      if (i >= 0) parts.push(`${name} at (${formatValue(orbit.x[i], 3)}, ${formatValue(orbit.y[i], 3)})`);
    }
    return parts.join("; ");
  }
}

/** Which share of the starts with a known end has each. */
function sharesOf(data: Float32Array, categories: readonly string[]): string {
  const known = data.filter((v) => !Number.isNaN(v));
  return categories.map((name, k) => `${formatValue((100 * known.filter((v) => Math.round(v) === k).length) / Math.max(1, known.length), 2)} % ${name}`).join(", ");
}
