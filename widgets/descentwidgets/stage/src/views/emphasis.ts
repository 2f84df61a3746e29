// Which columns are told apart by being dashed or bold, where an exhibit says so.

const DASHED = [7, 4];
/** Columns whose dash says something else fade with their rank once the colour is the branch's. */
const FADE = 0.17;

export class Emphasis {
  private readonly set: boolean;

  constructor(private readonly dashed: readonly number[] = [], private readonly bold: readonly number[] = []) {
    this.set = dashed.length + bold.length > 0;
  }

  /** The dash of a column, given the one it would have. */
  dash(column: number, otherwise: number[]): number[] {
    if (this.dashed.includes(column)) return DASHED;
    // Solid is then a statement too: the dash of a branch or a kind would contradict it.
    return this.dashed.length > 0 ? [] : otherwise;
  }

  /** The colour of a column whose branch, and not itself, has the hue. */
  fade(column: number, colour: string): string {
    if (!this.set || this.bold.includes(column)) return colour;
    return withAlpha(colour, Math.max(0.3, 1 - FADE * column));
  }

  /** The width of a column, given the one it would have. */
  width(column: number, otherwise: number): number {
    return this.bold.includes(column) ? otherwise + 1.2 : this.bold.length > 0 ? Math.min(otherwise, 2) : otherwise;
  }
}

export const withAlpha = (colour: string, alpha: number) => colour + Math.round(255 * alpha).toString(16).padStart(2, "0");
