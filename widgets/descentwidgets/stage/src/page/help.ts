// The help overlay: keys, and what can be done with the mouse.
import { h } from "../dom";
import type { KeyBinding } from "../transport/keys";

const MOUSE: [string, string][] = [
  ["Landscape", "drag the point to move the weights in the plane; wheel zooms, dragging the background pans, double-click resets"],
  ["Curves", "move over them to show that step everywhere; click to stay there; drag to zoom; double-click to see all"],
  ["Trails and orbits", "rest on a point to show its step everywhere; click to stay there"],
  ["Names", "point at one in a legend or a picture: it comes forward in every view"],
  ["Legends and read-outs", "rest on them, tap them or reach them with Tab: what the number means, its formula and its source"],
  ["Scrub bar", "drag it to look at the past; small marks are commands, round ones forks"],
];

export class Help {
  readonly el: HTMLDialogElement;

  constructor(keys: readonly KeyBinding[]) {
    const rows = (list: [string, string][], tag: "kbd" | "b") =>
      h("dl", {}, ...list.flatMap(([k, v]) => [h("dt", {}, h(tag, {}, k)), h("dd", {}, v)]));
    this.el = h("dialog", { class: "help", "data-testid": "help-overlay", "aria-label": "Help",
      onclick: (e: Event) => {
        if (e.target === this.el) this.el.close();
      } },
      h("div", {}, h("h3", {}, "Keyboard"), rows(keys.map((k) => [k.shown, k.does]), "kbd"), h("h3", {}, "Mouse and touch"), rows(MOUSE, "b"),
        h("button", { type: "button", class: "primary", onclick: () => this.el.close() }, "Close")));
  }

  toggle(): void {
    if (this.el.open) this.el.close();
    else this.el.showModal();
  }
}
