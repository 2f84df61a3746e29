// The story as it is told: one step at a time, with what it does to the run and what comes next.
import { h, setAttribute, setHidden, setText } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";
import { markup } from "../markup";
import type { StoryStep } from "../spec";
import { confirmBox } from "./confirm";
import { Dots } from "./dots";
import { EffectLine } from "./effect_line";
import { acts, atStake, follow, inForce, restarts } from "./follow";
import { effect } from "./words";

/** So many dots have room between the buttons. */
const IN_LINE = 6;
const END = "The end of the story: now steer yourself, with all controls.";

export class StoryPanel {
  readonly el: HTMLElement;
  private readonly title = h("h3", { class: "story-title", tabindex: -1 });
  private readonly count = h("span", { class: "count", "data-testid": "story-count" });
  private readonly text = h("div", { class: "story-text" });
  private readonly fold = h("button", { type: "button", class: "mini story-fold", "data-testid": "story-fold", onclick: () => this.folded(!this.isFolded) });
  private readonly look = h("button", { type: "button", class: "story-look", "data-testid": "story-look", onclick: () => this.lab.story.look() });
  private readonly line: EffectLine;
  private readonly ask = h("div");
  private readonly back = h("button", { type: "button", "data-testid": "guide-back", "aria-keyshortcuts": "p", onclick: () => this.previous() }, "Back");
  private readonly forth = h("button", { type: "button", class: "primary", "data-testid": "guide-next", "aria-keyshortcuts": "n", onclick: () => this.next() }, "Next");
  private readonly ahead = h("p", { class: "story-ahead" });
  private readonly dots: Dots;
  private isFolded = true;

  constructor(private readonly lab: Lab) {
    const { steps } = lab.story;
    lab.story.onTurn((by) => (by > 0 ? this.next() : this.previous()));
    this.dots = new Dots(steps, (to) => this.go(to));
    this.line = new EffectLine(lab, (step) => this.consent(step, () => follow(lab, step)));
    this.el = h("section", { class: "story", "aria-label": "Story", "data-testid": "section-guide" },
      h("div", { class: "story-head" }, this.count, this.fold),
      h("div", { class: "story-said", "aria-live": "polite" }, this.title, this.text),
      this.look, this.line.el, this.ask,
      h("div", { class: `story-nav${steps.length > IN_LINE ? " is-long" : ""}` }, this.back, this.dots.el, this.forth), this.ahead);
    this.folded(true);
    this.show();
  }

  /** The text of the step there is now. */
  show(): void {
    const { story, layout, spec } = this.lab;
    const { step, at, steps } = story;
    if (step === undefined) return;
    setText(this.title, step.title);
    setText(this.count, `${at + 1} of ${steps.length}`);
    this.text.replaceChildren(...step.text.split(/\n\s*\n/).map((p) => h("p", {}, ...markup(p))));
    const view = spec.views.find((v) => v.id === step.view);
    setHidden(this.look, view === undefined);
    if (view) this.look.replaceChildren(icon("look"), `Look at ${view.title ?? layout.titles.get(view.id) ?? view.id}`);
    this.ask.replaceChildren();
    this.back.disabled = at === 0;
    this.forth.disabled = at === steps.length - 1;
    this.dots.show(at);
    this.update();
  }

  /** The run's settings have changed, or its state. */
  update(): void {
    const { story, spec } = this.lab;
    const next = story.steps[story.at + 1];
    this.line.update(story.step);
    if (next === undefined) return setText(this.ahead, spec.snapshot ? "The end of the story." : END);
    const does = !spec.snapshot && acts(next) && !this.isAsItWants(next) ? effect(spec, next, restarts(this.lab, next)) : "";
    setText(this.ahead, `Next: ${next.title}${does && `, which ${does}`}`);
  }

  /** The next step, and what it sets. */
  next(): void {
    const { story } = this.lab;
    const step = story.steps[story.at + 1];
    if (step === undefined) return;
    const read = () => this.go(story.at + 1);
    if (this.lab.spec.snapshot || !acts(step) || this.isAsItWants(step)) return read();
    this.consent(step, () => (read(), follow(this.lab, step)), read);
  }

  previous(): void {
    this.go(this.lab.story.at - 1);
  }

  private go(to: number): void {
    const focused = (this.el.getRootNode() as Document | ShadowRoot).activeElement;
    this.lab.story.go(to);
    // A button that has just been switched off would drop the focus.
    if (focused instanceof HTMLButtonElement && focused.disabled) this.title.focus();
  }

  /** Do it, after asking where a new run would end one with branches. `read`: go on without. */
  private consent(step: StoryStep, act: () => void, read?: () => void): void {
    const stake = restarts(this.lab, step) ? atStake(this.lab) : null;
    if (stake === null) return act();
    const close = (then?: () => void) => () => {
      this.ask.replaceChildren();
      this.forth.focus();
      then?.();
    };
    this.ask.replaceChildren(confirmBox(stake, step.title, { go: close(act), read: read && close(read), stay: close() }));
    this.ask.querySelector("button")?.focus();
  }

  private isAsItWants(step: StoryStep): boolean {
    const { store, spec } = this.lab;
    const { settings = {}, state } = store.current?.info ?? {};
    return state !== "diverged" && inForce(spec, step, settings);
  }

  /** Narrow pages show the first lines of the text, so that the pictures stay in sight. */
  private folded(folded: boolean): void {
    this.isFolded = folded;
    this.el.classList.toggle("is-folded", folded);
    setAttribute(this.fold, "aria-expanded", String(!folded));
    setText(this.fold, folded ? "Read" : "Fold");
  }
}
