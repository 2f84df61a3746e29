// The plane in force as a relief that can be turned, with the ways of the branches on it.
import type { Plane } from "../../branch";
import { h, setAttribute } from "../../dom";
import { formatValue } from "../../format";
import type { Lab } from "../../lab";
import type { ViewSpec } from "../../spec";
import { branchColour } from "../../theme";
import { onResize } from "../card";
import { drawLegend } from "../landscape/axes";
import { besideColour, namedInLegend } from "../landscape/beside_legend";
import type { Pane } from "../landscape/pane";
import { activeTrack, besideTrack, otherTrack } from "../landscape/track";
import { MARGIN } from "../landscape/viewport";
import { drawOrder, firstOwnStep } from "../lines";
import { ProbeTip, type Probe } from "../probe";
import { Camera } from "./camera";
import { drawEdges, drawFloor } from "./frame";
import { enableOrbit } from "./orbit";
import { Relief } from "./relief";
import { clearLayer } from "./layer";
import { Renderers } from "./renderers";
import { sampledPlane } from "./sampled";
import { textureOf } from "./texture";
import { drawBesideWay, drawWay } from "./trails";

/** Nothing moved for this long: the picture is drawn once more, finely. */
const SETTLE_MS = 160;

export class Relief3d implements Pane {
  readonly el: HTMLElement;
  private readonly camera = new Camera();
  private readonly renderers: Renderers;
  private readonly under = document.createElement("canvas");
  private readonly edges = document.createElement("canvas");
  private readonly over = h("canvas", { class: "layer", role: "img", tabindex: 0 });
  private readonly tip: ProbeTip;
  private readonly stop: () => void;
  private relief: Relief | undefined;
  private reliefOf = -1;
  private drawnMesh = "";
  private drawnWays = "";
  private fine = false;
  private lastMove = 0;
  private settling = 0;

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.under.className = this.edges.className = "layer";
    this.renderers = new Renderers(lab, () => {
      this.drawnMesh = "";
      lab.invalidate();
    });
    this.el = h("div", { class: "stack", "data-testid": `relief-${view.id}` }, this.under, this.renderers.el, this.edges, this.over);
    this.tip = new ProbeTip(this.el);
    enableOrbit(this.over, this.camera, () => lab.invalidate());
    this.over.addEventListener("pointermove", (e) => this.point(e.buttons === 0 ? this.probe(e.offsetX, e.offsetY) : null));
    this.over.addEventListener("pointerleave", () => this.point(null));
    this.stop = onResize(this.el, (width, height) => {
      this.camera.setSize(width, height);
      this.drawnMesh = this.drawnWays = "";
      lab.invalidate();
    });
  }

  get remark(): string {
    return this.relief?.clipped ? `cut off above ${formatValue(this.relief.scale.high, 3)}` : "";
  }

  update(plane: Plane, step: number): number | null {
    const sampled = sampledPlane(this.lab.store, plane);
    if (sampled === undefined || this.camera.width <= 1) return null;
    if (sampled.serial !== this.reliefOf) {
      this.relief = Relief.of(sampled);
      this.reliefOf = sampled.serial;
    }
    if (this.relief === undefined) return null;
    this.drawMesh(this.relief);
    // What was recorded from the next plane's step on has its coordinates in that plane.
    this.drawWays(this.relief, sampled === plane ? step : Math.min(step, plane.step - 1));
    if (this.lab.texts) this.describe(this.relief);
    return sampled.step;
  }

  restyle(): void {
    this.drawnMesh = this.drawnWays = "";
  }

  destroy(): void {
    this.stop();
    clearTimeout(this.settling);
    this.renderers.dispose();
  }

  private drawMesh(relief: Relief): void {
    const { theme } = this.lab;
    const scene = `${this.reliefOf}|${theme.name}`;
    const key = `${scene}|${this.camera.version}|${devicePixelRatio}`;
    const moved = key !== this.drawnMesh;
    if (!moved && this.fine) return;
    clearTimeout(this.settling);
    const fine = !moved && !this.lab.store.status.playing && performance.now() - this.lastMove > SETTLE_MS;
    if (moved) this.lastMove = performance.now();
    if (!fine) this.settling = setTimeout(() => this.lab.invalidate(), 1.2 * SETTLE_MS) as unknown as number;
    if (!moved && !fine) return;
    this.fine = fine;
    this.drawnMesh = key;
    this.drawnWays = "";
    const c = clearLayer(this.camera, this.under);
    drawFloor(c, this.camera, relief, theme);
    this.renderers.draw(scene, relief, theme.name, () => textureOf(relief, theme.name), this.camera, fine);
    drawEdges(clearLayer(this.camera, this.edges), this.camera, relief, theme);
    const width = this.camera.width - MARGIN.right;
    drawLegend(this.edges.getContext("2d")!, { left: 0, top: MARGIN.top, width, height: Math.min(220, this.camera.height - 20) }, relief.levels, relief.plane.quantity, theme);
  }

  private drawWays(relief: Relief, step: number): void {
    const { store, theme } = this.lab;
    const { plane } = relief;
    const rows = store.branches.map((b) => b?.series.get("plane_xy")?.version).join();
    const key = `${rows}|${step}|${store.active}|${this.lab.cursor.live}`;
    if (key === this.drawnWays) return;
    this.drawnWays = key;
    const c = clearLayer(this.camera, this.over);
    const named = namedInLegend(plane.beside.length);
    for (const other of plane.beside) {
      drawBesideWay(c, relief, this.camera, besideTrack(other, step), named ? "" : other.label, besideColour(this.lab, other.label), theme);
    }
    for (const b of drawOrder(this.lab)) {
      const active = b === store.active;
      const track = active ? activeTrack(store, plane, step) : otherTrack(store, plane, b, firstOwnStep(this.lab, b), this.lab.cursor.live ? Infinity : step);
      drawWay(c, relief, this.camera, track, store.slot(b), branchColour(theme, store.slot(b)), theme.halo, active);
    }
  }

  private describe({ plane, levels }: Relief): void {
    setAttribute(this.over, "aria-label", `${this.view.title ?? "Surface"}: ${plane.quantity} from ${formatValue(levels.low, 3)} to ${formatValue(levels.high, 3)} over ${plane.labels[0]} and ${plane.labels[1]}; arrow keys turn it`);
  }

  private point(found: Probe | null): void {
    this.tip.show(found, this.camera.width, this.camera.height);
  }

  private probe(px: number, py: number): Probe | null {
    const { relief, camera } = this;
    const met = relief?.meet(camera.eye, camera.ray(px, py));
    if (relief === undefined || met === undefined) return null;
    const { window, quantity } = relief.plane;
    const x = window[0] + ((met[0] + 1) / 2) * (window[1] - window[0]);
    const y = window[2] + ((met[1] + 1) / 2) * (window[3] - window[2]);
    return { x: px, y: py, text: `${quantity} ${formatValue(relief.valueAt(...met))} at (${formatValue(x, 3)}, ${formatValue(y, 3)})` };
  }
}
