// Arrows in space, seen by a camera that can be turned; the dual cone has flat translucent faces, cut at a sphere.
import type { Theme } from "../../theme";
import { Camera, type Outlook } from "../surface/camera";
import { enableOrbit } from "../surface/orbit";
import { drawArrow, type Pixel } from "../vectors/arrow";
import { dot } from "../vectors/bundle";
import type { Drawing, Scene, Shaft } from "../vectors/scene";
import { drawGround, drawShadow } from "./ground";
import { facesOf, type Face } from "./solid";

const OUTLOOK: Outlook = { target: [0, 0, 0.2], azimuth: 0.62, elevation: 0.42, lowest: -1.57, wide: 0.96, distance: 4.1, back: 0 };

export class SpaceScene implements Scene {
  readonly turns = true;
  readonly help =
    "An exact picture of the gradients: lengths and angles are those in weight space, however many weights there are. Thick arrows are the tasks' gradients, thin ones what each aggregator makes of them. Gradients point uphill and the step is −d, so an update inside the shaded dual cone {d: g·d ≥ 0 for every task} lowers every loss at first order; one outside it is dashed: it raises some task's. Drag the background or use the arrow keys to turn it, wheel zooms, double-click resets. Click an update, in the picture or the legend, to let the run follow it.";
  private readonly camera = new Camera(OUTLOOK);

  get key(): string {
    return String(this.camera.version);
  }

  setSize(width: number, height: number): void {
    if (width !== this.camera.width || height !== this.camera.height) this.camera.setSize(width, height);
  }

  enable(surface: HTMLElement, changed: () => void): void {
    enableOrbit(surface, this.camera, changed);
  }

  project([x, y, z]: readonly number[]): Pixel {
    return this.camera.project(x, y, z ?? 0);
  }

  under([x, y]: Pixel, [a, b, c]: readonly number[]): number[] {
    const depth = this.camera.depth(a, b, c);
    const ray = this.camera.ray(x, y);
    return this.camera.eye.map((v, k) => v + depth * ray[k]);
  }

  draw(c: CanvasRenderingContext2D, { bundle, shafts, edge }: Drawing, theme: Theme): void {
    const { eye } = this.camera;
    const faces = facesOf(bundle.gradients.map((g) => g.at));
    const front = faces.filter((f) => dot(f.normal, eye) < 0);
    drawGround(c, this.camera, edge, theme);
    for (const { arrow, at } of shafts) if (bundle.gradients.includes(arrow)) drawShadow(c, this.camera, at, theme);
    for (const face of faces) if (!front.includes(face)) this.face(c, face, 0.17, theme);
    if (faces.length === 0) this.rays(c, bundle.rays, theme);
    // All start at the origin, as the faces do: an arrow on the eye's side of a face's plane is before that face.
    const before = (s: Shaft) => front.some((f) => dot(f.normal, s.at) < 0);
    const far = [...shafts].sort((a, b) => this.depth(b.at) - this.depth(a.at));
    for (const s of far) if (!before(s)) this.arrow(c, s, theme);
    for (const face of front) this.face(c, face, 0.13, theme);
    for (const s of far) if (before(s)) this.arrow(c, s, theme);
    c.beginPath();
    c.arc(...this.project([0, 0, 0]), 3.5, 0, 7);
    c.fillStyle = theme.tokens.ink;
    c.fill();
  }

  private depth([x, y, z]: readonly number[]): number {
    return this.camera.depth(x, y, z ?? 0);
  }

  private arrow(c: CanvasRenderingContext2D, { at, look }: Shaft, theme: Theme): void {
    // Nearer ones are thicker, as perspective has it.
    const near = this.depth([0, 0, 0]) / this.depth(at);
    drawArrow(c, this.project([0, 0, 0]), this.project(at), { ...look, width: look.width * near ** 1.5 }, theme);
  }

  private face(c: CanvasRenderingContext2D, { rim, round, normal }: Face, alpha: number, theme: Theme): void {
    const origin = this.project([0, 0, 0]);
    const { eye } = this.camera;
    // Seen at a slant it is paler: the faces are told apart.
    const slant = Math.abs(dot(normal, eye)) / Math.hypot(...eye);
    c.beginPath();
    if (!round) c.moveTo(...origin);
    for (const p of rim) c.lineTo(...this.project(p));
    c.closePath();
    c.globalAlpha = alpha * (0.65 + 0.7 * slant);
    c.fillStyle = c.strokeStyle = theme.tokens.good;
    c.fill();
    c.globalAlpha = 0.75;
    c.lineWidth = 1.2;
    c.lineJoin = "round";
    c.stroke();
    c.globalAlpha = 1;
  }

  private rays(c: CanvasRenderingContext2D, rays: readonly number[][], theme: Theme): void {
    c.beginPath();
    for (const ray of rays) {
      c.moveTo(...this.project([0, 0, 0]));
      c.lineTo(...this.project(ray));
    }
    c.strokeStyle = theme.tokens.good;
    c.lineWidth = 1.6;
    c.stroke();
  }
}
