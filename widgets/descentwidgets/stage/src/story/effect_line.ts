// What the step that is told has set, or would set.
import { h, setAttribute, setHidden, setText } from "../dom";
import { sentence } from "../format";
import type { Lab } from "../lab";
import type { StoryStep } from "../spec";
import { acts, goesOn, inForce, restarts } from "./follow";
import { effect, settingsInWords } from "./words";

export class EffectLine {
  readonly el: HTMLElement;
  private readonly text = h("span", { "data-testid": "story-effect" });
  private readonly button: HTMLButtonElement;
  private step: StoryStep | undefined;

  constructor(private readonly lab: Lab, act: (step: StoryStep) => void) {
    this.button = h("button", { type: "button", class: "try", "data-testid": "guide-try", onclick: () => this.step && act(this.step) });
    this.el = h("div", { class: "story-effect steers" }, this.text, this.button);
  }

  update(step: StoryStep | undefined): void {
    this.step = step;
    const shown = step !== undefined && acts(step);
    setHidden(this.el, !shown);
    if (!shown) return;
    const { spec, store } = this.lab;
    const diverged = store.current?.info.state === "diverged";
    const holds = inForce(spec, step, store.current?.info.settings ?? {});
    setAttribute(this.el, "data-holds", String(holds));
    const set = settingsInWords(spec, step.settings ?? {}) || "the defaults";
    setText(this.text, holds ? `✓ In force: ${set}` : `${sentence(effect(spec, step, restarts(this.lab, step)))}.`);
    // What is in force needs no button, but a run from the start may be worth a second look.
    setHidden(this.button, holds && goesOn(spec, step) && !diverged);
    setText(this.button, holds ? "Start again" : "Try it");
  }
}
