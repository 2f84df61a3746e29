// What other parts of the page put into the header and the menus of the views, each on a line of its own.
import { DataButton } from "../data/button";
import * as exported from "../export/items";
import type { Lab, Part } from "../lab";
import { storyKeys } from "../story/keys";
import type { ViewSpec } from "../spec";
import type { KeyBinding } from "../transport/keys";
import type { Card } from "../views/card";
import type { MenuItem } from "./menu";

/** The header's menu "Keep": what can be taken away from this run. */
export function keepItems(lab: Lab): MenuItem[] {
  return [
    ...exported.keepItems(lab),
  ];
}

/** The menu of one view, after full screen and hide. */
export function viewItems(lab: Lab, view: ViewSpec, card: Card): MenuItem[] {
  return [
    ...exported.viewItems(lab, view, card),
  ];
}

/** Further buttons of the header, between Views and Keep. */
export function headerParts(lab: Lab): Part[] {
  return [
    ...(lab.spec.takes_data?.length && !lab.spec.snapshot ? [new DataButton(lab)] : []),
  ];
}

/** Further keys; the help lists them after the page's own. */
export function keys(lab: Lab): KeyBinding[] {
  return [
    ...storyKeys(lab),
  ];
}
