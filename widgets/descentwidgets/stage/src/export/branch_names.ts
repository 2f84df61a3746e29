// Which hue and dash is which branch: on the page the transport says it, a figure has to itself.
import type { Theme } from "../theme";
import type { Kit } from "./kit";

export function branchNames({ lab, h }: Kit, theme: Theme): HTMLElement | null {
  const { branches } = lab.store;
  if (branches.filter(Boolean).length < 2) return null;
  const chips = branches.flatMap((branch, i) => {
    if (!branch) return [];
    const slot = lab.store.slot(i);
    const style = `color:${theme.branches[slot % theme.branches.length]};border-top-style:${slot === 0 ? "solid" : slot === 2 ? "dotted" : "dashed"}`;
    return [h("span", { class: "chip" }, h("i", { class: "swatch", style }), branch.info.name)];
  });
  return h("div", { class: "branch-names" }, ...chips);
}
