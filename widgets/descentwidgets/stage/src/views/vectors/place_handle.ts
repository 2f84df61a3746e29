// A place that can be dragged: its coordinates are live settings, all set by one command. Moved by pointer or keys.
import { h, setAttribute } from "../../dom";
import type { Lab } from "../../lab";
import type { Setting } from "../../spec";
import { formatValue } from "../../format";
import { whileHeld } from "../while_held";
import type { Pixel } from "./arrow";

/** Keys are up for this long: the run says again where it is. */
const KEY_DROP_MS = 350;

/** How pixels and keys move a place. */
export interface Grip {
  pixel(values: readonly number[]): Pixel;
  /** The place under a pixel, given where it was. */
  under(pixel: Pixel, values: readonly number[]): number[];
  /** The place after an arrow key: right and up are positive. */
  nudge(way: Pixel, large: boolean, values: readonly number[]): number[];
}

/** The live settings of these names, or undefined where one cannot be set while the run goes on. */
export function liveNumbers(lab: Lab, names: readonly string[] | undefined): Setting[] | undefined {
  const found = names?.map((name) => lab.spec.settings.find((s) => s.name === name && s.live === true && (s.type === "float" || s.type === "int")));
  return found === undefined || found.length === 0 || found.includes(undefined) ? undefined : (found as Setting[]);
}

/** A value that the setting can take. */
export function settled(s: Setting, value: number): number {
  const inside = Math.min(s.high ?? Infinity, Math.max(s.low ?? -Infinity, value));
  return s.type === "int" ? Math.round(inside) : Number(inside.toPrecision(4));
}

export class PlaceHandle {
  readonly el: HTMLButtonElement;
  holding = false;
  /** The coordinates a person gives it, or null when the run says them. */
  private held: number[] | null = null;
  private values: number[] | null = null;
  private serial = "";
  private grabbed = "";
  private live = false;
  private timer = 0;

  constructor(private readonly lab: Lab, private readonly settings: readonly Setting[], private readonly what: string, testid: string, private readonly grip: Grip) {
    this.el = h("button", { type: "button", class: "point place-point", "data-testid": testid, hidden: true });
    this.el.addEventListener("pointerdown", (e) => this.grab(e));
    this.el.addEventListener("keydown", (e) => this.key(e));
  }

  /** The coordinates shown where the run says `values`, read under `serial`; null without any. */
  follow(values: readonly number[] | null, serial: string, live: boolean): number[] | null {
    if (this.held !== null && !this.holding && !this.lab.client.steering && serial !== this.grabbed) this.held = null;
    [this.serial, this.live] = [serial, live];
    return (this.values = this.held ?? (values === null ? null : [...values]));
  }

  /** Put the element where the coordinates are. */
  place(width: number, height: number, name: string): void {
    const { el, values } = this;
    el.hidden = values === null || width === 0;
    if (values === null) return;
    const [x, y] = this.grip.pixel(values);
    el.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    el.classList.toggle("is-gone", !(x >= 0 && y >= 0 && x <= width && y <= height));
    el.classList.toggle("is-past", !this.live);
    const text = values.map((v) => formatValue(v, 3)).join(", ");
    setAttribute(el, "data-values", values.map((v) => v.toPrecision(5)).join());
    setAttribute(el, "aria-label", `${name}, ${this.what}, at (${text}): drag, or move with the arrow keys`);
  }

  private grab(e: PointerEvent): void {
    if (e.button !== 0) return;
    e.preventDefault();
    e.stopPropagation();
    this.el.focus({ preventScroll: true });
    if (!this.movable()) return;
    const start = [e.clientX, e.clientY];
    const from = this.grip.pixel(this.values!);
    const move = (m: PointerEvent) =>
      this.moveTo(this.grip.under([from[0] + m.clientX - start[0], from[1] + m.clientY - start[1]], this.values!));
    this.holding = true;
    whileHeld(this.el, e, move, () => {
      this.holding = false;
      this.lab.invalidate();
    });
  }

  private key(e: KeyboardEvent): void {
    const way = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] } as Record<string, Pixel>)[e.key];
    if (way === undefined) return;
    e.preventDefault();
    e.stopPropagation();
    if (!this.movable()) return;
    this.holding = true;
    this.moveTo(this.grip.nudge(way, e.shiftKey, this.values!));
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.holding = false;
      this.lab.invalidate();
    }, KEY_DROP_MS);
  }

  private movable(): boolean {
    if (!this.live) {
      this.lab.notify({ level: "info", text: "This is the past. Press L to go back to the head of the run and move it there, or F to fork here." });
    }
    return this.live && this.values !== null;
  }

  private moveTo(place: readonly number[]): void {
    if (!place.every(Number.isFinite)) return;
    this.held = this.values = this.settings.map((s, k) => settled(s, place[k]));
    this.grabbed = this.serial;
    const values = Object.fromEntries(this.settings.map((s, k) => [s.name, this.held![k]]));
    this.lab.client.steer(`place ${Object.keys(values).join()}`, { kind: "place", values });
    this.lab.invalidate();
  }
}
