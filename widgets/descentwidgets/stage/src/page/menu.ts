// A button that opens a list of things to do or to fetch: arrow keys walk in it, Enter does, Escape leaves.
import { h } from "../dom";
import { icon } from "../icons";
import { Popover } from "./popover";

export interface MenuItem {
  label: string;
  /** What it gives, in a few words. */
  hint?: string;
  testid: string;
  /** What choosing it does, or where it leads. */
  act?(): void;
  href?: string;
  download?: string;
  disabled?(): boolean;
}

/** `items` may be a function where they depend on what is shown: it is asked each time the menu opens. */
export type MenuItems = readonly MenuItem[] | (() => readonly MenuItem[]);

export interface MenuLook {
  testid?: string;
  /** Only the icon is shown; the label is its name. */
  bare?: boolean;
  title?: string;
}

/** A button with a menu; returns the element that holds both. */
export function menuButton(label: string, iconName: string, items: MenuItems, look: MenuLook = {}): HTMLElement {
  const opener = h("button", {
    type: "button", "data-testid": look.testid ?? `menu-${label.toLowerCase()}`, title: look.title ?? (look.bare ? label : undefined),
    "aria-label": look.bare ? label : undefined, class: look.bare ? "round" : undefined,
  }, icon(iconName), look.bare ? null : h("span", { class: "menu-label" }, label));
  const list = h("div", { class: "menu", role: "menu", "aria-label": label });
  const popover = new Popover(opener, list, () => {
    const now = typeof items === "function" ? items() : items;
    list.replaceChildren(...now.map((item) => entry(item, () => popover.toggle(false))));
    return walkable(list)[0] ?? null;
  }, "menu");
  list.addEventListener("keydown", (e) => walk(e, list, () => popover.toggle(false)));
  opener.addEventListener("keydown", (e) => {
    if (e.key !== "ArrowDown") return;
    e.preventDefault();
    popover.toggle(true);
  });
  return popover.el;
}

function entry(item: MenuItem, close: () => void): HTMLElement {
  const words = [h("span", { class: "menu-name" }, item.label), item.hint ? h("span", { class: "menu-hint" }, item.hint) : null];
  const disabled = item.disabled?.() === true;
  const attributes = { class: "menu-item", role: "menuitem", tabindex: -1, "data-testid": item.testid, "aria-disabled": disabled ? "true" : undefined };
  if (item.href !== undefined && !disabled) {
    return h("a", { ...attributes, href: item.href, download: item.download, onclick: () => (close(), item.act?.()) }, ...words);
  }
  // The menu goes first, so that what it does may move the focus.
  return h("button", { ...attributes, type: "button", onclick: () => disabled || (close(), item.act?.()) }, ...words);
}

const walkable = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>(".menu-item")];

function walk(e: KeyboardEvent, list: HTMLElement, close: () => void): void {
  if (e.key === "Escape") return; // the popover's
  // No key of the page acts while a menu is open.
  e.stopPropagation();
  const items = walkable(list);
  const at = items.indexOf(e.target as HTMLElement);
  const next = ((): number | null => {
    switch (e.key) {
      case "ArrowDown": return (at + 1) % items.length;
      case "ArrowUp": return (at - 1 + items.length) % items.length;
      case "Home": return 0;
      case "End": return items.length - 1;
      case "Tab": close(); return null;
      case " ": items[at]?.click(); return -1;
      default: return letter(e, items, at);
    }
  })();
  if (next === null) return;
  e.preventDefault();
  items[next]?.focus();
}

/** The next item that begins with the letter typed. */
function letter(e: KeyboardEvent, items: HTMLElement[], at: number): number | null {
  if (e.key.length !== 1 || e.ctrlKey || e.metaKey || e.altKey) return null;
  const order = items.map((_, i) => (at + 1 + i) % items.length);
  return order.find((i) => items[i].textContent?.toLowerCase().startsWith(e.key.toLowerCase())) ?? null;
}
