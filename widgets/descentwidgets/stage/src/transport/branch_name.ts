// One branch's name: a press steers it, a double click or F2 gives it another name, a cross drops it.
import { comparison } from "../compare/compare";
import { h } from "../dom";
import { formatInput } from "../format";
import { icon } from "../icons";
import type { Lab } from "../lab";
import { branchDash } from "../theme";
import { forkSetting } from "./fork";

/** What a change of which means that the name has to be drawn anew. */
export function nameKey(lab: Lab, index: number): string {
  const { info } = lab.store.branches[index]!;
  const setting = forkSetting(lab.spec);
  const compare = comparison(lab);
  return [index, info.name, info.state, setting && info.settings[setting.name], index === lab.store.active, lab.store.slot(index),
    index === compare?.a, index === compare?.b].join();
}

export function branchName(lab: Lab, index: number, only: boolean, choose: () => void): HTMLElement {
  const { store, client } = lab;
  const { name, state } = store.branches[index]!.info;
  const active = index === store.active;
  const text = state && state !== "ok" ? `${label(lab, index)} (${state})` : label(lab, index);
  const button = h("button", {
    type: "button", class: "branch-name", "data-testid": `branch-${index}`, "aria-pressed": String(active), "aria-label": spoken(lab, index, text),
    title: `${active ? "The active branch" : "Make this branch active"}. Double-click or F2: another name.`, onclick: choose,
  }, letter(lab, index), line(store.slot(index)), h("span", {}, text));
  const item = h("li", { class: `branch${active ? " is-active" : ""}`, style: `--c:var(--branch-${store.slot(index) % 6})` },
    button,
    only ? null : h("button", {
      type: "button", class: "branch-x steers", "data-testid": `branch-${index}-remove`, "aria-label": `Remove branch ${name}`,
      onclick: () => client.send({ kind: "remove_branch", index }),
    }, icon("close")));
  const rename = () => button.replaceWith(renameField(name, (wanted) => {
    if (wanted !== null && wanted !== name) client.send({ kind: "rename", index, name: wanted });
    item.querySelector("input")?.replaceWith(button);
    button.focus();
  }));
  button.addEventListener("dblclick", rename);
  button.addEventListener("keydown", (e) => e.key === "F2" && rename());
  return item;
}

/** The branch's name with the setting that forks are about. */
export function label(lab: Lab, index: number): string {
  const { name, settings } = lab.store.branches[index]!.info;
  const setting = forkSetting(lab.spec);
  const value = setting ? settings[setting.name] : undefined;
  const symbol = setting?.label?.match(/\S+$/)?.[0] ?? setting?.name;
  return typeof value === "number" ? `${name} · ${symbol} = ${formatInput(value)}` : name;
}

/** The same with what the drawing tells. */
function spoken(lab: Lab, index: number, text: string): string {
  const { branches } = lab.store;
  const { parent, fork_step } = branches[index]!.info;
  const from = parent !== null && branches[parent] ? `, forked from ${branches[parent]!.info.name} at step ${fork_step}` : "";
  return `Branch ${text}${from}`;
}

/** A or B while the branch is one of two that are compared. */
function letter(lab: Lab, index: number): HTMLElement | null {
  const compare = comparison(lab);
  const text = index === compare?.a ? "A" : index === compare?.b ? "B" : null;
  return text === null ? null : h("b", { class: "ab" }, text);
}

function renameField(name: string, done: (wanted: string | null) => void): HTMLInputElement {
  let over = false;
  const end = (wanted: string | null) => {
    if (!over) done(((over = true), wanted));
  };
  const field = h("input", {
    type: "text", class: "branch-rename", value: name, maxlength: 40, "aria-label": `New name of the branch ${name}`, "data-testid": "branch-rename",
    onblur: () => end(field.value.trim() || null),
    onkeydown: (e: KeyboardEvent) => {
      if (e.key === "Enter") end(field.value.trim() || null);
      if (e.key === "Escape") end(null);
      e.stopPropagation();
    },
  });
  queueMicrotask(() => field.select());
  return field;
}

/** A piece of the branch's line, with its dash. */
function line(slot: number): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 22 6");
  svg.setAttribute("class", "branch-line");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = `<path d="M0 3H22" stroke="currentColor" stroke-width="2.4" stroke-dasharray="${branchDash(slot).join(" ")}"/>`;
  return svg;
}
