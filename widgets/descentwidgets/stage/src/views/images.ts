// Groups of pictures with a score each, such as the examples whose gradients pull hardest to either side.
import { FONT } from "../drawing/axis";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import type { Reading } from "../readings";
import { arraySpec, type ViewSpec } from "../spec";
import { Card } from "./card";
import { imageAt, layOutImages, nextImage, placeOf, type ImageLayout } from "./image_layout";
import { greyOf, picturesOf, type Pictures } from "./image_pixels";
import { PicturePicker } from "./picture_picker";
import type { Probe } from "./probe";
import { Sheet } from "./sheet";
import { companion, shownReading, stepText } from "./shown";

const HELP = "Each picture is one example; the number under it is its score at this step. Grey levels run from the least value (black) to the largest (white) of all pictures.";

export class ImagesView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly name: string;
  private readonly scores: string | undefined;
  /** Off screen, one picture at a time: a canvas scales what is drawn from it, not what is put into it. */
  private readonly stamp = document.createElement("canvas");
  private pictures: Pictures | null = null;
  private values: Float32Array | undefined;
  private layout: ImageLayout | null = null;
  private readonly picker: PicturePicker | null;

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    [this.name = view.id, this.scores] = view.series ?? [];
    this.card = new Card(lab, view, view.title ?? arraySpec(lab.spec, this.name).label ?? view.id, HELP);
    this.el = this.card.el;
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.probe(x, y));
    this.picker = PicturePicker.of(lab, view, this.card.el);
    if (this.picker !== null) this.sheet.onPick((x, y) => this.pick(x, y), (from, way) => this.neighbour(from, way));
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const main = shownReading(this.lab, store.active, this.name, step);
    const scores = main && companion(this.lab, store.active, this.scores, main);
    const c = this.sheet.begin(main === undefined ? null : [main.serial, scores?.serial, store.active, this.picker?.follow(main, store.active)].join());
    if (c !== null) this.draw(c, main!, scores);
    if (!this.lab.texts) return;
    this.card.readout(main === undefined ? "" : stepText(main, step));
    if (this.pictures !== null && main !== undefined) this.sheet.describe(this.summary(this.pictures));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.sheet.destroy();
  }

  private draw(c: CanvasRenderingContext2D, main: Reading, scores: Reading | undefined): void {
    const { theme } = this.lab;
    const pictures = (this.pictures = picturesOf(main));
    this.values = scores?.data;
    if (pictures === null) return;
    const { counts, width, height } = pictures;
    const layout = (this.layout = layOutImages(counts, width / height, this.sheet.width, this.sheet.height));
    [this.stamp.width, this.stamp.height] = [width, height];
    const stamp = this.stamp.getContext("2d")!;
    c.imageSmoothingEnabled = false; // every pixel is a number
    c.font = FONT;
    counts.forEach((count, g) => {
      c.textAlign = "left";
      c.textBaseline = "middle";
      c.fillStyle = theme.tokens.muted;
      c.fillText(this.group(g), layout.left, layout.blocks[g].top + layout.title / 2, this.sheet.width - 2 * layout.left);
      for (let k = 0; k < count; k++) {
        const [x, y] = placeOf(layout, g, k);
        stamp.putImageData(new ImageData(greyOf(pictures, g, k), width, height), 0, 0);
        c.drawImage(this.stamp, x, y, layout.width, layout.height);
        c.strokeStyle = theme.tokens.line;
        c.lineWidth = 1;
        c.strokeRect(x - 0.5, y - 0.5, layout.width + 1, layout.height + 1);
        if (this.picker?.isPicked(g * pictures.m + k)) this.frame(c, x, y, layout);
        if (this.scores === undefined) continue;
        c.textAlign = "center";
        c.textBaseline = "top";
        c.fillStyle = theme.tokens.ink;
        const texts = [2, 1].map((digits) => formatValue(this.score(g, k), digits));
        const text = c.measureText(texts[0]).width < layout.pitchX - 3 ? texts[0] : texts[1];
        c.fillText(text, x + layout.width / 2, y + layout.height + 2, layout.pitchX - 3);
      }
    });
  }

  private frame(c: CanvasRenderingContext2D, x: number, y: number, { width, height }: ImageLayout): void {
    c.strokeStyle = this.lab.theme.tokens.accent;
    c.lineWidth = 3;
    c.strokeRect(x + 1, y + 1, width - 2, height - 2);
    c.lineWidth = 1;
    c.strokeStyle = this.lab.theme.tokens.panel;
    c.strokeRect(x + 3, y + 3, width - 6, height - 6);
  }

  private pick(x: number, y: number): void {
    const { layout, pictures, picker } = this;
    const found = layout && pictures && imageAt(layout, pictures.counts, x, y);
    if (found) picker?.pick(found[0] * pictures.m + found[1]);
  }

  /** The middle of the next picture that way: the keys go from picture to picture where these can be picked. */
  private neighbour(from: [number, number] | null, way: [number, number]): [number, number] | null {
    const { layout, pictures } = this;
    if (layout === null || pictures === null) return null;
    const [g, k] = nextImage(layout, pictures.counts, from === null ? null : imageAt(layout, pictures.counts, ...from), way);
    const [x, y] = placeOf(layout, g, k);
    return [x + layout.width / 2, y + layout.height / 2];
  }

  private group(g: number): string {
    return this.view.groups?.[g] ?? `group ${g + 1}`;
  }

  private score(group: number, k: number): number {
    return this.values?.[group * (this.pictures?.m ?? 0) + k] ?? NaN;
  }

  private probe(x: number, y: number): Probe | null {
    const { layout, pictures } = this;
    const found = layout && pictures && imageAt(layout, pictures.counts, x, y);
    if (!found) return null;
    const [left, top] = placeOf(layout, ...found);
    const score = this.scores === undefined ? "" : `: ${formatValue(this.score(...found))}`;
    return { x: left + layout.width / 2, y: top + layout.height / 2, text: `${this.group(found[0])}, picture ${found[1] + 1}${score}${this.picker?.hint(found[0] * pictures.m + found[1]) ?? ""}` };
  }

  private summary({ counts }: Pictures): string {
    const picked = this.picker?.described ?? "";
    return counts.map((n, g) => {
      const scores = Array.from({ length: n }, (_, k) => formatValue(this.score(g, k), 2));
      return `${this.group(g)}: ${n} pictures${this.scores === undefined || n === 0 ? "" : `, scores ${scores.join(", ")}`}`;
    }).join("; ") + picked;
  }
}
