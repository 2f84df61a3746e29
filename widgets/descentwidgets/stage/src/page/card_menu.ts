// The menu of a view: fill the stage with it, put it away, take something of it along.
import { h } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";
import type { ViewSpec } from "../spec";
import type { Card } from "../views/card";
import { menuButton, type MenuItem } from "./menu";
import { viewItems } from "./suppliers";

/** The menu's button and, while the view fills the stage, the one that leads back. */
export function cardMenu(lab: Lab, view: ViewSpec, card: Card, title: string): HTMLElement[] {
  const { layout } = lab;
  const { id } = view;
  const back = h("button", {
    type: "button", class: "round leave-full", "data-testid": `leave-full-${id}`, title: "Back to all views (Esc)",
    "aria-label": `Back to all views, from ${title}`, onclick: () => layout.fill(null),
  }, icon("shrink"));
  const items = (): MenuItem[] => [
    layout.full === id
      ? { label: "Back to all views", hint: "Esc", testid: `full-${id}`, act: () => layout.fill(null) }
      : { label: "Full screen", hint: "this view alone, Esc leaves", testid: `full-${id}`, act: () => (layout.fill(id), back.focus()) },
    { label: "Hide this view", hint: "Views brings it back", testid: `hide-${id}`, act: () => layout.toggle(id, false), disabled: () => layout.count === 1 },
    ...viewItems(lab, view, card),
  ];
  const menu = menuButton(`Menu of ${title}`, "dots", items, { testid: `menu-${id}`, bare: true });
  return [back, menu];
}
