// What an exhibit claims and where it is from: two lines of it, the rest on request.
import { h, setHidden, setText } from "../dom";
import { markup } from "../markup";

export class Claim {
  readonly el: HTMLElement;
  private readonly text: HTMLElement;
  private readonly more = h("button", { type: "button", class: "mini claim-more", "data-testid": "claim-more", "aria-expanded": "false", hidden: true, onclick: () => this.toggle() }, "more");
  private readonly watcher = new ResizeObserver(() => this.fit());

  constructor(claim: string, paper?: string) {
    this.text = h("span", { "data-testid": "claim" }, ...markup(claim), paper ? h("cite", {}, ` ${paper}`) : null);
    this.el = h("p", { class: "claim" }, this.text, this.more);
    this.watcher.observe(this.text);
  }

  destroy(): void {
    this.watcher.disconnect();
  }

  private fit(): void {
    if (this.el.classList.contains("is-whole")) return;
    // A pixel of slack: line boxes are not whole pixels high.
    setHidden(this.more, this.text.scrollHeight <= this.text.clientHeight + 1);
  }

  private toggle(): void {
    const whole = this.el.classList.toggle("is-whole");
    setText(this.more, whole ? "less" : "more");
    this.more.setAttribute("aria-expanded", String(whole));
  }
}
