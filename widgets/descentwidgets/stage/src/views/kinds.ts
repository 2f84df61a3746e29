// Columns of a curve that are different things (two networks, three directions), not ranks of one: each has its
// dash, and a hue of its own as long as one branch alone is shown. With more, the colour is the branch's.
import { h } from "../dom";
import type { Lab } from "../lab";
import { branchColour } from "../theme";

/** More columns than this would need more dashes than an eye tells apart: they fade with their rank. */
export const MOST_KINDS = 4;

/** With dashes or weights that say which is which, as many as there are hues. */
const MOST_EMPHASISED = 6;

const DASHED = [7, 4];
const DASHES: number[][] = [[], [6, 3], [1.5, 3], [9, 3, 2, 3]];
const BORDERS = ["solid", "dashed", "dotted", "dashed"];

export const kindDash = (kind: number) => DASHES[kind % DASHES.length];

/** Columns whose dash says something else fade with their rank once the colour is the branch's. */
const FADE = 0.17;

/** Which columns are told apart by being dashed or bold, where an exhibit says so. */
export class Emphasis {
  readonly mostKinds: number;
  private readonly set: boolean;

  constructor(private readonly dashed: readonly number[] = [], private readonly bold: readonly number[] = []) {
    this.set = dashed.length + bold.length > 0;
    this.mostKinds = this.set ? MOST_EMPHASISED : MOST_KINDS;
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
    return colour + Math.round(255 * Math.max(0.3, 1 - FADE * column)).toString(16).padStart(2, "0");
  }

  /** The width of a column, given the one it would have. */
  width(column: number, otherwise: number): number {
    return this.bold.includes(column) ? otherwise + 1.2 : this.bold.length > 0 ? Math.min(otherwise, 1.5) : otherwise;
  }
}

const alone = (lab: Lab) => lab.store.branches.filter(Boolean).length <= 1;

export function kindColour(lab: Lab, branch: number, kind: number, emphasis?: Emphasis): string {
  if (alone(lab)) return branchColour(lab.theme, lab.store.slot(branch) + kind);
  const colour = branchColour(lab.theme, lab.store.slot(branch));
  return emphasis?.fade(kind, colour) ?? colour;
}

export class KindLegend {
  /** The elements that take the values. */
  readonly values: HTMLElement[] = [];
  private readonly swatches: HTMLElement[] = [];

  constructor(legend: HTMLElement, names: string[], private readonly emphasis = new Emphasis()) {
    names.forEach((name, kind) => {
      const dash = emphasis.dash(kind, kindDash(kind));
      const border = dash === kindDash(kind) ? BORDERS[kind % BORDERS.length] : dash.length > 0 ? "dashed" : "solid";
      const swatch = h("i", { class: "swatch kind", style: `border-top-style:${border};border-top-width:${emphasis.width(kind, 2)}px` });
      const value = h("b");
      this.swatches.push(swatch);
      this.values.push(value);
      legend.append(h("span", { class: "chip" }, swatch, name, value));
    });
  }

  /** To be called when the branches or the theme changed. */
  paint(lab: Lab): void {
    const many = !alone(lab);
    this.swatches.forEach((el, kind) => (el.style.color = many ? this.emphasis.fade(kind, lab.theme.tokens.ink) : kindColour(lab, lab.store.active, kind)));
  }
}
