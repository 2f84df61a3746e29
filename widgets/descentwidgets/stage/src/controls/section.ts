// A part of the column that folds.
import { h, setHidden, type Child } from "../dom";
import type { SettingGroups } from "./setting_groups";

export function section(title: string, id: string, ...children: Child[]): HTMLDetailsElement {
  return h("details", { class: "section steers", open: true, "data-testid": `section-${id}` }, h("summary", {}, title), ...children);
}

/** A section of settings, which a story may show in part. */
export class SettingSection {
  readonly el: HTMLDetailsElement;

  /** `note` stands above the settings; `kick` below the first group, where there is one. */
  constructor(
    title: string, id: string, private readonly groups: readonly SettingGroups[], note: string | null = null,
    private readonly kick: HTMLElement | null = null,
  ) {
    const [first, ...rest] = groups;
    this.el = section(title, id, note === null ? null : h("p", { class: "restart-note" }, note), first?.el, kick, ...rest.map((g) => g.el));
  }

  /** Show only the settings of these names (null: all), and the kick if asked; the section goes where nothing is left. */
  only(names: ReadonlySet<string> | null, marked: ReadonlySet<string>, kick: boolean): void {
    const count = this.groups.reduce((sum, g) => sum + g.only(names, marked), 0);
    if (this.kick) setHidden(this.kick, !kick);
    const some = count > 0 || (this.kick !== null && kick);
    setHidden(this.el, names !== null && !some);
    if (names !== null && some) this.el.open = true;
  }

  update(): void {
    for (const group of this.groups) group.update();
  }
}
