// Which hue and dash is which branch: on the page the transport says it, a figure has to itself.
import type { Theme } from "../theme";
import type { Kit } from "./kit";
import { element, escaped, painted } from "./markup";

/** The line of a branch in a legend, and about how wide a letter is (px). */
const SAMPLE = 24;
const LETTER = 6;

/** A row of samples with names, its baseline at y; empty where there is only one branch. */
export function branchNames({ lab, dashOf }: Kit, theme: Theme, y: number): string {
  const { store } = lab;
  if (store.branches.filter(Boolean).length < 2) return "";
  let x = 6;
  return store.branches.map((branch, i) => {
    if (!branch) return "";
    const slot = store.slot(i);
    const look = { ...painted("stroke", theme.branches[slot % theme.branches.length]), "stroke-width": 2, "stroke-dasharray": dashOf(slot).join(" ") || undefined };
    const at = x;
    x += SAMPLE + 16 + LETTER * branch.info.name.length;
    return element("line", { x1: at, x2: at + SAMPLE, y1: y - 3.5, y2: y - 3.5, ...look }) +
      element("text", { x: at + SAMPLE + 5, y, "font-family": "system-ui, Helvetica, Arial, sans-serif", "font-size": 11, ...painted("fill", theme.tokens.ink) }, escaped(branch.info.name));
  }).join("");
}
