// A few choices side by side, of which one holds.
import { h } from "../dom";

export interface Segments {
  readonly el: HTMLElement;
  /** Mark a value as the one that holds; an unknown one leaves none marked. */
  show(value: string): void;
}

export function segments(testid: string, name: string, values: readonly (readonly [string, string])[], chosen: (value: string) => void): Segments {
  const buttons = values.map(([value, text]) => h("button", {
    type: "button", class: "segment", "data-testid": `${testid}-${value}`, "aria-pressed": "false", onclick: () => chosen(value),
  }, text));
  return {
    el: h("span", { class: "segment-buttons", role: "group", "aria-label": name }, ...buttons),
    show: (value) => buttons.forEach((b, i) => b.getAttribute("aria-pressed") !== String(values[i][0] === value)
      && b.setAttribute("aria-pressed", String(values[i][0] === value))),
  };
}
