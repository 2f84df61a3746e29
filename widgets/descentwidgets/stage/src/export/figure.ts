// One view as a drawing for paper: the view itself, laid out once more at the size of the figure.
import type { Part } from "../lab";
import type { ViewSpec } from "../spec";
import { axisName } from "./axis_name";
import { Bench, laidOut } from "./bench";
import { FixedCursor, frozen } from "./frozen";
import type { Kit } from "./kit";
import { adopt } from "./posture";
import { element, num, painted } from "./markup";
import { pageSvg } from "./page_svg";
import { bodyHeight } from "./sizes";
import { watching } from "./watch";

export interface Drawing {
  /** What is inside the <svg>, in CSS pixels of this size. */
  inside: string;
  width: number;
  height: number;
}

export interface FigureOptions {
  /** Of the drawing, in CSS pixels. */
  width: number;
  theme: "light" | "dark";
  step: number;
  range: [number, number] | null;
  /** What comes after the step is paled: a movie. */
  past?: boolean;
}

/** The relief is drawn once more, finely, when it has stood still for this long (ms). */
const SETTLE_MS = 220;

export class Figure {
  private readonly bench: Bench;
  private readonly cursor: FixedCursor;
  private readonly theme;
  private part!: Part;
  private settled = false;

  private constructor(private readonly kit: Kit, private readonly view: ViewSpec, private readonly options: FigureOptions) {
    this.theme = kit.themeOf(options.theme);
    this.cursor = new FixedCursor(options.step);
    this.bench = new Bench(kit, this.theme, options.width);
  }

  static async make(kit: Kit, view: ViewSpec, options: FigureOptions): Promise<Figure> {
    const figure = new Figure(kit, view, options);
    await figure.begin();
    return figure;
  }

  /** The picture at a step. */
  async draw(step: number): Promise<Drawing> {
    this.cursor.at = step;
    await this.update();
    if (!this.settled || this.view.kind === "surface") await this.settle();
    const { el } = this.part;
    const root = this.bench.lab;
    const [width, height] = [this.options.width, Math.ceil(root.getBoundingClientRect().height)];
    // At the head of the run the line that marks the step would only look like an axis.
    const marked = this.options.past === true || step < this.kit.lab.store.head;
    el.querySelectorAll<HTMLElement>(".cursor-line").forEach((line) => (line.style.visibility = marked ? "" : "hidden"));
    const ground = element("rect", { x: 0, y: 0, width, height, ...painted("fill", this.theme.tokens.panel) });
    const inside = ground + pageSvg(root) + axisName(this.kit, el, this.view, root, this.theme) + (this.options.past ? this.veil(root) : "");
    return { inside, width, height };
  }

  remove(): void {
    this.part.destroy?.();
    this.bench.remove();
  }

  private async begin(): Promise<void> {
    const { kit, view, options } = this;
    const lab = frozen(kit.lab, this.theme, this.cursor, options.range);
    await watching(() => {
      this.part = kit.make(lab, view);
    });
    const { el } = this.part;
    for (const named of [el, ...el.querySelectorAll("[data-testid]")]) named.removeAttribute("data-testid");
    el.style.setProperty("--figure-body", `${bodyHeight(view, options.width)}px`);
    if (view.kind === "curve" || view.kind === "eigenvalues") el.classList.add("has-names");
    this.bench.lab.append(el);
    const shown = kit.lab.viewOf(view.id);
    if (shown !== undefined) adopt(shown, this.part);
    await laidOut();
  }

  private update(): Promise<void> {
    return watching(() => this.part.update());
  }

  /** Views that glide, and the relief, are there only after a while; legends may have changed their height. */
  private async settle(): Promise<void> {
    this.settled = true;
    await laidOut();
    await this.update();
    if (this.part.el.classList.contains("card-surface")) {
      await new Promise((go) => setTimeout(go, SETTLE_MS));
      await this.update();
    }
  }

  /** What has not happened yet, under a veil. */
  private veil(root: HTMLElement): string {
    const line = root.querySelector<HTMLElement>(".cursor-line:not([hidden])");
    const over = line?.parentElement;
    if (!line || !over) return "";
    const [at, box, origin] = [line.getBoundingClientRect(), over.getBoundingClientRect(), root.getBoundingClientRect()];
    const x = at.right - origin.left;
    return element("rect", { x, y: box.top - origin.top, width: Math.max(0, box.right - at.right), height: box.height, ...painted("fill", this.theme.tokens.panel), "fill-opacity": num(0.82) });
  }
}
