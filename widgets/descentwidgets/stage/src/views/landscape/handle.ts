// The current point: a focusable element over the canvas, moved by pointer or arrow keys. The weights move
// inside the plane; what lies outside of it stays as it is.
import { h, setAttribute } from "../../dom";
import type { Lab } from "../../lab";
import { whileHeld } from "../while_held";
import type { Viewport } from "./viewport";

/** Keys are up for this long: the move is dropped and the run goes on. */
const KEY_DROP_MS = 350;

export class Handle {
  readonly el = h("button", {
    type: "button", class: "point", "data-testid": "point",
    "aria-label": "Current weights: drag, or move with the arrow keys",
  });
  /** Where the person holds the point, or null when the run says where it is. */
  private held: [number, number] | null = null;
  private holding = false;
  private at: [number, number] = [0, 0];
  private plane = 0;
  private timer = 0;
  private movable = false;

  constructor(private readonly lab: Lab, private readonly view: Viewport) {
    this.el.addEventListener("pointerdown", (e) => this.grab(e));
    this.el.addEventListener("keydown", (e) => this.key(e));
  }

  /** Show the point at (x, y) of the plane based at `plane`. */
  place(x: number, y: number, plane: number, movable: boolean): void {
    if (this.held !== null && !this.holding && !this.lab.client.steering) this.held = null;
    const [hx, hy] = this.held ?? [x, y];
    this.at = [hx, hy];
    this.plane = plane;
    this.movable = movable;
    const [px, py] = [this.view.px(hx), this.view.py(hy)];
    this.el.style.transform = `translate(${px.toFixed(1)}px, ${py.toFixed(1)}px)`;
    this.el.classList.toggle("is-gone", !this.view.contains(px, py));
    this.el.classList.toggle("is-past", !movable);
    setAttribute(this.el, "data-x", hx.toPrecision(6));
    setAttribute(this.el, "data-y", hy.toPrecision(6));
  }

  private grab(e: PointerEvent): void {
    if (e.button !== 0) return;
    e.preventDefault();
    e.stopPropagation();
    this.el.focus({ preventScroll: true });
    if (!this.check()) return;
    const start = [e.clientX, e.clientY];
    const origin = [this.view.px(this.at[0]), this.view.py(this.at[1])];
    let moved = false;
    const move = (m: PointerEvent) => {
      moved = true;
      this.moveTo(this.view.x(origin[0] + m.clientX - start[0]), this.view.y(origin[1] + m.clientY - start[1]), false);
    };
    this.holding = true;
    whileHeld(this.el, e, move, () => {
      this.holding = false;
      if (moved) this.moveTo(...this.held!, true);
    });
  }

  private key(e: KeyboardEvent): void {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
    if (direction === undefined) return;
    e.preventDefault();
    e.stopPropagation();
    if (!this.check()) return;
    const [x0, x1, y0, y1] = this.view.rect;
    const size = e.shiftKey ? 0.05 : 0.01;
    const [x, y] = this.held ?? this.at;
    this.holding = true;
    this.moveTo(x + direction[0] * size * (x1 - x0), y + direction[1] * size * (y1 - y0), false);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.holding = false;
      this.moveTo(...this.held!, true);
    }, KEY_DROP_MS);
  }

  private moveTo(x: number, y: number, drop: boolean): void {
    // Inside what is shown: a point that left the picture could not be taken hold of again.
    const [x0, x1, y0, y1] = this.view.rect;
    x = Math.min(x1, Math.max(x0, x));
    y = Math.min(y1, Math.max(y0, y));
    this.held = [x, y];
    this.lab.client.steer("move", { kind: "move", plane: this.plane, x, y, drop });
    this.lab.invalidate();
  }

  private check(): boolean {
    if (!this.movable) {
      this.lab.notify({ level: "info", text: "This is the past. Press L to go back to the head of the run and move the point there, or F to fork here." });
    }
    return this.movable;
  }
}
