// The landscape's colours, computed instead of tabulated: a path through OKLCH (Ottosson, 2020) whose
// lightness rises linearly from low loss to high. Equal steps of the value are equal steps of lightness,
// so the map is perceptually uniform, and it reads the same in every kind of colour blindness and in grey.

interface Path {
  lightness: [number, number];
  hue: [number, number];
  chroma: [number, number];
}

// Dark pages end before white, so that the map does not outshine the curves; light pages start later.
const PATHS: Record<"dark" | "light", Path> = {
  dark: { lightness: [0.2, 0.78], hue: [285, 165], chroma: [0.11, 0.085] },
  light: { lightness: [0.42, 0.97], hue: [275, 120], chroma: [0.13, 0.05] },
};

/** Linear sRGB of an OKLCH colour; components outside [0, 1] are out of the screen's gamut. */
function linear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/**
 * sRGB bytes of an OKLCH colour. What the screen can't show loses chroma, never lightness: clipping the
 * components would bend the very scale the map is built on.
 */
export function oklch(lightness: number, chroma: number, hue: number): [number, number, number] {
  let rgb = linear(lightness, chroma, hue);
  for (let c = chroma; c > 0 && rgb.some((v) => v < 0 || v > 1); c -= 0.004) rgb = linear(lightness, c, hue);
  return rgb.map((v) => {
    const c = Math.min(1, Math.max(0, v));
    return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  }) as [number, number, number];
}

/** Colour of t in [0, 1]: 0 is the lowest loss. */
export function colour(theme: "dark" | "light", t: number): [number, number, number] {
  const { lightness, hue, chroma } = PATHS[theme];
  const mix = ([from, to]: [number, number]) => from + (to - from) * t;
  return oklch(mix(lightness), mix(chroma), mix(hue));
}

export function css([r, g, b]: [number, number, number]): string {
  return `rgb(${r} ${g} ${b})`;
}
