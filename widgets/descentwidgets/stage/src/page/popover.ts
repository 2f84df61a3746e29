// A small panel over its opener: closes on Escape and on a press outside, gives the focus back.
import { h, setAttribute } from "../dom";

export class Popover {
  readonly el: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly outside: (e: Event) => void;

  /** `prepare` runs before it opens and returns what to focus. */
  constructor(private readonly opener: HTMLButtonElement, content: HTMLElement, private readonly prepare: () => HTMLElement | null) {
    this.panel = h("div", { class: "popover", role: "dialog", hidden: true }, content);
    this.el = h("span", { class: "popover-anchor" }, opener, this.panel);
    setAttribute(opener, "aria-haspopup", "dialog");
    setAttribute(opener, "aria-expanded", "false");
    opener.addEventListener("click", () => this.toggle());
    this.panel.addEventListener("keydown", (e) => {
      if (e.key !== "Escape") return;
      e.preventDefault();
      this.toggle(false);
    });
    this.outside = (e) => {
      if (!e.composedPath().includes(this.el)) this.toggle(false, false);
    };
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  toggle(open = !this.isOpen, refocus = true): void {
    if (open === this.isOpen) return;
    const focus = open ? this.prepare() : null;
    this.panel.hidden = !open;
    setAttribute(this.opener, "aria-expanded", String(open));
    if (open) {
      addEventListener("pointerdown", this.outside);
      focus?.focus();
      if (focus instanceof HTMLInputElement) {
        focus.select();
        focus.scrollLeft = 0;
      }
    } else {
      removeEventListener("pointerdown", this.outside);
      if (refocus) this.opener.focus();
    }
  }
}
