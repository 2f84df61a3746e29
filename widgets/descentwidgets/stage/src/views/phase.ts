// A phase portrait: orbits in a plane, such as the oscillation in the plane of the top eigenvectors, with the
// ellipse of the covariance that a theory gives it.
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import { arraySpec, type ViewSpec } from "../spec";
import { branchColour, branchDash } from "../theme";
import { Card } from "./card";
import { ellipseOf, type Ellipse } from "./ellipse";
import { Kinds } from "./kinds";
import { drawOrder, firstOwnStep } from "./lines";
import { brushed, headOf, lastPoints, within, type Orbit, type Stretch } from "./orbits";
import { PhaseFrame } from "./phase_frame";
import { PhaseLegend } from "./phase_legend";
import { PhasePicture, type Look } from "./phase_picture";
import { pointed, strength } from "./pointing";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";
import { shownReading } from "./shown";

const HELP =
  "Where the run is in a plane, step by step: older points fade, the large mark is the step shown. A run at the edge of stability jumps from side to side: filled points are even steps, rings are odd ones. Dashes: the ellipse of one standard deviation of the covariance; a swing of that covariance has its two ends on it.";

/** How near (px) the pointer must be to a point to read it. */
const NEAR = 22;

interface Shown {
  orbit: Orbit;
  look: Look;
  name: string;
}

