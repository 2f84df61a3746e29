// Messages: errors stay until dismissed, the rest goes by itself. Repeats are counted, not stacked.
import { h, setText } from "../dom";
import type { Message } from "../frame";
import { icon } from "../icons";

const STAY_MS: Record<Message["level"], number> = { info: 6000, warning: 12000, error: 0 };
const MOST = 4;

export class Toasts {
  readonly el = h("div", { class: "toasts", "data-testid": "toasts" });
  private readonly polite = h("div", { class: "sr", "aria-live": "polite" });
  private readonly assertive = h("div", { class: "sr", "aria-live": "assertive" });
  private readonly shown = new Map<string, { el: HTMLElement; count: number; counter: HTMLElement; timer: number }>();

  constructor() {
    this.el.append(this.polite, this.assertive);
  }

  show({ level, text }: Message): void {
    const known = this.shown.get(text);
    if (known) {
      setText(known.counter, `×${++known.count}`);
      this.expire(text, level);
      return;
    }
    const counter = h("b", { class: "times" });
    const el = h("div", { class: `toast toast-${level}`, "data-testid": "toast", "data-level": level },
      h("span", {}, text, " ", counter),
      h("button", { type: "button", class: "round", "aria-label": "Dismiss", "data-testid": "toast-dismiss", onclick: () => this.drop(text) }, icon("close")));
    this.el.append(el);
    this.shown.set(text, { el, count: 1, counter, timer: 0 });
    setText(level === "error" ? this.assertive : this.polite, text);
    this.expire(text, level);
    if (this.shown.size > MOST) this.drop(this.shown.keys().next().value!);
  }

  private expire(text: string, level: Message["level"]): void {
    const entry = this.shown.get(text)!;
    clearTimeout(entry.timer);
    if (STAY_MS[level] > 0) entry.timer = window.setTimeout(() => this.drop(text), STAY_MS[level]);
  }

  private drop(text: string): void {
    const entry = this.shown.get(text);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.el.remove();
    this.shown.delete(text);
  }
}
