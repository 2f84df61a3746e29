// Draws a board: names and formulas, bars on one shared axis with the threshold at 1, figures, the past.
import { drawHorizontalAxis, FONT, px, type Box } from "../drawing/axis";
import type { Scale } from "../drawing/scale";
import { branchColour, type Theme } from "../theme";
import { figures, ratioText, type BoardRow } from "./board_rows";

const TOP = 17;
const BOTTOM = 36;
/** Rows at least this tall (px) have room for the formula under the name. */
const TWO_LINES = 27;
const GAP = 10;

/** Where the parts of every row lie; a width of 0 leaves a part out. */
export interface BoardLayout {
  names: Box;
  bars: Box;
  ratios: Box;
  figures: Box;
  sparks: Box;
  pitch: number;
}

export function layOutBoard(c: CanvasRenderingContext2D, rows: readonly BoardRow[], width: number, height: number): BoardLayout {
  const inner = Math.max(1, height - TOP - BOTTOM);
  const pitch = inner / Math.max(1, rows.length);
  const measure = (texts: string[], font = FONT) => {
    c.font = font;
    return Math.max(0, ...texts.map((t) => c.measureText(t).width));
  };
  const formulas = pitch >= TWO_LINES || width >= 560;
  const widest = (formulas ? Math.max(measure(rows.map((r) => r.name)), measure(rows.map((r) => r.formula))) : measure(rows.map((r) => r.name))) + 2;
  const parts = {
    names: Math.min(0.34 * width, widest),
    ratios: 40,
    figures: width >= 430 ? Math.max(94, measure(rows.map(figures))) : 0,
    sparks: width >= 350 ? Math.min(130, 0.17 * width) : 0,
  };
  const used = Object.values(parts).reduce((sum, w) => sum + (w > 0 ? w + GAP : 0), 0);
  let left = 10;
  const box = (w: number): Box => {
    const out = { left, top: TOP, width: w, height: inner };
    if (w > 0) left += w + GAP;
    return out;
  };
  return {
    names: box(parts.names), bars: box(Math.max(20, width - used - 20)),
    ratios: box(parts.ratios), figures: box(parts.figures), sparks: box(parts.sparks), pitch,
  };
}

export function drawBoard(c: CanvasRenderingContext2D, theme: Theme, layout: BoardLayout, scale: Scale, rows: readonly BoardRow[]): void {
  const { bars, pitch } = layout;
  const one = px(bars, scale, 1);
  drawHorizontalAxis(c, theme, bars, scale, "share of its threshold");
  c.fillStyle = theme.unstable;
  c.fillRect(one, bars.top, bars.left + bars.width - one, bars.height);
  rows.forEach((row, r) => drawRow(c, theme, layout, scale, row, bars.top + r * pitch, one));
  c.strokeStyle = theme.threshold;
  c.lineWidth = 2;
  c.setLineDash([7, 4]);
  c.beginPath();
  c.moveTo(one, bars.top - 3);
  c.lineTo(one, bars.top + bars.height);
  c.stroke();
  c.setLineDash([]);
  heads(c, theme, layout, one);
}

function drawRow(c: CanvasRenderingContext2D, theme: Theme, layout: BoardLayout, scale: Scale, row: BoardRow, top: number, one: number): void {
  const { tokens } = theme;
  const { names, bars, ratios, pitch } = layout;
  const middle = top + pitch / 2;
  c.font = FONT;
  c.textBaseline = "middle";
  c.textAlign = "left";
  const below = row.formula !== "" && pitch >= TWO_LINES;
  c.fillStyle = tokens.ink;
  c.fillText(row.name, names.left, below ? middle - 7 : middle, names.width);
  c.fillStyle = tokens.muted;
  if (below) c.fillText(row.formula, names.left, middle + 7, names.width);
  const half = Math.max(1.5, Math.min(8, 0.3 * pitch));
  if (!Number.isNaN(row.ratio)) {
    const unit = Math.min(1, Math.max(0, scale.unit(row.ratio)));
    const end = bars.left + unit * bars.width;
    c.fillStyle = tokens.accent;
    c.fillRect(bars.left, middle - half, Math.max(1, Math.min(end, one) - bars.left), 2 * half);
    // What is beyond the threshold, not the whole bar: at the edge a bar would flash from colour to colour.
    c.fillStyle = tokens.bad;
    if (end > one) c.fillRect(one, middle - half, end - one, 2 * half);
    if (row.ratio > scale.high) arrow(c, bars.left + bars.width, middle, half);
  }
  for (const { ratio, slot } of row.others) {
    const unit = scale.unit(ratio);
    if (!(unit >= 0 && unit <= 1)) continue;
    c.fillStyle = theme.tokens.panel;
    c.fillRect(bars.left + unit * bars.width - 2.5, middle - half - 2, 5, 2 * half + 4);
    c.fillStyle = branchColour(theme, slot);
    c.fillRect(bars.left + unit * bars.width - 1.5, middle - half - 2, 3, 2 * half + 4);
  }
  c.textAlign = "right";
  c.fillStyle = Number.isNaN(row.ratio) ? tokens.muted : row.ratio > 1 ? tokens.bad : tokens.ink;
  c.font = `600 ${FONT}`;
  c.fillText(ratioText(row.ratio), ratios.left + ratios.width, middle, ratios.width);
  c.font = FONT;
  c.fillStyle = tokens.muted;
  if (layout.figures.width > 0) c.fillText(figures(row), layout.figures.left + layout.figures.width, middle, layout.figures.width);
}

/** The bar goes on beyond the axis. */
function arrow(c: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  c.beginPath();
  c.moveTo(x, y - half);
  c.lineTo(x + 6, y);
  c.lineTo(x, y + half);
  c.fill();
}

function heads(c: CanvasRenderingContext2D, theme: Theme, { ratios, figures: numbers, sparks }: BoardLayout, one: number): void {
  c.font = FONT;
  c.fillStyle = theme.tokens.muted;
  c.textBaseline = "bottom";
  c.textAlign = "center";
  c.fillText("threshold", one, TOP - 3);
  c.textAlign = "right";
  c.fillText("ratio", ratios.left + ratios.width, TOP - 3);
  if (numbers.width > 0) c.fillText("value / threshold", numbers.left + numbers.width, TOP - 3, numbers.width);
  if (sparks.width > 0) c.fillText("over time", sparks.left + sparks.width, TOP - 3);
}
