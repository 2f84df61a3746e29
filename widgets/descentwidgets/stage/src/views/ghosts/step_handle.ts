// The end of the step on the real axis: a slider of the setting that scales it, moved by pointer or keys. The
// step's whole circle can be taken hold of.
import { h, setAttribute } from "../../dom";
import { formatValue } from "../../format";
import type { Lab } from "../../lab";
import type { Setting } from "../../spec";
import { whileHeld } from "../while_held";
import { keyed, reachable, settingFor } from "./drag";
import type { Radii } from "./numbers";
import type { GhostWindow } from "./window";

/** Keys are up for this long: the run says again how long the step is. */
const KEY_DROP_MS = 350;
/** How near (px) to the circle the pointer takes hold of it. */
const NEAR = 9;

export class StepHandle {
  readonly el = h("button", { type: "button", class: "point tau-point", role: "slider", "data-testid": "tau" });
  holding = false;
  /** The length a person gives the step, or null when the run says it. */
  private held: number | null = null;
  /** Length a unit of the setting, when it was taken hold of: what arrives meanwhile is of some value on the way. */
  private perUnit = NaN;
  private radii: Radii | null = null;
  private serial = "";
  private grabbed = "";
  private live = false;
  private timer = 0;

  constructor(private readonly lab: Lab, private readonly setting: Setting | undefined, private readonly view: GhostWindow) {
    this.el.addEventListener("pointerdown", (e) => this.grab(e));
    this.el.addEventListener("keydown", (e) => this.key(e));
    const what = setting === undefined ? "" : `, which ${setting.label ?? setting.name} scales`;
    setAttribute(this.el, "aria-label", `Length τ of the step${what}: drag, or use the arrow keys`);
  }

  /** The length shown for radii read under `serial`. */
  follow(radii: Radii | null, serial: string, live: boolean): number {
    if (this.held !== null && !this.holding && !this.lab.client.steering && serial !== this.grabbed) this.held = null;
    [this.radii, this.serial, this.live] = [radii, serial, live];
    return this.held ?? radii?.tau ?? NaN;
  }

  place(tau: number): void {
    const { view, el } = this;
    const star = this.radii?.star ?? NaN;
    const right = view.box.left + view.box.width;
    const beyond = view.px(tau) > right;
    const [x, y] = [Math.min(view.px(tau), right), view.py(0)];
    el.hidden = !Number.isFinite(tau);
    el.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    el.classList.toggle("is-gone", !view.contains(x, y));
    el.classList.toggle("is-past", !this.live || this.setting === undefined);
    el.classList.toggle("is-beyond", beyond);
    setAttribute(el, "data-tau", tau.toPrecision(6));
    setAttribute(el, "data-r", (tau / star).toPrecision(6));
    const [low, high] = this.range();
    setAttribute(el, "aria-valuemin", low.toPrecision(3));
    setAttribute(el, "aria-valuemax", high.toPrecision(3));
    setAttribute(el, "aria-valuenow", tau.toPrecision(4));
    setAttribute(el, "aria-valuetext", `${formatValue(tau, 3)}, ${formatValue(tau / star, 3)} of the radius`);
  }

  /** Whether a place is so near to the step's circle that it takes hold of it. */
  near(x: number, y: number, tau: number): boolean {
    if (this.setting === undefined || !this.live || !this.view.contains(x, y)) return false;
    return Math.abs(this.distance(x, y) - tau * this.view.scale) < NEAR;
  }

  grab(e: PointerEvent): void {
    if (e.button !== 0) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    this.el.focus({ preventScroll: true });
    if (!this.begin()) return;
    const box = this.el.parentElement!.getBoundingClientRect();
    const { scale } = this.view;
    const away = (m: PointerEvent) => this.distance(m.clientX - box.left, m.clientY - box.top);
    const right = (this.view.box.left + this.view.box.width - this.view.px(0)) / scale;
    const off = Math.min(this.held ?? this.radii!.tau, right) - away(e) / scale;
    const move = (m: PointerEvent) => this.moveTo(Math.max(0, away(m) / scale + off));
    this.holding = true;
    whileHeld(this.el, e, move, () => {
      this.holding = false;
      this.lab.invalidate();
    });
  }

  private key(e: KeyboardEvent): void {
    const next = keyed(e.key, e.shiftKey, this.held ?? this.radii?.tau ?? NaN, this.range());
    if (next === undefined && !e.key.startsWith("Arrow")) return;
    e.preventDefault();
    e.stopPropagation();
    if (!this.begin() || next === undefined) return;
    this.holding = true;
    this.moveTo(next);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.holding = false;
      this.lab.invalidate();
    }, KEY_DROP_MS);
  }

  private distance(x: number, y: number): number {
    return Math.hypot(x - this.view.px(0), y - this.view.py(0));
  }

  private range(): [number, number] {
    const perUnit = this.held === null ? this.unit() : this.perUnit;
    return this.setting === undefined || !(perUnit > 0) ? [NaN, NaN] : reachable(this.setting, perUnit);
  }

  private unit(): number {
    const now = Number(this.lab.store.current?.info.settings[this.setting?.name ?? ""]);
    return (this.radii?.tau ?? NaN) / now;
  }

  /** Whether the step can be changed now; says why where it can't. */
  private begin(): boolean {
    if (this.setting === undefined) return false;
    if (!this.live) {
      this.lab.notify({ level: "info", text: "This is the past. Press L to go back to the head of the run and change its step there, or F to fork here." });
      return false;
    }
    if (this.held === null) this.perUnit = this.unit();
    return this.perUnit > 0 && Number.isFinite(this.perUnit);
  }

  private moveTo(tau: number): void {
    const [low, high] = this.range();
    this.held = Math.min(high, Math.max(low, tau));
    this.grabbed = this.serial;
    const { name } = this.setting!;
    this.lab.client.steer(`set ${name}`, { kind: "set", name, value: settingFor(this.setting!, this.held, this.perUnit) });
    this.lab.invalidate();
  }
}
