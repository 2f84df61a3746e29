// What the picture says in words and numbers.
import { formatValue } from "../../format";
import type { Probe } from "../probe";
import type { Bumps } from "./bumps";
import type { Ghosts, Radii } from "./numbers";
import { modulusAt } from "./plane";
import { slopeVariance } from "./tilted";
import type { GhostWindow } from "./window";

/** How near (px) to a ghost its own numbers are read. */
const NEAR = 14;

const complex = (u: number, y: number) => `${formatValue(u, 3)} + ${formatValue(y, 3)}i`;

export function ratios(radii: Radii, tau: number): string {
  const star = radii.certified ? "τ/ρ*" : "τ/ρ* ≤";
  return `${star} ${formatValue(tau / radii.star, 3)} · τ/ρₐ ${formatValue(tau / radii.spread, 3)}`;
}

export function words({ radii, zeros }: Ghosts, tau: number): string {
  const known = radii.star === Infinity ? "there are no ghosts, to the distance" : radii.certified ? "the nearest ghost is at distance" : "no ghost is nearer than";
  const whose = Number.isNaN(radii.example) ? "" : `example ${radii.example}: `;
  return `${whose}${known} ${formatValue(radii.star, 3)}, the step is ${formatValue(tau, 3)} long; bounds: spread ${formatValue(radii.spread, 3)}, margin ${formatValue(radii.margin, 3)}, curvature ${formatValue(radii.flip, 3)}; ${zeros.length} ghosts known`;
}

/** What lies under a place of the picture. */
export function probeAt({ ray, zeros }: Ghosts, w: GhostWindow, bumps: Bumps, px: number, py: number): Probe | null {
  const near = nearest(zeros, w, px, py);
  if (near !== null) {
    const [u, y] = near;
    // One where two equal bumps of probability meet: the height of a ghost is the width of its bump.
    const over = (y * 2 * Math.sqrt(slopeVariance(ray, u))) / Math.PI;
    return { x: w.px(u), y: w.py(y), text: `ghost at ${complex(u, y)}, |t| = ${formatValue(Math.hypot(u, y), 3)}, y·2σ/π = ${formatValue(over, 3)}` };
  }
  const [u, y] = w.at(px, py);
  if (w.contains(px, py, 0)) return { x: px, y: py, text: `|φ| = ${formatValue(modulusAt(ray, u, y), 2)} at ${complex(u, y)}, |t| = ${formatValue(Math.hypot(u, y), 3)}` };
  const { box, ks } = bumps;
  if (px < box.left || px > box.left + box.width || py < box.top || py > box.top + box.height) return null;
  const k = slopeVariance(ray, u);
  return { x: px, y: box.top + (1 - ks.unit(k)) * box.height, text: `K″(${formatValue(u, 3)}) = ${formatValue(k, 3)}: no ghost below y = ${formatValue(Math.PI / (2 * Math.sqrt(k)), 3)}` };
}

function nearest(zeros: Ghosts["zeros"], w: GhostWindow, px: number, py: number): [number, number] | null {
  let best: [number, number] | null = null;
  let least = NEAR;
  for (const zero of zeros) {
    const [x, y] = [w.px(zero[0]), w.py(zero[1])];
    const distance = Math.hypot(x - px, y - py);
    if (distance < least && w.contains(x, y)) [best, least] = [zero, distance];
  }
  return best;
}
