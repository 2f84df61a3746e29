// What lies under the trails: ground, basins, arrows and front, painted once for each reading and window.
import { clipped } from "../../drawing/axis";
import { h } from "../../dom";
import type { Reading } from "../../readings";
import type { Theme } from "../../theme";
import type { Rgb } from "../../drawing/heat";
import { basinColour, drawImage, groundColour, groundScale, nodeImage, shaded } from "./basins";
import { drawFlow } from "./flow";
import type { FieldFrame } from "./frame";
import { drawFront } from "./front";
import { gridOf } from "./grid";

export interface Readings {
  field: Reading | undefined;
  basin: Reading | undefined;
  front: Reading | undefined;
  ground: Reading | undefined;
}

/** How it is drawn: `log` of the ground's colours, the categories without a hue, the axes' names. */
export interface Manner {
  log: boolean;
  plain: readonly number[];
  labels: [string, string];
}

export class FieldPicture {
  /** Under the canvas of the trails, which change with every frame. */
  readonly el = h("canvas", { class: "layer" });
  private key = "";

  update(frame: FieldFrame, readings: Readings, manner: Manner, [width, height]: [number, number], theme: Theme): void {
    const { field, basin, front, ground } = readings;
    const key = [field, basin, front, ground].map((r) => r?.serial).concat(frame.rect.join(), width, height, devicePixelRatio, theme.name).join("|");
    if (key === this.key || width === 0) return;
    this.key = key;
    this.el.width = Math.round(width * devicePixelRatio);
    this.el.height = Math.round(height * devicePixelRatio);
    const c = this.el.getContext("2d")!;
    c.scale(devicePixelRatio, devicePixelRatio);
    this.paint(c, frame, readings, manner, theme);
    frame.axes(c, ...manner.labels, theme);
  }

  private paint(c: CanvasRenderingContext2D, frame: FieldFrame, { field, basin, front, ground }: Readings, { log, plain }: Manner, theme: Theme): void {
    const { left, top, width, height } = frame.box;
    c.fillStyle = theme.tokens.raised;
    c.fillRect(left, top, width, height);
    clipped(c, frame.box, () => {
      const scale = ground && groundScale(ground.data, log);
      if (ground && scale) {
        const grid = gridOf(ground, frame.window);
        const colour = shaded((t) => groundColour(theme, t, scale.signed));
        drawImage(c, frame, grid, nodeImage(grid, (v) => colour(scale.unit(v))), true);
      }
      if (basin) {
        const grid = gridOf(basin, frame.window);
        const colours: Rgb[] = [];
        drawImage(c, frame, grid, nodeImage(grid, (v) => (colours[Math.round(v)] ??= basinColour(theme.name, Math.round(v), plain))), false);
      }
      if (field) drawFlow(c, frame, gridOf(field, frame.window), theme);
      if (front) drawFront(c, frame, front, theme);
    });
    c.strokeStyle = theme.tokens.line;
    c.lineWidth = 1;
    c.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  }
}
