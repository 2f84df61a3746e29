// A slider with an exact number beside it.
import { h, setText } from "../dom";
import { formatInput, sentence } from "../format";
import { markup } from "../markup";
import type { Setting } from "../spec";
import type { Changed, Control } from "./control";
import { Held } from "./held";
import { clamp, nudge, STEPS, toPosition, toValue } from "./scale";

export function numberControl(s: Setting, changed: Changed): Control {
  const id = `setting-${s.name}`;
  const slider = h("input", {
    type: "range", min: 0, max: STEPS, step: 1, id, "data-testid": id,
    "aria-describedby": s.help ? `${id}-help` : undefined,
  });
  const field = h("input", {
    type: "text", inputmode: "decimal", class: "number", autocomplete: "off", spellcheck: "false",
    "data-testid": `${id}-number`, "aria-label": `${s.label ?? s.name}, exact value`,
  });
  const note = h("div", { class: "note", "aria-live": "polite", "data-testid": `${id}-note` });
  const held = new Held(slider);
  let current = Number(s.default);
  let editing = false;
  let noteTimer = 0;

  const show = (value: number, except?: HTMLElement) => {
    current = value;
    const position = toPosition(s, value);
    if (except !== slider) slider.value = String(position);
    if (except !== field) field.value = formatInput(value);
    slider.setAttribute("aria-valuetext", `${formatInput(value)}${s.unit ? ` ${s.unit}` : ""}`);
    slider.style.setProperty("--fill", `${(100 * position) / STEPS}%`);
  };
  const say = (text: string) => {
    setText(note, text);
    clearTimeout(noteTimer);
    if (text !== "") noteTimer = window.setTimeout(() => setText(note, ""), 4000);
  };
  const commit = () => {
    if (!editing) return;
    editing = false;
    const { value, note: why } = clamp(s, field.value);
    say(why);
    show(value ?? current);
    if (value !== null) changed(value, "commit");
  };

  slider.addEventListener("input", () => {
    show(toValue(s, Number(slider.value)), slider);
    changed(current, "drag");
  });
  slider.addEventListener("change", () => changed(current, "release"));
  field.addEventListener("input", () => (editing = true));
  field.addEventListener("focus", () => field.select());
  field.addEventListener("blur", commit);
  field.addEventListener("keydown", (e) => {
    if (e.key === "Enter") commit();
    else if (e.key === "Escape") {
      editing = false;
      show(current);
    } else if (e.key === "ArrowUp" || e.key === "ArrowDown") {
      e.preventDefault();
      commit();
      show(nudge(s, current, e.key === "ArrowUp" ? 1 : -1));
      changed(current, "commit");
    }
  });
  show(current);

  const el = h("div", { class: "setting" },
    h("label", { for: id }, sentence(s.label ?? s.name)),
    h("span", { class: "number-box" }, field, s.unit ? h("span", { class: "unit" }, s.unit) : null),
    slider, note,
    s.help ? h("div", { class: "setting-help", id: `${id}-help` }, ...markup(s.help)) : null);
  return {
    el,
    set: (value) => {
      if (!held.now && !editing && Number(value) !== current) show(Number(value));
    },
  };
}
