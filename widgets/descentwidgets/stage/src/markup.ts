// **bold**, *emphasis*, `code` and $formulas$; everything else is text, so that a story can't inject markup.
import { h } from "./dom";
import { formula } from "./formulas";

/** The marked pieces of a text and what lies between; the star of ρ* marks nothing. */
export function pieces(text: string): string[] {
  return text.split(/(\$[^$]+\$|\*\*[^*]+\*\*|(?<![\p{L}\p{N})])\*[^*\s][^*]*\*|`[^`]+`)/u).filter((t) => t !== "");
}

export function markup(text: string): (Element | string)[] {
  return pieces(text).map((part) => {
    if (part.startsWith("$") && part.endsWith("$") && part.length > 2) return formula(part.slice(1, -1));
    if (part.startsWith("**") && part.length > 4) return h("strong", {}, ...markup(part.slice(2, -2)));
    if (part.startsWith("*") && part.endsWith("*") && part.length > 2) return h("em", {}, part.slice(1, -1));
    if (part.startsWith("`") && part.length > 2) return h("code", {}, part.slice(1, -1));
    return part;
  });
}
