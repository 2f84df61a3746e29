// The view that the story speaks of: outlined, labelled, brought into sight.
import { h } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";

export class Pointer {
  private readonly label = h("span", { class: "pointed-label", "aria-hidden": "true" }, icon("look"), "look here");
  private card: HTMLElement | null = null;

  /** `card` finds the element of a view. */
  constructor(private readonly lab: Lab, private readonly cardOf: (id: string) => HTMLElement | undefined) {}

  /** Point at the view of this id, or at none. `reveal`: show it if it was put away, and scroll to it. */
  point(id: string | null, reveal: boolean): void {
    const { layout } = this.lab;
    if (reveal && id !== null) {
      if (layout.full !== null && layout.full !== id) layout.fill(null);
      if (!layout.shown(id)) layout.toggle(id, true);
    }
    const card = (id === null ? undefined : this.cardOf(id)) ?? null;
    if (card !== this.card) {
      this.card?.classList.remove("is-pointed");
      this.label.remove();
      this.card = card;
      card?.classList.add("is-pointed");
      card?.append(this.label);
    }
    if (!reveal || card === null) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // After the layout that a view just shown needs.
    requestAnimationFrame(() => card.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" }));
  }
}
