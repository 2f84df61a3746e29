// One arrow on a canvas, from the origin's pixel to its tip's.
import type { Theme } from "../../theme";

export interface Look {
  colour: string;
  width: number;
  dash: readonly number[];
  alpha: number;
  /** An outline of the background, so that arrows that cross are told apart. */
  halo: boolean;
  /** It is longer than can be shown: two chevrons instead of a head. */
  cut: boolean;
}

export type Pixel = readonly [number, number];

/** Arrows shorter than this are a ring: they have no direction that could be seen. */
const SHORTEST = 3;

export function drawArrow(c: CanvasRenderingContext2D, [x0, y0]: Pixel, [x1, y1]: Pixel, look: Look, theme: Theme): void {
  const length = Math.hypot(x1 - x0, y1 - y0);
  c.globalAlpha = look.alpha;
  c.strokeStyle = c.fillStyle = look.colour;
  c.lineWidth = look.width;
  c.lineJoin = "round";
  if (length < SHORTEST) {
    c.beginPath();
    c.arc(x0, y0, 3 + look.width, 0, 7);
    c.stroke();
  } else {
    const head = Math.min(5 + 2.6 * look.width, 0.6 * length);
    const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
    const neck: Pixel = [x1 - 0.8 * head * ux, y1 - 0.8 * head * uy];
    if (look.halo) {
      c.setLineDash([]);
      c.strokeStyle = theme.halo;
      c.lineWidth = look.width + 3;
      line(c, [x0, y0], neck);
      tip(c, [x1, y1], [ux, uy], head);
      c.stroke();
      c.strokeStyle = look.colour;
      c.lineWidth = look.width;
    }
    c.setLineDash([...look.dash]);
    line(c, [x0, y0], neck);
    c.setLineDash([]);
    if (look.cut) {
      chevrons(c, [x1, y1], [ux, uy], head);
      c.stroke();
      return void (c.globalAlpha = 1);
    }
    tip(c, [x1, y1], [ux, uy], head);
    c.fill();
  }
  c.globalAlpha = 1;
  c.setLineDash([]);
}

function line(c: CanvasRenderingContext2D, from: Pixel, to: Pixel): void {
  c.beginPath();
  c.moveTo(...from);
  c.lineTo(...to);
  c.stroke();
}

function tip(c: CanvasRenderingContext2D, [x, y]: Pixel, [ux, uy]: Pixel, size: number): void {
  const [bx, by] = [x - size * ux, y - size * uy];
  const half = 0.42 * size;
  c.beginPath();
  c.moveTo(x, y);
  c.lineTo(bx - half * uy, by + half * ux);
  c.lineTo(bx + 0.22 * size * ux, by + 0.22 * size * uy);
  c.lineTo(bx + half * uy, by - half * ux);
  c.closePath();
}

function chevrons(c: CanvasRenderingContext2D, [x, y]: Pixel, [ux, uy]: Pixel, size: number): void {
  const [back, half] = [0.5 * size, 0.42 * size];
  c.beginPath();
  for (const off of [0, 0.55 * size]) {
    const [tx, ty] = [x - off * ux, y - off * uy];
    c.moveTo(tx - back * ux - half * uy, ty - back * uy + half * ux);
    c.lineTo(tx, ty);
    c.lineTo(tx - back * ux + half * uy, ty - back * uy - half * ux);
  }
}

/** How near (px) the pointer must be to an arrow to read it. */
const NEAR = 12;

/** The arrow at a pixel, as its place among the tips; -1 where none is near. The topmost of those about equally near. */
export function nearestArrow(pixel: Pixel, origin: Pixel, tips: readonly Pixel[]): number {
  let [best, nearest] = [-1, NEAR];
  tips.forEach((tip, k) => {
    // Near the origin all are near: the tip says best which one is meant.
    const distance = distanceTo(pixel, origin, tip) + 0.04 * Math.hypot(pixel[0] - tip[0], pixel[1] - tip[1]);
    if (distance <= nearest) [best, nearest] = [k, distance];
  });
  return best;
}

/** How far a pixel is from an arrow's line. */
function distanceTo([x, y]: Pixel, [x0, y0]: Pixel, [x1, y1]: Pixel): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const size = dx * dx + dy * dy;
  const t = size > 0 ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / size)) : 0;
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}
