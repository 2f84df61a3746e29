// The image of |phi|: ghosts glow, where one class rules the page's own colour shows; thin lines join equal values.
// Kept off screen and painted again only when the numbers, the window or the theme change.
import { oklch } from "../../colormap";
import type { ThemeName } from "../../theme";
import type { Box } from "../../drawing/axis";
import { modulus, resolution, type Rectangle } from "./plane";
import type { Ray } from "./tilted";

const SHADES = 512;
/** Values joined by lines. */
const LEVELS = [0.05, 0.2, 0.4, 0.6, 0.8];
const INK: Record<ThemeName, [ink: number, strength: number]> = { dark: [255, 0.16], light: [0, 0.2] };
const tables = new Map<ThemeName, Uint8Array>();

/** Colour of |phi| = m: on a dark page light gathers at the ghosts, on a light one ink does. */
function shadeOf(theme: ThemeName, m: number): [number, number, number] {
  const t = (1 - m) ** 1.15;
  const hue = 285 - 60 * t;
  return theme === "dark" ? oklch(0.17 + 0.68 * t ** 1.1, 0.03 + 0.12 * t, hue) : oklch(0.985 - 0.56 * t, 0.006 + 0.135 * t, hue);
}

function shades(theme: ThemeName): Uint8Array {
  let table = tables.get(theme);
  if (table !== undefined) return table;
  table = new Uint8Array(3 * (SHADES + 1));
  for (let i = 0; i <= SHADES; i++) table.set(shadeOf(theme, i / SHADES), 3 * i);
  tables.set(theme, table);
  return table;
}

export class PlaneImage {
  private readonly canvas = document.createElement("canvas");
  private key = "";

  /** `serial` tells the ray's numbers from any other's. */
  draw(c: CanvasRenderingContext2D, box: Box, ray: Ray, serial: string, rectangle: Rectangle, theme: ThemeName): void {
    const [width, height] = resolution(box.width, box.height, ray.logits.length);
    const key = [serial, ...Object.values(rectangle), width, height, theme].join();
    if (key !== this.key) {
      this.key = key;
      if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height];
      const pixels = paint(modulus(ray, rectangle, width, height), width, height, theme);
      this.canvas.getContext("2d")!.putImageData(new ImageData(pixels, width, height), 0, 0);
    }
    c.imageSmoothingEnabled = true;
    c.drawImage(this.canvas, box.left, box.top, box.width, box.height);
  }
}

/** For each shade the level nearest to it: a search a pixel would cost as much as the colours. */
const NEAREST = Float32Array.from({ length: SHADES + 1 }, (_, i) =>
  LEVELS.reduce((a, b) => (Math.abs(b - i / SHADES) < Math.abs(a - i / SHADES) ? b : a)));

/** RGBA pixels of |phi|. */
export function paint(m: Float32Array, width: number, height: number, theme: ThemeName): Uint8ClampedArray<ArrayBuffer> {
  const table = shades(theme);
  const [ink, strength] = INK[theme];
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let j = 0; j < height; j++) {
    const below = j + 1 < height ? width : -width;
    for (let i = 0; i < width; i++) {
      const p = j * width + i;
      const v = m[p];
      const shade = (v < 1 ? v * SHADES : SHADES) | 0;
      // Pixels to the line: distance in value over its slope a pixel.
      const right = m[i + 1 < width ? p + 1 : p - 1] - v;
      const down = m[p + below] - v;
      const off = v - NEAREST[shade];
      const near = (off * off) / (right * right + down * down + 1e-9);
      const edge = near < 1 ? strength * (1 - Math.sqrt(near)) : 0;
      const s = 3 * shade;
      const q = 4 * p;
      pixels[q] = table[s] + edge * (ink - table[s]);
      pixels[q + 1] = table[s + 1] + edge * (ink - table[s + 1]);
      pixels[q + 2] = table[s + 2] + edge * (ink - table[s + 2]);
      pixels[q + 3] = 255;
    }
  }
  return pixels;
}
