// Names at the tips of arrows, where there is room: none over another, none over a tip, none out of the picture.
import type { Theme } from "../../theme";
import type { Pixel } from "./arrow";
import type { Bundle } from "./bundle";
import type { Shaft } from "./scene";

export interface Name {
  text: string;
  tip: Pixel;
  origin: Pixel;
  colour: string;
  strong: boolean;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Gradients named at most, the longest ones: more would hide the arrows. */
const MOST_GRADIENTS = 8;
/** Up to so many updates are named in the picture; of more the legend says which is which. */
const FEW_UPDATES = 5;
const HEIGHT = 15;
const AWAY = 9;
/** Turns (radians) from the arrow's own direction in which a place is looked for. */
const TURNS = [0, 0.7, -0.7, 1.4, -1.4];

const meet = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Where a text of this width goes beside the tip, or null where there is no room. */
export function roomFor(width: number, { tip: [x, y], origin }: Name, taken: readonly Rect[], bounds: Rect): Rect | null {
  const angle = x === origin[0] && y === origin[1] ? 0 : Math.atan2(y - origin[1], x - origin[0]);
  for (const turn of TURNS) {
    const [ux, uy] = [Math.cos(angle + turn), Math.sin(angle + turn)];
    // The rectangle whose nearest point is AWAY from the tip.
    const rect = { x: x + AWAY * ux - (width * (1 - ux)) / 2, y: y + AWAY * uy - (HEIGHT * (1 - uy)) / 2, width, height: HEIGHT };
    const inside = rect.x >= bounds.x && rect.y >= bounds.y && rect.x + width <= bounds.x + bounds.width && rect.y + HEIGHT <= bounds.y + bounds.height;
    if (inside && !taken.some((other) => meet(rect, other))) return rect;
  }
  return null;
}

/** The names of gradients, then of the `chosen` updates, then of few other ones. */
export function namesOf(shafts: readonly Shaft[], tips: readonly Pixel[], origin: Pixel, { updates }: Bundle, chosen: readonly number[], theme: Theme): Name[] {
  const names = shafts.map(({ arrow, look }, i) => ({
    arrow, name: { text: arrow.name, tip: tips[i], origin, strong: !arrow.update, colour: arrow.update ? look.colour : theme.tokens.ink },
  }));
  const gradients = names.filter(({ arrow }) => !arrow.update).sort((a, b) => b.arrow.length - a.arrow.length);
  // The topmost first.
  const named = names.filter(({ arrow }) => arrow.update && (updates.length <= FEW_UPDATES || chosen.includes(arrow.index))).reverse();
  return [...gradients.slice(0, MOST_GRADIENTS), ...named].map(({ name }) => name);
}

/** The tip to go to from a place in a direction: near, and not aside. */
export function nextTip(tips: readonly Pixel[], from: Pixel | null, [dx, dy]: Pixel): [number, number] | null {
  if (from === null) return tips.length > 0 ? [...tips[tips.length - 1]] as [number, number] : null;
  let best: [number, number] = [...from];
  let least = Infinity;
  for (const [x, y] of tips) {
    const [along, aside] = [(x - from[0]) * dx + (y - from[1]) * dy, Math.abs((x - from[0]) * dy - (y - from[1]) * dx)];
    const cost = along + 2 * aside;
    if (along > 1 && cost < least) [best, least] = [[x, y], cost];
  }
  return best;
}

/** The first ones first. */
export function drawNames(c: CanvasRenderingContext2D, names: readonly Name[], tips: readonly Pixel[], bounds: Rect, theme: Theme): void {
  const taken: Rect[] = tips.map(([x, y]) => ({ x: x - 4, y: y - 4, width: 8, height: 8 }));
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.lineJoin = "round";
  for (const name of names) {
    c.font = `${name.strong ? "600 12.5px" : "500 11.5px"} system-ui, sans-serif`;
    const rect = roomFor(c.measureText(name.text).width, name, taken, bounds);
    if (rect === null) continue;
    taken.push(rect);
    c.lineWidth = 4;
    c.strokeStyle = theme.tokens.panel;
    c.strokeText(name.text, rect.x, rect.y + HEIGHT / 2);
    c.fillStyle = name.colour;
    c.fillText(name.text, rect.x, rect.y + HEIGHT / 2);
  }
}
