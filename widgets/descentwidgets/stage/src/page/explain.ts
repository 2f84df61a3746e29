// What a number means, on request: hover, focus or tap a legend's entry or a read-out.
import { setAttribute } from "../dom";
import type { Lab } from "../lab";
import { arraySpec, type ViewSpec } from "../spec";
import { ExplainTip } from "./explain_tip";

/** Time (ms) a mouse rests before the tip opens: one that only crosses a legend opens nothing. */
const REST = 220;
/** And time it may take from the element into the tip, which stays open while the mouse is in it. */
const LEAVE = 160;

/** Their read-out is how far the run is from the plane. */
const LANDSCAPES: ReadonlySet<string> = new Set(["landscape", "surface"]);

const tips = new WeakMap<Lab, ExplainTip>();

/**
 * Let `el` explain a series (one of its columns): label, value with its unit at the cursor, meaning, formula,
 * source. Does nothing where the exhibit says nothing about it. Entries of one legend are one stop of the Tab key,
 * arrow keys go between them: append `el` to its legend first.
 */
export function explain(lab: Lab, el: HTMLElement, name: string, column = 0): void {
  const { meaning, formula, source } = arraySpec(lab.spec, name);
  if (!meaning && !formula && !source) return;
  const tip = tips.get(lab) ?? new ExplainTip(lab);
  tips.set(lab, tip);
  let timer = 0;
  const later = (ms: number, act: () => void) => {
    clearTimeout(timer);
    timer = window.setTimeout(act, ms);
  };
  const show = () => {
    clearTimeout(timer);
    tip.show(el, name, column);
  };
  const hide = () => {
    clearTimeout(timer);
    tip.hide(el);
  };
  const first = el.parentElement?.querySelector(":scope > [data-explain]") == null;
  setAttribute(el, "data-explain", name);
  if (!(el instanceof HTMLButtonElement)) setAttribute(el, "role", "button");
  el.tabIndex = first ? 0 : -1;
  el.classList.add("explains");
  el.addEventListener("pointerenter", (e) => e.pointerType === "mouse" && later(REST, show));
  el.addEventListener("pointerleave", (e) => e.pointerType === "mouse" && later(LEAVE, () => tip.held || hide()));
  el.addEventListener("focus", () => el.matches(":focus-visible") && show());
  el.addEventListener("blur", hide);
  el.addEventListener("click", (e) => (tip.isOf(el) && (e as PointerEvent).pointerType !== "mouse" ? hide() : show()));
  el.addEventListener("keydown", (e) => {
    if (e.key.startsWith("Arrow") ? !walk(el, e.key) : e.key !== "Enter" && e.key !== " ") return;
    // Not the page's keys: there the arrows scrub and the space bar plays.
    e.preventDefault();
    if (e.key === "Enter" || e.key === " ") tip.isOf(el) ? hide() : show();
  });
}

/** To the next entry of the same legend that explains itself; false where there is none. */
function walk(el: HTMLElement, key: string): boolean {
  const all = Array.from(el.parentElement?.querySelectorAll<HTMLElement>(":scope > [data-explain]") ?? []);
  if (all.length < 2) return false;
  const by = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  const to = all[(all.indexOf(el) + by + all.length) % all.length];
  for (const other of all) other.tabIndex = other === to ? 0 : -1;
  to.focus();
  return true;
}

/** Where no entry of a legend does, the view's read-out explains the first of its series that has an explanation. */
export function explainReadout(lab: Lab, view: ViewSpec, card: HTMLElement): void {
  const readout = card.querySelector<HTMLElement>(".readout");
  if (readout === null || card.querySelector("[data-explain]") !== null) return;
  const spec = (view.series ?? [LANDSCAPES.has(view.kind) ? "plane_distance" : view.id]).map((name) => arraySpec(lab.spec, name)).find((s) => s.meaning);
  if (spec === undefined) return;
  const streamed = lab.spec.series?.some((s) => s.name === spec.name) === true;
  explain(lab, readout, spec.name, streamed ? 0 : -1); // of a whole reading no one number
  setAttribute(readout, "aria-label", `What it is: ${spec.label ?? spec.name}`);
}

/** The entries of a legend, by the elements that take their values: one for each column of each series in turn. */
export function explainColumns(lab: Lab, values: readonly HTMLElement[], series: readonly { name: string; cols: number }[]): void {
  let at = 0;
  for (const { name, cols } of series) {
    for (let column = 0; column < cols; column++) {
      // Of many columns the legend names only some.
      const chip = values[at++]?.parentElement;
      if (chip) explain(lab, chip, name, column);
    }
  }
}
