// What other parts of the page put into the header and the menus of the views, each on a line of its own.
import type { Lab, Part } from "../lab";
import type { ViewSpec } from "../spec";
import type { KeyBinding } from "../transport/keys";
import type { Card } from "../views/card";
import type { MenuItem } from "./menu";

/** The header's menu "Keep": what can be taken away from this run. */
export function keepItems(_lab: Lab): MenuItem[] {
  return [
  ];
}

/** The menu of one view, after full screen and hide. */
export function viewItems(_lab: Lab, _view: ViewSpec, _card: Card): MenuItem[] {
  return [
  ];
}

/** Further buttons of the header, between Views and Keep. */
export function headerParts(_lab: Lab): Part[] {
  return [
  ];
}

/** Further keys; the help lists them after the page's own. */
export function keys(_lab: Lab): KeyBinding[] {
  return [
  ];
}
