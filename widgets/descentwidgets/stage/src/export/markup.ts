// Pieces of SVG as text.

/** A length in user units, as short as a hundredth allows. */
export function num(v: number): string {
  return String(Math.round(v * 100) / 100);
}

export function escaped(text: string): string {
  // Control characters are not allowed in XML, whatever they are written as.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
}

type Value = string | number | undefined | null | false;

/** An element; attributes that are undefined, null or false are left out. */
export function element(name: string, attributes: Record<string, Value>, content = ""): string {
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    text += ` ${key}="${typeof value === "number" ? num(value) : escaped(value)}"`;
  }
  return content === "" ? `${text}/>` : `${text}>${content}</${name}>`;
}

/** Colour and opacity of a CSS colour, apart: few programs beside browsers read rgba(). */
export function paint(colour: string): { colour: string; opacity: number } {
  const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(colour)?.[1];
  if (hex !== undefined) {
    const long = hex.length < 6 ? [...hex].map((c) => c + c).join("") : hex;
    return { colour: `#${long.slice(0, 6)}`, opacity: long.length === 8 ? parseInt(long.slice(6), 16) / 255 : 1 };
  }
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:\s*[,/]\s*([\d.]+)(%?))?\s*\)$/.exec(colour);
  if (parts === null) return { colour: colour === "transparent" ? "none" : colour, opacity: colour === "transparent" ? 0 : 1 };
  const two = (v: string) => Math.round(Number(v)).toString(16).padStart(2, "0");
  const opacity = parts[4] === undefined ? 1 : Number(parts[4]) / (parts[5] ? 100 : 1);
  return { colour: `#${two(parts[1])}${two(parts[2])}${two(parts[3])}`, opacity };
}

/** The attributes that fill or stroke with a CSS colour. */
export function painted(what: "fill" | "stroke", css: string, alpha = 1): Record<string, Value> {
  const { colour, opacity } = paint(css);
  const all = opacity * alpha;
  return { [what]: colour, [`${what}-opacity`]: all < 0.999 ? Math.round(all * 1000) / 1000 + "" : undefined };
}
