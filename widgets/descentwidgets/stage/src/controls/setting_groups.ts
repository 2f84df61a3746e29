// Settings in their groups, each under its name where there are several.
import { h } from "../dom";
import { sentence } from "../format";
import type { Lab } from "../lab";
import type { Setting } from "../spec";
import { Settings } from "./settings";

export class SettingGroups {
  readonly el: HTMLElement;
  readonly count: number;
  private readonly groups: Settings[];

  constructor(lab: Lab, settings: Setting[]) {
    const groups = byGroup(settings);
    this.count = settings.length;
    // One setting alone needs no heading over it.
    const named = groups.length > 1 && settings.length > 3;
    this.groups = groups.map(([name, of]) => new Settings(lab, of, named ? sentence(name) : ""));
    this.el = h("div", { class: "setting-groups" }, ...this.groups.map((g) => g.el));
  }

  /** Show only the settings of these names, or all; returns how many are shown. */
  only(names: ReadonlySet<string> | null, marked: ReadonlySet<string>): number {
    return this.groups.reduce((sum, group) => sum + group.only(names, marked), 0);
  }

  update(): void {
    for (const group of this.groups) group.update();
  }
}

/** Settings by group, in the order in which the groups first occur. */
export function byGroup(settings: readonly Setting[]): [string, Setting[]][] {
  const groups = new Map<string, Setting[]>();
  for (const s of settings) {
    const name = s.group ?? "training";
    groups.set(name, [...(groups.get(name) ?? []), s]);
  }
  return [...groups];
}
