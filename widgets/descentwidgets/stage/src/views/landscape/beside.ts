// Weights that move beside the run (a network trained otherwise, a flow): dashed, so that nobody takes them for a
// branch; a small ring where they are, with a name where there is no other.
import type { Theme } from "../../theme";
import type { Box } from "../../drawing/axis";

const DASH = [4, 3.5];
const RING = 4;
const LABEL = "600 11.5px system-ui, sans-serif";

/** A path in pixels (x, y, ...); NaN breaks it. `dim` draws what something else hides. */
export function drawBeside(c: CanvasRenderingContext2D, xy: ArrayLike<number>, colour: string, theme: Theme, dim = false): void {
  c.lineJoin = c.lineCap = "round";
  c.globalAlpha = dim ? 0.3 : 1;
  c.beginPath();
  let open = false;
  for (let i = 0; i < xy.length; i += 2) {
    const known = !Number.isNaN(xy[i] + xy[i + 1]);
    if (known && open) c.lineTo(xy[i], xy[i + 1]);
    else if (known) c.moveTo(xy[i], xy[i + 1]);
    open = known;
  }
  // The outline is not dashed: between the dashes the way stays visible on any colour of the map.
  c.strokeStyle = theme.halo;
  c.lineWidth = 3.4;
  if (!dim) c.stroke();
  c.setLineDash(DASH);
  c.strokeStyle = colour;
  c.lineWidth = 1.8;
  c.stroke();
  c.setLineDash([]);
  c.globalAlpha = 1;
}

/** The ring at (x, y) and the name ("": none) beside it, within `box`, away from `avoid` (the current point). */
export function drawBesideEnd(
  c: CanvasRenderingContext2D, x: number, y: number, label: string, colour: string, box: Box, theme: Theme, avoid: [number, number] | null = null,
): void {
  c.beginPath();
  c.arc(x, y, RING, 0, 7);
  c.strokeStyle = theme.halo;
  c.lineWidth = 5;
  c.stroke();
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.stroke();
  if (label === "") return;
  c.font = LABEL;
  c.textBaseline = "middle";
  const [left, top] = labelPlace(x, y, c.measureText(label).width, box, avoid);
  c.textAlign = "left";
  c.lineJoin = "round";
  c.strokeStyle = theme.halo;
  c.lineWidth = 3.5;
  c.strokeText(label, left, top);
  c.fillStyle = theme.tokens.ink;
  c.fillText(label, left, top);
}

/** Left edge and middle of a name of that width: on the side away from `avoid`, inside the box. */
export function labelPlace(x: number, y: number, width: number, box: Box, avoid: [number, number] | null): [number, number] {
  const gap = RING + 5;
  const right = x + gap + width <= box.left + box.width;
  const left = x - gap - width >= box.left;
  const away = avoid !== null && avoid[0] > x ? left : !right;
  const at = away ? x - gap - width : x + gap;
  const inside = Math.min(box.left + box.width - width, Math.max(box.left, at));
  // Pushed over the ring: under or above it instead.
  const covers = inside < x + RING && inside + width > x - RING;
  const up = y + 2 * gap > box.top + box.height;
  return [inside, Math.min(box.top + box.height - 7, Math.max(box.top + 7, covers ? y + (up ? -1.7 : 1.7) * gap : y))];
}
