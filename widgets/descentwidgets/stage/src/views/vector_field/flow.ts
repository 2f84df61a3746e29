// The update at the nodes: arrows of one length, as dense as the picture has room for, darker where it is longer.
import type { Theme } from "../../theme";
import { cheapWidth } from "../stroke";
import type { FieldFrame } from "./frame";
import { nodeX, nodeY, type Grid } from "./grid";

/** Pixels between two arrows. */
const APART = 24;
const LENGTH = 0.68;
/** Opacities by log length, from the shortest updates to the longest. */
const SHADES = [0.28, 0.4, 0.54, 0.7, 0.9];

/** Nodes from one arrow to the next. */
export const strideFor = (pixelsANode: number) => Math.max(1, Math.round(APART / Math.max(1e-6, pixelsANode)));

export function drawFlow(c: CanvasRenderingContext2D, frame: FieldFrame, grid: Grid, theme: Theme): void {
  const { nx, ny, data } = grid;
  const [ax, ay] = frame.pixel(nodeX(grid, 0), nodeY(grid, 0));
  const [bx, by] = frame.pixel(nodeX(grid, 1), nodeY(grid, 1));
  const [across, up] = [bx - ax, ay - by];
  const [si, sj] = [strideFor(across), strideFor(up)];
  const size = LENGTH * Math.min(si * across, sj * up, 1.6 * APART);
  const [low, high] = logRange(data);
  const paths = SHADES.map(() => new Path2D());
  for (let j = Math.floor(((ny - 1) % sj) / 2); j < ny; j += sj) {
    for (let i = Math.floor(((nx - 1) % si) / 2); i < nx; i += si) {
      const k = 2 * (j * nx + i);
      // Directions as they look: the axes may have different scales.
      const [dx, dy] = [data[k] * across, -data[k + 1] * up];
      const length = Math.hypot(dx, dy);
      const place = frame.pixel(nodeX(grid, i), nodeY(grid, j));
      if (!(length > 0) || !Number.isFinite(length) || !frame.contains(place)) continue;
      const t = (Math.log(Math.hypot(data[k], data[k + 1])) - low) / (high - low || 1);
      small(paths[Math.min(SHADES.length - 1, Math.max(0, Math.floor(t * SHADES.length)))], place, [(dx / length) * size, (dy / length) * size]);
    }
  }
  c.strokeStyle = theme.tokens.ink;
  c.lineWidth = cheapWidth(1.25 * devicePixelRatio) / devicePixelRatio;
  c.lineJoin = "bevel";
  paths.forEach((path, shade) => {
    c.globalAlpha = SHADES[shade];
    c.stroke(path);
  });
  c.globalAlpha = 1;
}

/** Logs of the lengths between which the shades lie: the longest and shortest twentieth are beyond. */
export function logRange(data: Float32Array): [number, number] {
  const logs: number[] = [];
  for (let k = 0; k + 1 < data.length; k += 2) {
    const length = Math.hypot(data[k], data[k + 1]);
    if (length > 0 && Number.isFinite(length)) logs.push(Math.log(length));
  }
  logs.sort((a, b) => a - b);
  return logs.length === 0 ? [0, 1] : [logs[Math.floor(0.05 * (logs.length - 1))], logs[Math.ceil(0.95 * (logs.length - 1))]];
}

function small(path: Path2D, [x, y]: readonly [number, number], [dx, dy]: [number, number]): void {
  const [x0, y0, x1, y1] = [x - dx / 2, y - dy / 2, x + dx / 2, y + dy / 2];
  path.moveTo(x0, y0);
  path.lineTo(x1, y1);
  path.moveTo(x1 - 0.32 * dx - 0.2 * dy, y1 - 0.32 * dy + 0.2 * dx);
  path.lineTo(x1, y1);
  path.lineTo(x1 - 0.32 * dx + 0.2 * dy, y1 - 0.32 * dy - 0.2 * dx);
}
