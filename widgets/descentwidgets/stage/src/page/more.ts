// Buttons that stand in the header where there is room, and fold into one button "More" where there is not.
import { h, setAttribute } from "../dom";
import { icon } from "../icons";

export class More {
  readonly el: HTMLElement;
  private readonly opener: HTMLButtonElement;
  private readonly outside = (e: Event) => {
    if (!e.composedPath().includes(this.el)) this.toggle(false, false);
  };

  constructor(...folded: HTMLElement[]) {
    this.opener = h("button", { type: "button", class: "round more-button", "data-testid": "more", "aria-label": "More",
      title: "More", "aria-expanded": "false", onclick: () => this.toggle() }, icon("dots"));
    // In a wide header the panel is no box at all (see the style sheet); one set of buttons serves both.
    this.el = h("span", { class: "more" }, this.opener, h("span", { class: "more-panel" }, ...folded));
    this.el.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || e.defaultPrevented || !this.isOpen) return;
      e.preventDefault();
      this.toggle(false);
    });
  }

  private get isOpen(): boolean {
    return this.el.classList.contains("is-open");
  }

  private toggle(open = !this.isOpen, refocus = true): void {
    this.el.classList.toggle("is-open", open);
    setAttribute(this.opener, "aria-expanded", String(open));
    if (open) addEventListener("pointerdown", this.outside);
    else {
      removeEventListener("pointerdown", this.outside);
      if (refocus) this.opener.focus();
    }
  }

  destroy(): void {
    removeEventListener("pointerdown", this.outside);
  }
}
