// A file before anybody trains on it: its first rows, what is to be told, what was left out.
import { h } from "../dom";
import type { Preview } from "./told";

/** Classes named one by one. */
const NAMED = 12;

/** `choose` is called with what is to be told, and as what. */
export function previewOf(shown: Preview, choose: (target: string, as: string | null) => void): HTMLElement[] {
  const target = select("Target", "data-target", shown.targets.map((t) => [t, t]), shown.target, (t) => choose(t, null));
  const kind = select("Told as", "data-kind", shown.kinds.map((k) => [k, k === "classes" ? "classes" : "a number"]), shown.kind,
    (k) => choose(shown.target, k));
  return [
    // Pixels are seen, not read.
    shown.pictures ? pictures(shown.pictures) : rows(shown),
    h("div", { class: "data-choices" }, target, kind),
    ...(shown.classes.length > 0 ? [classes(shown)] : []),
    h("ul", { class: "data-remarks" }, ...shown.remarks.map((text) => h("li", {}, text))),
  ];
}

function rows({ head, name, columns }: Preview): HTMLElement {
  const left = columns - head.columns.length;
  const cell = (tag: "th" | "td", text: string, i: number) =>
    h(tag, { class: i >= head.inputs ? "is-target" : undefined, scope: tag === "th" ? "col" : undefined }, text);
  return h("div", { class: "data-rows", tabindex: 0, role: "region", "aria-label": `First rows of ${name}` },
    h("table", { "data-testid": "data-rows" },
      h("caption", {}, `First rows of a random order${left > 0 ? `; ${left.toLocaleString("en-US")} more columns` : ""}`),
      h("thead", {}, h("tr", {}, ...head.columns.map((text, i) => cell("th", text, i)))),
      h("tbody", {}, ...head.rows.map((row) => h("tr", {}, ...row.map((text, i) => cell("td", text, i)))))));
}

function select(label: string, testid: string, options: [string, string][], value: string, changed: (value: string) => void): HTMLElement {
  const list = h("select", { "data-testid": testid, disabled: options.length < 2, onchange: () => changed(list.value) },
    ...options.map(([v, text]) => h("option", { value: v, selected: v === value }, text)));
  return h("label", {}, `${label} `, list);
}

function classes(shown: Preview): HTMLElement {
  const more = shown.classes.length - NAMED;
  return h("ul", { class: "data-classes", "aria-label": "Examples of each class", "data-testid": "data-classes" },
    ...shown.classes.slice(0, NAMED).map(([name, count]) => h("li", {}, h("b", {}, name), ` ${count.toLocaleString("en-US")}`)),
    more > 0 && h("li", {}, `and ${more} more`));
}

function pictures({ count, height, width, grey, names }: NonNullable<Preview["pictures"]>): HTMLElement {
  const bytes = Uint8Array.from(atob(grey), (c) => c.charCodeAt(0));
  return h("div", { class: "data-pictures" }, ...Array.from({ length: count }, (_, i) => {
    const canvas = h("canvas", { width, height, role: "img", "aria-label": names[i] ? `Example of ${names[i]}` : `Example ${i + 1}` });
    const image = new ImageData(width, height);
    for (let p = 0; p < width * height; p++) image.data.set([...Array(3).fill(bytes[i * width * height + p]), 255], 4 * p);
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    return h("figure", {}, canvas, names[i] ? h("figcaption", {}, names[i]) : null);
  }));
}
