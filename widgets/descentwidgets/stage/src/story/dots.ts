// How far the story has come: a dot a step, each leads there.
import { h, setAttribute } from "../dom";
import type { StoryStep } from "../spec";

export class Dots {
  readonly el: HTMLElement;
  private readonly dots: HTMLButtonElement[];

  constructor(steps: readonly StoryStep[], go: (to: number) => void) {
    this.dots = steps.map(({ title }, i) => h("button", {
      type: "button", class: "dot-button", "data-testid": `story-dot-${i}`, title,
      "aria-label": `Step ${i + 1} of ${steps.length}: ${title}`, onclick: () => go(i),
    }));
    this.el = h("div", { class: "dots", role: "group", "aria-label": "Steps of the story" }, ...this.dots);
  }

  show(at: number): void {
    this.dots.forEach((dot, i) => {
      setAttribute(dot, "aria-current", i === at ? "step" : null);
      dot.classList.toggle("is-done", i < at);
    });
  }
}
