// Columns that are different things (networks, directions, optimizers), not ranks of one: each has a hue and a
// dash. Few of them give their hues up to the branches beside a fork; many keep them, and what is not steered pales.
import type { Lab } from "../lab";
import type { ViewSpec } from "../spec";
import { branchColour } from "../theme";
import { Emphasis, withAlpha } from "./emphasis";
import { FEW_KINDS, huesOf } from "./hues";

const DASHES: number[][] = [[], [6, 3], [1.5, 3], [9, 3, 2, 3]];
/** Of many: as many hues as the theme has, solid; the same again, dashed. */
const SECOND_ROUND = [5, 3];
const PALE = 0.55;

const alone = (lab: Lab) => lab.store.branches.filter(Boolean).length <= 1;

/** The colour that a name has in this page's curves; undefined where none shows it or the hues are the branches'. */
export function namedColour(lab: Lab, name: string): string | undefined {
  const hues = huesOf(lab.spec);
  const slot = hues.byName(name);
  if (slot === undefined || !(hues.keep || alone(lab))) return undefined;
  const update = hues.ofUpdate(lab.theme, name);
  if (update !== undefined) return update;
  return branchColour(lab.theme, hues.keep ? slot : lab.store.slot(lab.store.active) + slot);
}

export class Kinds {
  readonly many: boolean;
  readonly emphasis: Emphasis;

  constructor(private readonly lab: Lab, private readonly view: ViewSpec, readonly names: readonly string[]) {
    this.many = names.length > FEW_KINDS;
    this.emphasis = new Emphasis(view.dashed, view.bold);
  }

  /** Whether the colour says which branch it is, and not which of the names. */
  get branchesColour(): boolean {
    return !huesOf(this.lab.spec).keep && !alone(this.lab);
  }

  colour(branch: number, kind: number): string {
    const { lab } = this;
    const { store, theme } = lab;
    const hues = huesOf(lab.spec);
    if (hues.keep) {
      const colour = this.ofUpdate(kind) ?? branchColour(theme, hues.of(this.view, kind));
      return branch === store.active ? colour : withAlpha(colour, PALE);
    }
    const own = (alone(lab) ? this.ofUpdate(kind) : undefined) ?? branchColour(theme, store.slot(branch) + (alone(lab) ? hues.of(this.view, kind) : 0));
    return alone(lab) ? own : this.emphasis.fade(kind, own);
  }

  dash(kind: number): number[] {
    const slot = huesOf(this.lab.spec).of(this.view, kind);
    const again = slot >= this.lab.theme.branches.length && this.ofUpdate(kind) === undefined;
    const own = this.many ? (again ? SECOND_ROUND : []) : DASHES[slot % DASHES.length];
    const dash = this.emphasis.dash(kind, own);
    return again && dash.length === 0 ? SECOND_ROUND : dash; // or it would be another one's double
  }

  width(branch: number, kind: number): number {
    const active = branch === this.lab.store.active ? 2.2 : huesOf(this.lab.spec).keep ? 1.3 : 1.5;
    const less = this.many ? 0.2 : 0.3 * Math.min(1, kind);
    return this.emphasis.width(kind, active - less);
  }

  private ofUpdate(kind: number): string | undefined {
    return huesOf(this.lab.spec).ofUpdate(this.lab.theme, this.names[kind]);
  }

  /** In the legend: the colour of the text where the branches have the hues. */
  legendColour(kind: number): string {
    const { lab } = this;
    return this.branchesColour ? this.emphasis.fade(kind, lab.theme.tokens.ink) : this.colour(lab.store.active, kind);
  }
}

/** The border style that looks like a dash. */
export function borderStyle(dash: readonly number[]): string {
  return dash.length === 0 ? "solid" : dash[0] < 3 ? "dotted" : "dashed";
}
