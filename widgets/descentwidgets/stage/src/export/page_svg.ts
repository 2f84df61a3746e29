// A part of the page as SVG: its texts, swatches and frames where they stand, its canvases as what was drawn on them.
import { element, escaped, num, paint, painted } from "./markup";
import { familyOf } from "./text";
import { drawn } from "./watch";

/** Where the corner of the picture is on the page. */
interface Origin {
  left: number;
  top: number;
}

/** What is for hands and not for readers. */
const LEFT_OUT = "button:not(.point):not(.chip):not(.update-chip), .card-tools, .tip-anchor, .popover-anchor, .probe, .probe-mark, .empty, .sr, .u-select, svg, style, script, input, select";

export function pageSvg(root: HTMLElement): string {
  const { left, top } = root.getBoundingClientRect();
  return elementSvg(root, { left, top });
}

function elementSvg(el: Element, origin: Origin): string {
  if (el instanceof HTMLCanvasElement) return canvasSvg(el, origin);
  if (!(el instanceof HTMLElement) || el.matches(LEFT_OUT)) return "";
  const style = getComputedStyle(el);
  if (style.display === "none" || style.visibility === "hidden" || Number(style.opacity) === 0) return "";
  let out = style.display === "contents" ? "" : boxSvg(el.getBoundingClientRect(), style, origin);
  if (el.classList.contains("point")) return out + markSvg(el, origin);
  for (const node of el.childNodes) {
    if (node instanceof Text) out += textSvg(node, style, origin);
    else if (node instanceof Element) out += elementSvg(node, origin);
  }
  const opacity = Number(style.opacity);
  return out !== "" && opacity < 1 ? element("g", { opacity: num(opacity) }, out) : out;
}

function canvasSvg(canvas: HTMLCanvasElement, origin: Origin): string {
  const inside = drawn(canvas);
  const box = canvas.getBoundingClientRect();
  if (inside === "" || box.width === 0 || getComputedStyle(canvas).visibility === "hidden") return "";
  const scale = `${round(box.width / canvas.width)} ${round(box.height / canvas.height)}`;
  return element("g", { transform: `translate(${num(box.left - origin.left)} ${num(box.top - origin.top)}) scale(${scale})` }, inside);
}

const round = (v: number) => Math.round(v * 1e5) / 1e5;

/** Background and borders of a box. */
function boxSvg(box: DOMRect, style: CSSStyleDeclaration, origin: Origin): string {
  const [x, y, w, h] = [box.left - origin.left, box.top - origin.top, box.width, box.height];
  let out = "";
  const ramp = /^linear-gradient\(to right, (.*)\)$/.exec(style.backgroundImage)?.[1];
  if (ramp !== undefined && w > 0) out += rampSvg(ramp, x, y, w, h);
  const r = Math.min(parseFloat(style.borderTopLeftRadius) || 0, w / 2, h / 2) || (style.borderTopLeftRadius === "50%" ? Math.min(w, h) / 2 : 0);
  const round = style.borderTopLeftRadius.endsWith("%") ? Math.min(w, h) / 2 : r;
  if (paint(style.backgroundColor).opacity > 0 && w > 0 && h > 0) {
    out += element("rect", { x, y, width: w, height: h, rx: round || undefined, ...painted("fill", style.backgroundColor) });
  }
  return out + borderSvg(style, x, y, w, h, round);
}

