// The one tip of a page that explains numbers: filled when it opens, its value renewed while it is open.
import { h, setAttribute, setText } from "../dom";
import { formatValue, sentence } from "../format";
import { formula } from "../formulas";
import { cursorStep, type Lab } from "../lab";
import { markup } from "../markup";
import { arraySpec } from "../spec";

/** As often as a number is written elsewhere (ms). */
const RENEW = 100;
const GAP = 7;
let tips = 0;

export class ExplainTip {
  private readonly el: HTMLElement;
  private readonly id = `explain-${++tips}`;
  private of: HTMLElement | null = null;
  private timer = 0;
  private over = false;
  private readonly keys = (e: Event) => this.escape(e as KeyboardEvent);

  constructor(private readonly lab: Lab) {
    this.el = h("div", {
      class: "explain", id: this.id, role: "tooltip", hidden: true, "data-testid": "explain",
      onpointerenter: () => (this.over = true),
      onpointerleave: () => {
        this.over = false;
        this.hide();
      },
    });
  }

  /** The mouse is in the tip, perhaps to select its text. */
  get held(): boolean {
    return this.over;
  }

  isOf(el: HTMLElement): boolean {
    return this.of === el;
  }

  show(el: HTMLElement, name: string, column: number): void {
    const root = el.closest<HTMLElement>(".lab");
    if (root === null || this.of === el) return;
    this.hide();
    this.of = el;
    const value = this.fill(name, column);
    root.append(this.el);
    this.el.hidden = false;
    this.place(root.getBoundingClientRect(), el.getBoundingClientRect());
    setAttribute(el, "aria-describedby", this.id);
    this.timer = window.setInterval(() => (el.isConnected ? value() : this.hide()), RENEW);
    addEventListener("keydown", this.keys, true);
  }

  /** Close; only if it explains `el`, where one is named. */
  hide(el: HTMLElement | null = this.of): void {
    if (this.of === null || el !== this.of) return;
    setAttribute(this.of, "aria-describedby", null);
    this.of = null;
    this.over = false;
    this.el.hidden = true;
    clearInterval(this.timer);
    removeEventListener("keydown", this.keys, true);
  }

  /** Returns how to renew the value. */
  private fill(name: string, column: number): () => void {
    const { store } = this.lab;
    const spec = arraySpec(this.lab.spec, name);
    const own = spec.columns?.[column] === name ? undefined : spec.columns?.[column];
    const label = sentence(spec.label ?? name);
    const shown = h("b", { class: "explain-value" });
    const when = h("span", { class: "muted" });
    const renew = () => {
      const step = cursorStep(this.lab);
      const found = store.at(store.active, name, step);
      const value = found?.values[column] ?? NaN;
      const unit = spec.unit ? ` ${spec.unit}` : "";
      setText(shown, found === undefined ? "" : Number.isNaN(value) ? "not measured" : `${formatValue(value)}${unit}`);
      setText(when, found === undefined ? "" : ` at step ${found.step}`);
    };
    renew();
    this.el.replaceChildren(
      h("div", { class: "explain-head" }, h("strong", {}, own ?? label), own ? h("span", { class: "muted" }, label) : null),
      h("div", {}, shown, when),
      ...(spec.meaning ? [h("p", {}, ...markup(spec.meaning))] : []),
      ...(spec.formula ? [h("div", { class: "explain-formula" }, formula(spec.formula, true))] : []),
      ...(spec.source ? [h("p", { class: "explain-source" }, spec.source)] : []));
    return renew;
  }

  /** Under the element, above it where there is no room; never beyond the stage. */
  private place(root: DOMRect, at: DOMRect): void {
    // A tip cannot be scrolled from the keyboard: a formula too long for it is set smaller.
    const box = this.el.querySelector<HTMLElement>(".explain-formula");
    if (box && box.scrollWidth > box.clientWidth) box.style.fontSize = `${Math.max(9, (14 * box.clientWidth) / box.scrollWidth)}px`;
    const { offsetWidth: width, offsetHeight: height } = this.el;
    const below = at.bottom - root.top + GAP;
    const top = below + height <= root.height ? below : Math.max(4, at.top - root.top - GAP - height);
    const left = Math.max(4, Math.min(at.left - root.left, root.width - width - 6));
    this.el.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  private escape(e: KeyboardEvent): void {
    if (e.key !== "Escape") return;
    // Only the tip closes, not what is behind it.
    e.preventDefault();
    e.stopPropagation();
    this.hide();
  }
}
