// The length that reaches the edge of the picture: round, and kept while what is shown fits and fills it.

const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
/** A closer scale is taken only where the longest arrow is shorter than this share of the edge. */
const LEAST_FILLED = 0.42;
/** An update longer than so many of the longest gradient runs out of the picture: the rest would be specks. */
const LONGEST = 1.3;

/** The least of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is not below `value`. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const m = ROUND.find((f) => f * power >= value * (1 - 1e-9)) ?? 10;
  return Number((m * power).toPrecision(2));
}

/** What must fit: all gradients, and the updates that are not much longer. */
export function neededLength({ gradients, updates }: { [K in "gradients" | "updates"]: readonly { length: number }[] }): number {
  const longest = Math.max(0, ...gradients.map((g) => g.length));
  const most = longest > 0 ? LONGEST * longest : Infinity;
  return Math.max(longest, ...updates.map((u) => Math.min(u.length, most)));
}

export class CalmScale {
  edge = 1;
  private subject: string | null = null;

  /** `needed`: the length that must fit; without one (all zero) the scale stays. Another `subject` is fitted afresh. */
  fit(needed: number, subject: string): void {
    if (!(needed > 0) || !Number.isFinite(needed)) return;
    if (subject === this.subject && needed <= this.edge && needed >= LEAST_FILLED * this.edge) return;
    this.edge = roundUp(needed);
    this.subject = subject;
  }
}
