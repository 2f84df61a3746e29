// Which hue and dash a name has: the same in every curve, phase portrait and landscape of the page.
import { seriesSpec, type Spec, type ViewSpec } from "../spec";
import type { Theme } from "../theme";
import { columnNames } from "./columns_of";
import { updateNames, wheelColour } from "./update_wheel";

/** More columns than this are past telling apart; they fade with their rank. */
export const MOST_KINDS = 12;

/** Up to so many are told apart by dash as well as hue, and give way to the branches' hues beside a fork. */
export const FEW_KINDS = 4;

/** The slot of each name of each view: names that recur keep theirs, within a view no two share one. */
export function assignSlots(views: readonly (readonly string[])[]): number[][] {
  const slots = new Map<string, number>();
  const out: number[][] = views.map(() => []);
  // The longest list first: the shorter ones mostly pick from it.
  const order = views.map((_, i) => i).sort((a, b) => views[b].length - views[a].length || a - b);
  for (const i of order) {
    const names = views[i];
    const taken = new Set<number>();
    const of = names.map((name) => {
      const known = slots.get(name);
      if (known === undefined || taken.has(known)) return -1;
      taken.add(known);
      return known;
    });
    let free = 0;
    out[i] = of.map((slot, k) => {
      if (slot >= 0) return slot;
      while (taken.has(free)) free++;
      taken.add(free);
      if (!slots.has(names[k])) slots.set(names[k], free);
      return free;
    });
  }
  return out;
}

/** What a view tells apart by hue; empty where it does not. */
export function kindNames(spec: Spec, view: ViewSpec): string[] {
  if (view.kind === "phase") return view.names ?? [];
  if (view.kind !== "curve") return [];
  const names = columnNames((view.series ?? [view.id]).map((name) => seriesSpec(spec, name)));
  return names.length > 1 && names.length <= MOST_KINDS ? names : [];
}

export class Hues {
  /** Some view has so many that hue must mean the name, also beside a fork: then it does everywhere. */
  readonly keep: boolean;
  private readonly slots = new Map<string, readonly number[]>();
  private readonly named = new Map<string, number>();
  private readonly updates: readonly string[];

  constructor(spec: Spec) {
    this.updates = updateNames(spec);
    const names = spec.views.map((v) => (v.hues ? [] : kindNames(spec, v)));
    this.keep = spec.views.some((v) => v.kind === "curve" && kindNames(spec, v).length > FEW_KINDS);
    assignSlots(names).forEach((slots, i) => {
      this.slots.set(spec.views[i].id, slots);
      names[i].forEach((name, k) => this.named.has(name) || this.named.set(name, slots[k]));
    });
  }

  of(view: ViewSpec, column: number): number {
    return view.hues?.[column] ?? this.slots.get(view.id)?.[column] ?? column;
  }

  /** The colour of the rule of this name in the page's pictures of arrows; undefined where it is not in one. */
  ofUpdate(theme: Theme, name: string): string | undefined {
    const k = this.updates.indexOf(name);
    return k < 0 ? undefined : wheelColour(theme, k, this.updates.length);
  }

  /** The slot of a name that some view shows. */
  byName(name: string): number | undefined {
    return this.named.get(name);
  }
}

const known = new WeakMap<Spec, Hues>();

export function huesOf(spec: Spec): Hues {
  let hues = known.get(spec);
  if (hues === undefined) known.set(spec, (hues = new Hues(spec)));
  return hues;
}
