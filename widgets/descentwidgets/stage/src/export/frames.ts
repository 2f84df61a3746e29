// The frames of a movie: the run step by step, from the record, by the same drawing as the pictures.
import type { ViewSpec } from "../spec";
import { Figure } from "./figure";
import type { Kit } from "./kit";
import { arranged, footOf } from "./picture";
import { rasterised } from "./png";
import { paperWidth } from "./sizes";

export interface Plan {
  views: readonly ViewSpec[];
  /** Steps of the frames, in order. */
  steps: readonly number[];
  /** Pixels. */
  width: number;
  fps: number;
  theme: "light" | "dark";
}

/** At most `most` steps from `from` to `to`, evenly, both ends included. */
export function framesOf(from: number, to: number, most: number): number[] {
  const [low, high] = [Math.round(Math.min(from, to)), Math.round(Math.max(from, to))];
  const count = Math.min(high - low + 1, Math.max(1, Math.round(most)));
  if (count === 1) return [high];
  return Array.from({ length: count }, (_, i) => Math.round(low + (i * (high - low)) / (count - 1)));
}

export class Frames {
  private height = 0;
  private readonly whole: number;
  private readonly abreast: number;

  private constructor(private readonly kit: Kit, private readonly figures: Figure[], private readonly plan: Plan) {
    this.abreast = figures.length > 1 ? 2 : 1;
    this.whole = paperWidth(figures.length > 1 ? "double" : "single");
  }

  static async make(kit: Kit, plan: Plan): Promise<Frames> {
    const { views, steps, theme } = plan;
    const abreast = views.length > 1 ? 2 : 1;
    const width = Math.floor((paperWidth(abreast > 1 ? "double" : "single") - 14 * (abreast - 1)) / abreast);
    const range: [number, number] = [Math.min(...steps), Math.max(...steps, Math.min(...steps) + 1)];
    const figures: Figure[] = [];
    for (const view of views) figures.push(await Figure.make(kit, view, { width, theme, step: steps[0], range, past: true }));
    return new Frames(kit, figures, plan);
  }

  /** The frame of a step on a canvas, which the next one takes again. All are as high as the first. */
  async draw(step: number, canvas: HTMLCanvasElement): Promise<HTMLCanvasElement> {
    const { kit, plan, whole } = this;
    const drawings = [];
    for (const figure of this.figures) drawings.push(await figure.draw(step));
    const { inside, height } = arranged(kit, drawings, this.abreast, whole, plan.theme, footOf(kit, step));
    if (this.height === 0) this.height = height;
    // Both sides even: video encoders want it so.
    const even = (v: number) => 2 * Math.round(v / 2);
    const [w, h] = [even(plan.width), even((plan.width * this.height) / whole)];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${whole} ${this.height}">${inside}</svg>`;
    return rasterised(svg, w, h, canvas);
  }

  remove(): void {
    for (const figure of this.figures) figure.remove();
  }
}
