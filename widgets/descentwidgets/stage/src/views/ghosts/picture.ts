// One picture of the ghosts: the plane above, the curvature below, the radii and the step about zero.
import { drawVerticalAxis, FONT, type Box } from "../../drawing/axis";
import type { Theme } from "../../theme";
import { bumpsOf, drawBumps, drawPlumbs, type Bumps } from "./bumps";
import { nameCircles, strokeArc, type Circle } from "./circles";
import { drawFloor } from "./floor";
import { nearestZero, type Ghosts } from "./numbers";
import { PlaneImage } from "./plane_image";
import type { GhostWindow } from "./window";
import { drawGhosts } from "./zeros";

/** Height of the curvature's panel as a share, and the room for axes. */
const LOWER = 0.28;
const LEFT = 58;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 38;
const GAP = 14;

/** Where the plane and the curvature lie on a sheet. */
export function panels(width: number, height: number): [plane: Box, bumps: Box] {
  const inside = Math.max(2, height - TOP - GAP - BOTTOM);
  const plane = { left: LEFT, top: TOP, width: Math.max(1, width - LEFT - RIGHT), height: inside * (1 - LOWER) };
  return [plane, { ...plane, top: TOP + plane.height + GAP, height: inside * LOWER }];
}

export class GhostPicture {
  bumps: Bumps | null = null;
  private readonly image = new PlaneImage();

  /** `serial` tells the numbers from any other's; the last of the circles is the step's. */
  draw(c: CanvasRenderingContext2D, w: GhostWindow, below: Box, { ray, zeros }: Ghosts, serial: string, circles: readonly Circle[], theme: Theme): void {
    const bumps = (this.bumps = bumpsOf(ray, w, below, this.bumps?.ks.high ?? 0));
    drawVerticalAxis(c, theme, w.box, w.ys, "y: imaginary part");
    this.image.draw(c, w.box, ray, serial, w.rectangle, theme.name);
    drawBumps(c, bumps, ray, zeros, w, theme);
    drawFloor(c, w, bumps, theme);
    drawPlumbs(c, bumps, ray, zeros, w, theme);
    for (const circle of circles) strokeArc(c, w, circle.radius, circle, theme);
    drawGhosts(c, w, zeros, nearestZero(zeros), theme);
    nameCircles(c, w, circles, zeros, theme);
    drawStep(c, w, circles[circles.length - 1], theme);
  }
}

/** The frame, and the step along the real axis. */
function drawStep(c: CanvasRenderingContext2D, w: GhostWindow, { radius, colour }: Circle, theme: Theme): void {
  const { left, top, width, height } = w.box;
  c.lineWidth = 1;
  c.strokeStyle = theme.tokens.faint;
  c.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  const y = w.py(0);
  if (!w.contains(left, y) || !Number.isFinite(radius)) return;
  const inside = (x: number) => Math.max(left, Math.min(left + width, x));
  c.beginPath();
  c.moveTo(inside(w.px(0)), y);
  c.lineTo(inside(w.px(radius)), y);
  c.lineWidth = 4;
  c.strokeStyle = colour;
  c.stroke();
}

export function drawUnknown(c: CanvasRenderingContext2D, width: number, height: number, theme: Theme): void {
  c.font = FONT;
  c.textAlign = "center";
  c.fillStyle = theme.tokens.muted;
  c.fillText("Unknown: a logit or its slope is not a number", width / 2, height / 2);
}
