// What to do when a run has diverged or failed: said once, where it can't be missed.
import { h, setHidden, setText } from "../dom";
import type { Lab, Part } from "../lab";

/** How far before the end to fork from: the blow-up itself takes about this long. */
const BEFORE = 20;

export class Banner implements Part {
  readonly el: HTMLElement;
  private readonly text = h("span");
  private readonly forkButton: HTMLButtonElement;
  private readonly actions: HTMLElement;

  constructor(private readonly lab: Lab, fork: () => void, reset: () => void) {
    this.forkButton = h("button", { type: "button", "data-testid": "banner-fork",
      onclick: () => {
        lab.cursor.pin(this.before(), lab.store.head);
        fork();
      } });
    this.actions = h("span", { class: "row" }, this.forkButton,
      h("button", { type: "button", "data-testid": "banner-reset", onclick: reset }, "Reset"));
    this.el = h("div", { class: "banner", role: "alert", hidden: true, "data-testid": "banner" }, this.text, this.actions);
  }

  update(): void {
    const { status, current } = this.lab.store;
    const diverged = status.state === "diverged" || current?.info.state === "diverged";
    const failed = status.state === "error";
    setHidden(this.el, !diverged && !failed);
    if (this.el.hidden) return;
    this.el.classList.toggle("is-error", failed);
    setText(this.text, status.text || (diverged
      ? `This branch diverged at step ${status.step}: the loss is no longer a finite number.`
      : "The run has stopped with an error."));
    setText(this.forkButton, `Fork from step ${this.before()}`);
    this.forkButton.hidden = !diverged;
  }

  private before(): number {
    return Math.max(0, this.lab.store.head - BEFORE);
  }
}
