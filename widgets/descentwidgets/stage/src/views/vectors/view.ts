// Gradients and the updates made of them, as arrows in a plane or in space: who pulls where, and who is pulled back.
import { h, setAttribute } from "../../dom";
import { formatValue } from "../../format";
import { cursorStep, type Lab, type Part } from "../../lab";
import type { ViewSpec } from "../../spec";
import { PlaneScene } from "../arrows/plane_scene";
import { Card } from "../card";
import { SpaceScene } from "../cone/space_scene";
import { huesOf } from "../hues";
import { pointed } from "../pointing";
import type { Probe } from "../probe";
import { Sheet } from "../sheet";
import { stepText } from "../shown";
import { wheelColour } from "../update_wheel";
import { nearestArrow } from "./arrow";
import { conflicts, leastCosine, type Bundle } from "./bundle";
import { CalmScale, neededLength } from "./calm_scale";
import { VectorLegend } from "./legend";
import { nextTip } from "./names";
import { paintVectors } from "./painting";
import { arrowText, bundleWords, rounded } from "./readouts";
import type { Scene, Shaft } from "./scene";
import { VectorSource } from "./source";
import { tipHandles } from "./tip_handles";
import { UpdatePicker } from "./update_picker";


export class VectorsView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly scene: Scene;
  private readonly source: VectorSource;
  private readonly legend: VectorLegend;
  private readonly picker: UpdatePicker | null;
  private readonly tips: ReturnType<typeof tipHandles>;
  private readonly scale = new CalmScale();
  private readonly toggle: HTMLButtonElement;
  private unit: boolean;
  private pointed = -1;
  private shafts: Shaft[] = [];

  constructor(private readonly lab: Lab, view: ViewSpec) {
    this.source = new VectorSource(lab, view.series ?? []);
    this.scene = view.kind === "cone" ? new SpaceScene() : new PlaneScene();
    this.card = new Card(lab, view, view.title ?? "Gradients and updates", this.scene.help);
    this.el = this.card.el;
    this.unit = view.unit === true;
    this.toggle = h("button", { type: "button", class: "mini", "data-testid": `unit-${view.id}`, title: "Draw every arrow of one length, or as long as it is", onclick: () => this.setUnit(!this.unit) }, "unit lengths");
    this.card.addTool(this.toggle);
    this.picker = UpdatePicker.of(lab, view);
    this.legend = new VectorLegend(this.card.legend, (row) => lab.point(this.source.titles[row] ?? null), this.picker && ((row) => this.picker!.pick(row)));
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    if (this.scene.turns) this.sheet.leaveKeys();
    this.sheet.onPick((x, y) => this.tap(x, y), (from, way) => nextTip(this.shafts.map((s) => this.scene.project(s.at)), from, way));
    this.scene.enable(this.sheet.surface, () => lab.invalidate());
    this.tips = tipHandles(lab, view, this.scene, () => this.edge);
    for (const tip of this.tips) if (tip) this.card.body.append(tip.el);
    this.setUnit(this.unit);
  }

  update(): void {
    const { lab, scene, source } = this;
    const step = cursorStep(lab);
    source.read(step);
    const shown = source.inHand(this.tips, step >= lab.store.head);
    const { width, height } = this.sheet;
    scene.setSize(width, height);
    if (shown === null) this.shafts = [];
    // Not while a tip is in hand: the picture would move under the pointer.
    else if (!this.holding) this.scale.fit(neededLength(shown), `${lab.store.gen}|${lab.store.active}`);
    const picked = this.picker?.follow() ?? -1;
    this.follow(pointed(lab, source.titles));
    const c = this.sheet.begin(shown && [source.serial, scene.key, this.edge, picked, this.pointed, ...shown.gradients.flatMap((g) => g.at)].join());
    if (c !== null && shown !== null) this.draw(c, shown, picked);
    this.tips.forEach((tip, k) => tip?.place(width, height, shown?.gradients.find((g) => g.index === k)?.name ?? ""));
    if (lab.texts) this.write(shown, picked, source.main && stepText(source.main, step));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  /** Length of the picture's edge; 0 where all arrows have length one. */
  private get edge(): number {
    return this.unit ? 0 : this.scale.edge;
  }

  private draw(c: CanvasRenderingContext2D, shown: Bundle, picked: number): void {
    const showing = { edge: this.edge, hues: this.hues, picked, pointed: this.pointed };
    this.shafts = paintVectors(c, this.scene, shown, showing, this.sheet, this.lab.theme);
    const pointed = this.shafts.find(({ arrow }) => arrow.update && arrow.index === this.pointed);
    if (pointed !== undefined) this.sheet.show(this.told(pointed));
  }

  private get holding(): boolean {
    return this.tips.some((tip) => tip?.holding);
  }

  private write(shown: Bundle | null, picked: number, step: string | undefined): void {
    const { lab, card } = this;
    const followed = shown?.updates.find((u) => u.index === picked);
    const branch = lab.store.branches.filter(Boolean).length > 1 ? `${lab.store.current?.info.name} · ` : "";
    card.readout(step === undefined ? "" : branch + (followed === undefined ? step : `least cosine ${formatValue(rounded(leastCosine(followed)), 2)} · ${step}`));
    card.readoutWidth((followed === undefined ? 12 : 26) + branch.length);
    const { titles } = this.source;
    const { hues } = this;
    const entries = titles.map((title, row) => ({ title, row, arrow: shown?.updates.find((u) => u.index === row), hue: hues[row] }));
    this.legend.paint(entries, picked, shown?.gradients.length === 1 ? "gradient" : "gradients", lab.theme);
    setAttribute(this.el, "data-conflicts", shown === null ? null : shown.updates.filter(conflicts).map((u) => u.name).join());
    setAttribute(this.el, "data-picked", picked < 0 ? null : titles[picked] ?? null);
    const keys = this.scene.turns ? "arrow keys turn it" : `arrow keys go from arrow to arrow${this.picker === null ? "" : ", Enter follows one"}`;
    if (shown !== null) this.sheet.describe(`${bundleWords(shown, followed)}; ${keys}`);
  }

  private get hues(): string[] {
    const { titles } = this.source;
    return titles.map((title, k) => huesOf(this.lab.spec).ofUpdate(this.lab.theme, title) ?? wheelColour(this.lab.theme, k, titles.length));
  }

  private setUnit(unit: boolean): void {
    this.unit = unit;
    setAttribute(this.toggle, "aria-pressed", String(unit));
    this.lab.invalidate();
  }

  /** The update that is pointed at, here or in another view. */
  private follow(row: number): void {
    if (row === this.pointed) return;
    this.pointed = row;
    if (row < 0) this.sheet.show(null);
  }

  private told(shaft: Shaft): Probe {
    const [x, y] = this.scene.project(shaft.at);
    const { arrow } = shaft;
    const hint = arrow.update && this.picker?.takes(arrow.index) === true && this.picker.follow() !== arrow.index ? " · click follows it" : "";
    return { x, y, text: arrowText(arrow, this.source.bundle!, hint) };
  }

  private near(x: number, y: number): Shaft | undefined {
    const { scene, shafts } = this;
    return shafts[nearestArrow([x, y], scene.project([0, 0, 0]), shafts.map((s) => scene.project(s.at)))];
  }

  private probe(x: number, y: number): Probe | null {
    const shaft = this.holding ? undefined : this.near(x, y);
    return shaft === undefined ? null : this.told(shaft);
  }

  private tap(x: number, y: number): void {
    const shaft = this.near(x, y);
    if (shaft?.arrow.update === true) this.picker?.pick(shaft.arrow.index);
  }
}
