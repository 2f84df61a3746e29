// Texts of a canvas as SVG texts: at the alphabetic baseline, the only one that every program knows.
import { num } from "./markup";
import { scaleOf, type Matrix } from "./path";

const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end", end: "end" };

interface Font {
  style: string;
  weight: string;
  size: number;
  family: string;
}

/** The parts of a canvas' font, which it writes out in this order. */
export function fontOf(font: string): Font {
  const [, head = "", size = "10", family = "sans-serif"] = /^(.*?)([\d.]+)px(?:\s*\/\s*\S+)?\s+(.+)$/.exec(font) ?? [];
  return {
    style: /italic|oblique/.test(head) ? "italic" : "normal",
    weight: /\b(\d{3}|bold)\b/.exec(head)?.[1] ?? "400",
    size: Number(size),
    family: familyOf(family),
  };
}

/** Programs beside browsers do not know the system's own font by that name. */
export function familyOf(family: string): string {
  const first = family.replace(/"/g, "'");
  return /helvetica/i.test(first) ? first : first.replace(/system-ui/, "system-ui, Helvetica, Arial");
}

/** From a baseline of the canvas down to the alphabetic one. */
function drop(c: CanvasRenderingContext2D, text: string): number {
  if (c.textBaseline === "alphabetic") return 0;
  const own = c.measureText(text).fontBoundingBoxAscent;
  const before = c.textBaseline;
  c.textBaseline = "alphabetic";
  const alphabetic = c.measureText(text).fontBoundingBoxAscent;
  c.textBaseline = before;
  return alphabetic - own;
}

export function textAttributes(c: CanvasRenderingContext2D, text: string, x: number, y: number, most?: number): Record<string, string | number | undefined> {
  const m: Matrix = c.getTransform();
  const font = fontOf(c.font);
  const scale = scaleOf(m);
  const low = y + drop(c, text);
  const [px, py] = [m.a * x + m.c * low + m.e, m.b * x + m.d * low + m.f];
  const angle = (Math.atan2(m.b, m.a) * 180) / Math.PI;
  const tight = most !== undefined && c.measureText(text).width > most;
  return {
    x: px, y: py,
    transform: Math.abs(angle) > 0.01 ? `rotate(${num(angle)} ${num(px)} ${num(py)})` : undefined,
    "font-family": font.family, "font-size": font.size * scale,
    "font-weight": font.weight === "400" ? undefined : font.weight,
    "font-style": font.style === "normal" ? undefined : font.style,
    "text-anchor": ANCHORS[c.textAlign],
    textLength: tight ? most * scale : undefined,
    lengthAdjust: tight ? "spacingAndGlyphs" : undefined,
  };
}
