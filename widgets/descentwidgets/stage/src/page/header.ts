// Title, claim, state of the run, theme and share.
import { h, setAttribute, setText } from "../dom";
import type { Lab, Part } from "../lab";
import { ShareButton } from "./share";
import { ThemeToggle } from "./theme_toggle";

export class Header implements Part {
  readonly el: HTMLElement;
  private readonly chip = h("output", { class: "status", "data-testid": "status" }, "connecting");
  private readonly step = h("b", { "data-testid": "step-counter" }, "0");
  private readonly rate = h("b", { "data-testid": "rate" }, "–");
  private readonly share: ShareButton;
  private lastRate = 0;

  constructor(private readonly lab: Lab, theme: ThemeToggle, help: () => void) {
    const { title, claim, paper } = lab.spec;
    this.share = new ShareButton(lab);
    this.el = h("header", { class: "top" },
      h("div", { class: "titles" },
        h("h2", {}, title),
        claim ? h("p", { class: "claim" }, claim, paper ? h("cite", {}, ` ${paper}`) : null) : null),
      this.chip,
      h("span", { class: "metric" }, this.step, " steps"),
      h("span", { class: "metric" }, this.rate, " steps/s"),
      theme.el,
      this.share.el,
      h("button", { type: "button", class: "round", "data-testid": "help", "aria-label": "Keyboard and mouse help", title: "Help (?)", onclick: help }, "?"));
  }

  update(): void {
    const { status, current } = this.lab.store;
    const state = current === undefined ? "connecting" : status.state !== "ok" ? status.state : status.playing ? "running" : "paused";
    setText(this.chip, state);
    setAttribute(this.chip, "data-state", state);
    if (status.text) setAttribute(this.chip, "title", status.text);
    setText(this.step, status.step.toLocaleString("en-US"));
    // Twice a second is as fast as anybody reads a rate.
    const now = performance.now();
    if (now - this.lastRate > 500 || !status.playing) {
      this.lastRate = now;
      setText(this.rate, status.playing && Number.isFinite(status.rate) ? status.rate.toFixed(status.rate < 10 ? 1 : 0) : "–");
    }
    this.share.update();
  }
}
