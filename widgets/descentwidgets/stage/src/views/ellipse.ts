// The one-sigma ellipse of a covariance in the plane.

export interface Ellipse {
  /** Half-axes: the standard deviations along the principal directions, the longer first. */
  a: number;
  b: number;
  /** Direction of the longer one, radians from the first axis. */
  angle: number;
}

/**
 * The ellipse {C^{1/2} n : |n| = 1} of C = [[xx, xy], [xy, yy]]; null when a number is unknown. A swing +d, -d has
 * C = d dᵀ, whose ellipse is the segment between its ends. A variance that rounding made negative counts as zero.
 */
export function ellipseOf(xx: number, xy: number, yy: number): Ellipse | null {
  const mean = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  if (!Number.isFinite(mean + spread)) return null;
  const root = (v: number) => Math.sqrt(Math.max(0, v));
  return { a: root(mean + spread), b: root(mean - spread), angle: Math.atan2(2 * xy, xx - yy) / 2 };
}

/** How far the ellipse reaches along the two axes. */
export function reach({ a, b, angle }: Ellipse): [number, number] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [Math.hypot(a * c, b * s), Math.hypot(a * s, b * c)];
}

/** `count` + 1 points around it, the last one the first again. */
export function around({ a, b, angle }: Ellipse, count = 72): [number, number][] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = (2 * Math.PI * i) / count;
    const [u, v] = [a * Math.cos(t), b * Math.sin(t)];
    return [u * c - v * s, u * s + v * c];
  });
}
