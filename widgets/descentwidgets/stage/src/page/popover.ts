// A small panel by its opener, above everything: closes on Escape and on a press outside, gives the focus back.
import { h, setAttribute } from "../dom";

/** Least distance of a panel from the window's edge and from its opener (px). */
const EDGE = 8;

export class Popover {
  readonly el: HTMLElement;
  private readonly outside = (e: Event) => {
    if (!e.composedPath().includes(this.el)) this.toggle(false, false);
  };
  private readonly follow = () => placeBy(this.opener, this.panel);
  readonly panel: HTMLElement;

  /** `prepare` runs before it opens and returns what to focus; `role` is what the panel is to screen readers. */
  constructor(
    private readonly opener: HTMLButtonElement, content: HTMLElement, private readonly prepare: () => HTMLElement | null,
    role: "dialog" | "menu" = "dialog",
  ) {
    const name = opener.getAttribute("aria-label") ?? opener.textContent ?? "";
    // A menu's items are the children of what has the role.
    this.panel = role === "menu" ? content : h("div", { role, "aria-label": name }, content);
    this.panel.classList.add("popover");
    this.panel.hidden = true;
    this.el = h("span", { class: "popover-anchor" }, opener, this.panel);
    setAttribute(opener, "aria-haspopup", role);
    setAttribute(opener, "aria-expanded", "false");
    opener.addEventListener("click", () => this.toggle());
    this.panel.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || e.defaultPrevented) return;
      e.preventDefault();
      this.toggle(false);
    });
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  toggle(open = !this.isOpen, refocus = true): void {
    if (open === this.isOpen) return;
    const focus = open ? this.prepare() : null;
    this.panel.hidden = !open;
    setAttribute(this.opener, "aria-expanded", String(open));
    if (open) this.show(focus);
    else this.hide(refocus);
  }

  private show(focus: HTMLElement | null): void {
    // The top layer: a card, a scrolling column or a notebook's cell would cut it off.
    this.panel.setAttribute("popover", "manual");
    this.panel.showPopover?.(); // an older browser shows it in place
    this.follow();
    addEventListener("pointerdown", this.outside);
    addEventListener("resize", this.follow);
    addEventListener("scroll", this.follow, true);
    focus?.focus({ preventScroll: true });
    if (focus instanceof HTMLInputElement && focus.type === "text") {
      focus.select();
      focus.scrollLeft = 0;
    }
  }

  private hide(refocus: boolean): void {
    this.panel.hidePopover?.();
    this.panel.removeAttribute("popover");
    removeEventListener("pointerdown", this.outside);
    removeEventListener("resize", this.follow);
    removeEventListener("scroll", this.follow, true);
    if (refocus) this.opener.focus();
  }
}

/** Put a panel of the top layer below its opener, or above it where there is more room, within the window. */
function placeBy(opener: HTMLElement, panel: HTMLElement): void {
  const at = opener.getBoundingClientRect();
  const [width, height] = [document.documentElement.clientWidth, innerHeight];
  const below = height - at.bottom - 2 * EDGE;
  const above = at.top - 2 * EDGE;
  panel.style.maxHeight = "none";
  const wanted = panel.offsetHeight;
  const under = wanted <= below || below >= above;
  const shown = Math.min(wanted, under ? below : above);
  panel.style.maxHeight = `${shown}px`;
  panel.style.top = `${under ? at.bottom + EDGE : at.top - EDGE - shown}px`;
  panel.style.left = `${Math.max(EDGE, Math.min(at.right - panel.offsetWidth, width - EDGE - panel.offsetWidth))}px`;
}
