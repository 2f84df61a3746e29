// Pictures under the arrows: where a start ends, by colour, and a scalar where that is not known.
import { oklch } from "../../colormap";
import { diverging, sequential, type Rgb } from "../../drawing/heat";
import type { Theme, ThemeName } from "../../theme";
import type { Pixel } from "../vectors/arrow";
import type { FieldFrame } from "./frame";
import { nodeX, nodeY, type Grid } from "./grid";

/** Hues of the basins, in degrees: neighbours in the list are told apart in every kind of colour blindness. */
const HUES = [250, 65, 155, 330, 105, 290, 25, 200];

/** Soft, so that arrows and trails stand out. */
export function basinColour(theme: ThemeName, category: number, plain: readonly number[] = []): Rgb {
  if (plain.includes(category)) return theme === "dark" ? oklch(0.27 + 0.015 * category, 0.012, 250) : oklch(0.945 - 0.012 * category, 0.006, 250);
  const hue = HUES[category % HUES.length];
  const again = Math.floor(category / HUES.length) % 2;
  return theme === "dark" ? oklch(0.35 + 0.1 * again, 0.05, hue) : oklch(0.9 - 0.08 * again, 0.06, hue);
}

/** `colour`, worked out once for each of `shades` values between -1 and 1: a picture has thousands of nodes. */
export function shaded(colour: (t: number) => Rgb, shades = 128): (t: number) => Rgb {
  const table: Rgb[] = [];
  return (t) => (table[shades + Math.round(shades * t)] ??= colour(t));
}

/** How far the scalar's colours are from the page's: it is the ground, not the picture. */
const GROUND = 0.45;

export function groundColour(theme: Theme, t: number, signed: boolean): Rgb {
  return signed ? diverging(theme.name, GROUND * t) : sequential(theme.name, GROUND * t);
}

/** One pixel a node, the top row first; NaN stays clear. */
export function nodeImage({ nx, ny, data }: Grid, colour: (value: number) => Rgb): ImageData {
  const image = new ImageData(nx, ny);
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const value = data[j * nx + i];
      if (Number.isNaN(value)) continue;
      const k = 4 * ((ny - 1 - j) * nx + i);
      image.data.set(colour(value), k);
      image.data[k + 3] = 255;
    }
  }
  return image;
}

/** Each node's pixel about its place: the picture reaches half a node beyond the window. */
export function drawImage(c: CanvasRenderingContext2D, frame: FieldFrame, grid: Grid, image: ImageData, smooth: boolean): void {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  const [x0, y1]: Pixel = frame.pixel(nodeX(grid, -0.5), nodeY(grid, grid.ny - 0.5));
  const [x1, y0]: Pixel = frame.pixel(nodeX(grid, grid.nx - 0.5), nodeY(grid, -0.5));
  c.imageSmoothingEnabled = smooth;
  c.drawImage(canvas, x0, y1, x1 - x0, y0 - y1);
}

/** From a value to [0, 1], or to [-1, 1] where there are both signs; clipped at the second and 98th percentile. */
export function groundScale(data: Float32Array, log: boolean): { unit: (v: number) => number; signed: boolean; low: number; high: number } | null {
  const known = [...data].filter((v) => Number.isFinite(v) && (!log || v > 0)).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const [low, high] = [known[Math.floor(0.02 * (known.length - 1))], known[Math.ceil(0.98 * (known.length - 1))]];
  const clip = (t: number, least: number) => Math.min(1, Math.max(least, t));
  if (log) {
    const span = Math.log(high / low) || 1;
    return { low, high, signed: false, unit: (v) => clip(Math.log(Math.max(v, 1e-300) / low) / span, 0) };
  }
  if (low < 0 && high > 0) {
    const most = Math.max(-low, high);
    return { low, high, signed: true, unit: (v) => clip(v / most, -1) };
  }
  return { low, high, signed: false, unit: (v) => clip((v - low) / (high - low || 1), 0) };
}
