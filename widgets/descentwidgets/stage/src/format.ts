// Numbers as people write them: four significant digits, powers of ten with superscripts.

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function superscript(n: number): string {
  const digits = String(Math.abs(n)).replace(/\d/g, (d) => SUPERSCRIPT[Number(d)]);
  return (n < 0 ? "⁻" : "") + digits;
}

/** For read-outs. Not measured (NaN) is a dash, which no number looks like. */
export function formatValue(value: number | undefined, digits = 4): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) {
    // Not toPrecision: it turns 15500 with three digits into 1.55e+4.
    const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    return short(value, value.toFixed(decimals)).replace("-", "−");
  }
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 2)).split("e");
  return `${short(value / 10 ** Number(exponent), mantissa).replace("-", "−")}×10${superscript(Number(exponent))}`;
}

/** For axis ticks: as short as the spacing allows. */
export function formatTick(value: number, step: number): string {
  if (value === 0 || Math.abs(value) < step * 1e-6) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return formatValue(value, 3);
  // As many decimals as the spacing has: 0.025 has three.
  let decimals = 0;
  while (decimals < 8 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  return value.toFixed(decimals).replace("-", "−");
}

/** For text fields: exact, and what Number() reads back. */
export function formatInput(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** Zeros at the end are dropped from numbers that are exactly that; a reading keeps its width while it runs. */
function short(value: number, text: string): string {
  // Compared as the float32 they came in: 0.4 is 0.4.
  return text.includes(".") && Math.abs(Number(text) - value) <= 1e-7 * Math.abs(value) ? text.replace(/\.?0+$/, "") : text;
}

/** First letter large, for labels; Greek stays: η and H are different things. */
export function sentence(text: string): string {
  return text.replace(/^[a-z]/, (c) => c.toUpperCase());
}
