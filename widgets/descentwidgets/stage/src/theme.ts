// Colours of the page, in one place for CSS (as variables) and canvas (as values).

export type ThemeName = "dark" | "light";
export type ThemeChoice = ThemeName | "auto";

export interface Theme {
  name: ThemeName;
  tokens: Record<"bg" | "panel" | "raised" | "line" | "ink" | "muted" | "faint" | "accent" | "on-accent" | "warn" | "bad" | "good", string>;
  grid: string;
  /** The strong dashed line of 2/eta and the region above it. */
  threshold: string;
  unstable: string;
  /** Outline under trails and points, so that they stand out on any colour of the map. */
  halo: string;
  /** Found by search: told apart, and from the background, by the three kinds of dichromats (test/palette.test.ts). */
  branches: string[];
}

const dark: Theme = {
  name: "dark",
  tokens: {
    bg: "#0b0f15", panel: "#131922", raised: "#1d2531", line: "#2a3441", ink: "#edf2f8",
    muted: "#a3b0c0", faint: "#6c7a8c", accent: "#58b4ff", "on-accent": "#04121f",
    warn: "#f4bf50", bad: "#ff7b7b", good: "#52d49a",
  },
  grid: "rgba(160,180,205,0.10)",
  threshold: "#f4f7fb",
  unstable: "rgba(255,110,110,0.11)",
  halo: "rgba(5,8,14,0.75)",
  branches: ["#ffb02e", "#54c8ff", "#009a00", "#c863ac", "#9c60fb", "#defd89"],
};

const light: Theme = {
  name: "light",
  tokens: {
    bg: "#f2f4f7", panel: "#ffffff", raised: "#edf1f5", line: "#d5dce4", ink: "#131c27",
    muted: "#4d5b6c", faint: "#8794a3", accent: "#0b63c5", "on-accent": "#ffffff",
    warn: "#8a5a00", bad: "#c0261f", good: "#0c7a4a",
  },
  grid: "rgba(40,60,90,0.09)",
  threshold: "#131c27",
  unstable: "rgba(200,40,40,0.07)",
  halo: "rgba(255,255,255,0.85)",
  branches: ["#c8430a", "#0b6bcb", "#074e3d", "#a92d8d", "#521b84", "#5c7837"],
};

export function themeOf(name: ThemeName): Theme {
  return name === "dark" ? dark : light;
}

/** Line dashes by branch: a branch never differs by colour alone. */
const DASHES: number[][] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2]];

export function branchColour(theme: Theme, branch: number): string {
  return theme.branches[branch % theme.branches.length];
}

export function branchDash(branch: number): number[] {
  return DASHES[branch % DASHES.length];
}

/** Set the CSS variables of a theme on the root element. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  root.dataset["theme"] = theme.name;
  for (const [name, value] of Object.entries(theme.tokens)) root.style.setProperty(`--${name}`, value);
  root.style.setProperty("--threshold", theme.threshold);
  theme.branches.forEach((value, i) => root.style.setProperty(`--branch-${i}`, value));
  root.style.colorScheme = theme.name;
}