export class PhaseView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly name: string;
  private readonly names: string[];
  private readonly legend: PhaseLegend;
  private readonly kinds: Kinds;
  private readonly frame: PhaseFrame;
  private shown: Shown[] = [];

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.name = view.series?.[0] ?? view.id;
    const spec = arraySpec(lab.spec, this.name);
    const count = Math.max(1, Math.floor((lab.spec.series?.find((s) => s.name === this.name)?.cols ?? 2) / 2));
    this.names = Array.from({ length: count }, (_, i) => view.names?.[i] ?? (count === 1 ? spec.label ?? this.name : `orbit ${i + 1}`));
    this.card = new Card(lab, view, view.title ?? spec.label ?? view.id, HELP);
    this.el = this.card.el;
    this.frame = new PhaseFrame(view.equal === true, view.ylabel === undefined ? 56 : 68);
    this.kinds = new Kinds(lab, view, this.names);
    this.legend = new PhaseLegend(lab, this.card.legend, this.names, view);
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
  }

  update(): void {
    const { lab, view } = this;
    const { store } = lab;
    const step = cursorStep(lab, this.sheet);
    const [low, high] = brushed(lab, step);
    const stretches = this.stretches(store.active, step);
    const hot = pointed(lab, this.names);
    const covariance = view.ellipse === undefined ? undefined : shownReading(lab, store.active, view.ellipse, step);
    const ellipse = covariance ? ellipseOf(covariance.data[0], covariance.data[1], covariance.data[2]) : null;
    const centre = (view.ellipse_at === undefined ? undefined : store.at(store.active, view.ellipse_at, step)?.values) ?? [0, 0];
    const others = drawOrder(lab).filter((b) => b !== store.active).map((b) => [b, within(this.own(b, step), low, high)] as const);
    const rows = (list: Stretch[]) => list.map(({ columns, to }) => `${columns.id}:${columns.rewrites}:${columns.indexAt(to)}`).join();
    const key = [store.active, step, low, high, hot, rows(stretches), covariance?.serial, centre.join(), ...others.map(([b, s]) => `${b}:${rows(s)}`)].join("|");
    const c = this.sheet.begin(stretches.length === 0 ? null : key);
    if (c !== null) {
      this.collect(within(stretches, low, high), others, hot);
      // What the active branch does fills the picture; others are seen as far as they are near.
      const own = this.shown.filter((s) => s.look.active).map((s) => s.orbit);
      this.frame.fit(own, ellipse, centre, `${store.active}|${store.gen}`, this.sheet.width, this.sheet.height);
      this.draw(c, ellipse, centre, covariance?.step === step, step <= high);
    }
    if (!lab.texts) return;
    this.legend.paint(this.shown.filter((s) => s.look.active).map((s) => s.look), covariance && covariance.step !== step && ellipse ? `of step ${covariance.step}` : "");
    this.card.readout(`step ${step}`);
    if (stretches.length > 0) this.sheet.describe(this.summary(ellipse));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private stretches(branch: number, step: number): Stretch[] {
    return this.lab.store.segments(branch, step).flatMap(({ branch: b, from, to }) => {
      const columns = b.series.get(this.name);
      return columns !== undefined && columns.rows > 0 ? [{ columns, from, to }] : [];
    });
  }

  /** Another branch since it left its parent: before, they are the same. */
  private own(branch: number, step: number): Stretch[] {
    const columns = this.lab.store.columns(branch, this.name);
    return columns !== undefined && columns.rows > 0 ? [{ columns, from: firstOwnStep(this.lab, branch), to: step }] : [];
  }

  private collect(stretches: Stretch[], others: (readonly [number, Stretch[]])[], hot: number): void {
    const { lab, view } = this;
    const { store, theme } = lab;
    const single = this.names.length === 1;
    const orbits = (list: Stretch[], branch: number, active: boolean): Shown[] => this.names.map((name, k) => ({
      orbit: lastPoints(list, k, view.trail ?? 0),
      name: active ? name : `${name}, ${store.branches[branch]?.info.name}`,
      look: {
        active, shape: single ? store.slot(branch) : k,
        colour: single ? branchColour(theme, store.slot(branch)) : this.kinds.colour(branch, k),
        bold: view.bold?.includes(k) === true, strength: strength(k, hot),
        odd: single && active ? theme.tokens.ink : null,
        dash: active ? (single ? [] : this.kinds.dash(k)) : branchDash(store.slot(branch)),
      },
    }));
    this.shown = [...others.flatMap(([b, list]) => orbits(list, b, false)), ...orbits(stretches, store.active, true)];
  }

  private draw(c: CanvasRenderingContext2D, ellipse: Ellipse | null, [cx, cy]: number[], fresh: boolean, heads: boolean): void {
    const picture = new PhasePicture(c, this.lab.theme, this.frame);
    picture.axes(this.view.xlabel ?? "", this.view.ylabel ?? "");
    for (const { orbit, look } of this.shown) picture.orbit(orbit, look);
    if (ellipse !== null && Number.isFinite(cx + cy)) picture.ellipse(ellipse, [cx, cy], fresh);
    if (heads) for (const { orbit, look } of this.shown) picture.head(orbit, look);
  }

  private probe(x0: number, y0: number): Probe | null {
    let best: Probe | null = null;
    let nearest = NEAR ** 2;
    for (const { orbit, name, look } of this.shown) {
      for (let i = 0; i < orbit.steps.length; i++) {
        const [x, y] = this.frame.at(orbit.x[i], orbit.y[i]);
        const distance = (x - x0) ** 2 + (y - y0) ** 2;
        if (!(distance <= nearest)) continue;
        nearest = distance;
        const step = orbit.steps[i];
        best = { x, y, step, name: look.active && this.names.length > 1 ? name : undefined, text: `${name}, step ${step}: (${formatValue(orbit.x[i], 3)}, ${formatValue(orbit.y[i], 3)})` };
      }
    }
    return best;
  }

  private summary(ellipse: Ellipse | null): string {
    const heads = this.shown.map(({ orbit, name }) => {
      const i = headOf(orbit);
      return i < 0 ? `${name} not measured` : `${name} at (${formatValue(orbit.x[i], 3)}, ${formatValue(orbit.y[i], 3)})`;
    });
    const axes = ellipse === null ? "" : `; ellipse with half-axes ${formatValue(ellipse.a, 3)} and ${formatValue(ellipse.b, 3)}`;
    return heads.join("; ") + axes;
  }
}
