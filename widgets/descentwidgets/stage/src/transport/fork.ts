// Fork: a new branch from the step shown, with another value of the setting that forks are about.
import { h, setText } from "../dom";
import { formatInput, sentence } from "../format";
import { icon } from "../icons";
import { cursorStep, type Lab } from "../lab";
import { Popover } from "../page/popover";
import { clamp } from "../controls/scale";
import type { Setting, Spec } from "../spec";

/** The learning rate where there is one, else the first live number. */
export function forkSetting(spec: Spec): Setting | undefined {
  const numbers = spec.settings.filter((s) => s.live && (s.type === "float" || s.type === "int") && s.group !== "view");
  return numbers.find((s) => s.name === "lr") ?? numbers[0];
}

export class ForkButton {
  readonly el: HTMLElement;
  private readonly popover: Popover;
  private readonly field = h("input", { type: "text", inputmode: "decimal", class: "number", "data-testid": "fork-lr", autocomplete: "off" });
  private readonly title = h("h4");
  private readonly note = h("div", { class: "note", "aria-live": "polite" });
  private step = 0;

  constructor(private readonly lab: Lab) {
    const setting = forkSetting(lab.spec);
    const form = h("form", { class: "fork-form", onsubmit: (e: Event) => (e.preventDefault(), this.fork()) },
      this.title,
      setting ? h("label", {}, sentence(setting.label ?? setting.name), this.field) : null,
      this.note,
      h("button", { type: "submit", class: "primary", "data-testid": "fork-confirm" }, "Fork"));
    const opener = h("button", { type: "button", "data-testid": "fork", title: "New branch from the step shown (F)" }, icon("fork"), "Fork");
    this.popover = new Popover(opener, form, () => this.prepare());
    this.el = this.popover.el;
  }

  open(): void {
    this.popover.toggle(true);
  }

  update(): void {
    if (!this.popover.isOpen) return;
    const step = cursorStep(this.lab);
    // The run may go on behind the popover: what is forked is what the person saw when opening it.
    if (this.lab.cursor.scrubbed !== null) this.step = step;
    setText(this.title, `Fork at step ${this.step}`);
  }

  private prepare(): HTMLElement {
    this.step = cursorStep(this.lab);
    const setting = forkSetting(this.lab.spec);
    if (setting) this.field.value = formatInput(this.valueAtStep(setting) / 2);
    setText(this.note, "");
    setText(this.title, `Fork at step ${this.step}`);
    return this.field;
  }

  /**
   * What the setting was at the step forked from. Frames tell only what it is now; for the learning rate the
   * recorded threshold 2/η tells the rest, and half of what made a run diverge would diverge again.
   */
  private valueAtStep(setting: Setting): number {
    const { store, spec } = this.lab;
    const now = Number(store.current?.info.settings[setting.name] ?? setting.default);
    const view = spec.views.find((v) => v.kind === "eigenvalues" && (v.threshold_label ?? "2/η") === "2/η");
    if (setting.name !== "lr" || view === undefined) return now;
    const threshold = store.at(store.active, view.threshold ?? "threshold", this.step)?.values[0] ?? NaN;
    return threshold > 0 && Number.isFinite(threshold) ? 2 / threshold : now;
  }

  private fork(): void {
    const setting = forkSetting(this.lab.spec);
    const settings: Record<string, number> = {};
    if (setting) {
      const { value, note } = clamp(setting, this.field.value);
      if (value === null || note !== "") {
        // Shown before it acts: a fork with another value than the one typed would be a surprise.
        setText(this.note, note);
        if (value !== null) this.field.value = formatInput(value);
        return;
      }
      settings[setting.name] = value;
    }
    this.popover.toggle(false);
    this.lab.cursor.goLive();
    this.lab.client.send({ kind: "fork", step: this.step, settings });
  }
}
