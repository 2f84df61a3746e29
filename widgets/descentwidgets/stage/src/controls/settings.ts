// The controls of a group of settings, generated from the exhibit's declaration.
import { h, setHidden } from "../dom";
import type { Lab } from "../lab";
import type { Setting, Value } from "../spec";
import { choiceControl } from "./choice";
import type { Control, Phase } from "./control";
import { numberControl } from "./number";

export class Settings {
  readonly el: HTMLElement;
  private readonly controls = new Map<string, Control>();

  /** `title` names the group where there are several. */
  constructor(private readonly lab: Lab, settings: Setting[], title = "") {
    this.el = h("div", { class: "settings", role: title ? "group" : undefined, "aria-label": title || undefined },
      title ? h("h4", { class: "group-title" }, title) : null);
    for (const s of settings) {
      const make = s.type === "choice" || s.type === "bool" ? choiceControl : numberControl;
      const control = make(s, (value, phase) => this.changed(s, value, phase));
      this.controls.set(s.name, control);
      this.el.append(control.el);
    }
  }

  /** Follow the active branch. */
  update(): void {
    const info = this.lab.store.current?.info;
    // What the person just set is on its way: the old value must not flash back.
    if (info === undefined || this.lab.client.steering) return;
    for (const [name, control] of this.controls) {
      const value = info.settings[name];
      if (value !== undefined) control.set(value);
    }
  }

  /** Show only the settings of these names, or all; returns how many are shown. `marked`: those a story has set. */
  only(names: ReadonlySet<string> | null, marked: ReadonlySet<string>): number {
    let shown = 0;
    for (const [name, { el }] of this.controls) {
      const hidden = names !== null && !names.has(name);
      setHidden(el, hidden);
      el.classList.toggle("is-set", !hidden && marked.has(name));
      if (!hidden) shown++;
    }
    setHidden(this.el, shown === 0);
    return shown;
  }

  private changed(s: Setting, value: Value, phase: Phase): void {
    // A restart for every pixel of a drag would be a run that never starts.
    if (phase === (s.live ? "release" : "drag")) return;
    this.lab.cursor.goLive();
    this.lab.client.steer(`set ${s.name}`, { kind: "set", name: s.name, value });
  }
}
