// Formulas: the server sends the MathML of each, by its TeX; browsers typeset it without a library.
import { h } from "./dom";

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";
const known = new Map<string, string>();
const parsed = new Map<string, Element | null>();

/** Add an exhibit's formulas: {TeX: MathML}. What a formula is does not depend on the exhibit. */
export function setFormulas(formulas: Record<string, string> = {}): void {
  for (const [tex, text] of Object.entries(formulas)) known.set(tex, text);
}

/** The formula typeset, on a line of its own if `display`; its TeX as code where its MathML is not known. */
export function formula(tex: string, display = false): Element {
  if (!parsed.has(tex)) parsed.set(tex, parse(known.get(tex)));
  const math = parsed.get(tex)?.cloneNode(true) as Element | undefined;
  if (math === undefined) return h("code", {}, tex);
  if (display) math.setAttribute("display", "block");
  return math;
}

function parse(text: string | undefined): Element | null {
  if (text === undefined) return null;
  const root = new DOMParser().parseFromString(text, "application/xml").documentElement;
  return root.localName === "math" ? imported(root) : null;
}

/** A copy with nothing in it but elements of MathML, text, and attributes that neither act nor lead away. */
function imported(from: Element): Element | null {
  if (from.namespaceURI !== NAMESPACE) return null;
  const to = document.createElementNS(NAMESPACE, from.localName);
  for (const { name, value } of Array.from(from.attributes)) {
    if (!/^(on|xmlns|href|xlink|src|style|actiontype)/i.test(name)) to.setAttribute(name, value);
  }
  for (const child of Array.from(from.childNodes)) {
    if (child instanceof Element) to.append(imported(child) ?? "");
    else if (child.nodeType === Node.TEXT_NODE) to.append(child.nodeValue ?? "");
  }
  return to;
}