function borderSvg(style: CSSStyleDeclaration, x: number, y: number, w: number, h: number, rx: number): string {
  const width = (side: string) => (style.getPropertyValue(`border-${side}-style`) === "none" ? 0 : parseFloat(style.getPropertyValue(`border-${side}-width`)));
  const sides = { top: [x, y, x + w, y], right: [x + w, y, x + w, y + h], bottom: [x, y + h, x + w, y + h], left: [x, y, x, y + h] };
  const widths = Object.keys(sides).map(width);
  const look = (side: string, size: number) => {
    const kind = style.getPropertyValue(`border-${side}-style`);
    const dash = kind === "dashed" ? `${2 * size} ${1.6 * size}` : kind === "dotted" ? `${size} ${size}` : undefined;
    return { ...painted("stroke", style.getPropertyValue(`border-${side}-color`)), "stroke-width": size, "stroke-dasharray": dash };
  };
  if (widths.every((v) => v > 0)) {
    const s = widths[0];
    return element("rect", { x: x + s / 2, y: y + s / 2, width: Math.max(0, w - s), height: Math.max(0, h - s), rx: Math.max(0, rx - s / 2) || undefined, fill: "none", ...look("top", s) });
  }
  return Object.entries(sides).map(([side, [x1, y1, x2, y2]], i) => {
    const s = widths[i];
    if (!(s > 0) || !visible(style.getPropertyValue(`border-${side}-color`))) return "";
    const [dx, dy] = side === "top" ? [0, s / 2] : side === "bottom" ? [0, -s / 2] : side === "left" ? [s / 2, 0] : [-s / 2, 0];
    return element("line", { x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy, ...look(side, s) });
  }).join("");
}

const visible = (colour: string) => paint(colour).opacity > 0;

/** The bar of a colour scale. */
function rampSvg(stops: string, x: number, y: number, w: number, h: number): string {
  const colours = stops.match(/rgba?\([^)]*\)|#[0-9a-f]+/gi) ?? [];
  return colours.map((colour, i) => element("rect", { x: x + (i * w) / colours.length, y, width: w / colours.length + 0.3, height: h, ...painted("fill", colour) })).join("");
}

/** A mark that can be dragged is drawn by its ::after: a circle about the middle. */
function markSvg(el: HTMLElement, origin: Origin): string {
  const style = getComputedStyle(el, "::after");
  const box = el.getBoundingClientRect();
  const size = parseFloat(style.width);
  const border = parseFloat(style.borderTopWidth);
  if (!(size > 0)) return "";
  const [cx, cy] = [(box.left + box.right) / 2 - origin.left, (box.top + box.bottom) / 2 - origin.top];
  const r = Math.max(0, size / 2 - border / 2);
  const rim = style.boxShadow === "none" ? "" : element("circle", { cx, cy, r: size / 2 + 0.5, fill: "none", stroke: "#000000", "stroke-opacity": "0.6", "stroke-width": 1 });
  return rim + element("circle", { cx, cy, r, ...painted("fill", style.backgroundColor), ...painted("stroke", style.borderTopColor), "stroke-width": border });
}

/** A text, a line at a time. */
function textSvg(node: Text, style: CSSStyleDeclaration, origin: Origin): string {
  return linesOf(node).map(({ text, box }) => {
    const size = parseFloat(style.fontSize);
    const weight = style.fontWeight === "400" ? undefined : style.fontWeight;
    const look = { "font-family": familyOf(style.fontFamily), "font-size": size, "font-weight": weight, ...painted("fill", style.color) };
    // The glyphs' box is as high as the font says; its alphabetic baseline is about four fifths down.
    const y = box.top + (box.height - size) / 2 + 0.83 * size - origin.top;
    return element("text", { x: box.left - origin.left, y, ...look }, escaped(text));
  }).join("");
}

function linesOf(node: Text): { text: string; box: DOMRect }[] {
  const text = node.data;
  if (text.trim() === "") return [];
  const range = document.createRange();
  range.selectNodeContents(node);
  const lines = [...range.getClientRects()].filter((r) => r.width > 0);
  if (lines.length <= 1) return lines.map((box) => ({ text: text.replace(/\s+/g, " ").trim(), box }));
  const out: { text: string; box: DOMRect }[] = [];
  for (let i = 0; i < text.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const last = out[out.length - 1];
    if (last !== undefined && Math.abs(last.box.top - box.top) < 2) last.text += text[i];
    else out.push({ text: text[i], box });
  }
  return out.map(({ text: t, box }) => ({ text: t.trimEnd(), box }));
}
