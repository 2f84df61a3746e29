// The line of the page's cursor over a picture whose horizontal axis is the step: hover shows, click stays,
// dragging sideways shows that stretch in every view, a double click everything.
import { h } from "../dom";
import type { Box } from "../drawing/axis";
import type { Lab } from "../lab";
import { onTap } from "./tap";
import { whileHeld } from "./while_held";

/** A drag shorter than this (px) is none. */
const SHORTEST = 8;

export class CursorLine {
  readonly el = h("div", { class: "cursor-line" });
  readonly brush = h("div", { class: "u-select brush", hidden: true });

  constructor(private readonly lab: Lab, surface: HTMLElement, private readonly stepAt: (x: number) => number) {
    const step = (x: number) => Math.min(lab.store.head, Math.max(0, Math.round(stepAt(x))));
    surface.addEventListener("pointermove", (e) => {
      if (e.pointerType === "mouse") lab.cursor.hover(step(e.offsetX));
    });
    surface.addEventListener("pointerleave", () => lab.cursor.hover(null));
    onTap(surface, (x) => lab.cursor.pin(step(x), lab.store.head));
    surface.addEventListener("pointerdown", (e) => e.button === 0 && e.pointerType === "mouse" && this.select(surface, e));
    surface.addEventListener("dblclick", () => {
      lab.range = null;
      lab.invalidate();
    });
  }

  /** Show it at `unit` of the axis; outside [0, 1] it is not shown. */
  place(unit: number, box: Box): void {
    this.el.hidden = !(unit >= 0 && unit <= 1);
    for (const { style } of [this.el, this.brush]) {
      style.top = `${box.top}px`;
      style.bottom = "auto";
      style.height = `${box.height}px`;
    }
    this.el.style.transform = `translateX(${(box.left + unit * box.width).toFixed(1)}px)`;
    this.el.classList.toggle("is-live", this.lab.cursor.live);
  }

  private select(surface: HTMLElement, start: PointerEvent): void {
    const { lab, brush } = this;
    const left = surface.getBoundingClientRect().left;
    let [from, to] = [start.clientX - left, start.clientX - left];
    whileHeld(surface, start, (e) => {
      to = e.clientX - left;
      brush.hidden = Math.abs(to - from) < SHORTEST;
      brush.style.left = `${Math.min(from, to)}px`;
      brush.style.width = `${Math.abs(to - from)}px`;
    }, () => {
      if (brush.hidden) return;
      brush.hidden = true;
      const [low, high] = [from, to].map((x) => Math.max(0, this.stepAt(x))).sort((a, b) => a - b);
      if (high - low < 1) return;
      lab.range = [low, high];
      lab.invalidate();
    });
  }
}
