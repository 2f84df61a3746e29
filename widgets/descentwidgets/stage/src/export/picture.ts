// A picture for paper: one view, or all of them side by side, as an SVG of a size in millimetres.
import { cursorStep } from "../lab";
import type { ViewSpec } from "../spec";
import { branchNames } from "./branch_names";
import { Figure, type Drawing, type FigureOptions } from "./figure";
import type { Kit } from "./kit";
import { element, escaped, num, painted } from "./markup";
import { PAPER_MM, paperWidth, PX_PER_MM, type Columns } from "./sizes";

export interface Picture {
  /** A whole SVG file. */
  svg: string;
  /** In CSS pixels of the drawing, and in mm on paper. */
  width: number;
  height: number;
  mm: [number, number];
}

export interface Look {
  columns: Columns;
  theme: "light" | "dark";
}

/** Between two pictures side by side (CSS px). */
const GAP = 14;

export async function pictureOf(kit: Kit, views: readonly ViewSpec[], { columns, theme }: Look): Promise<Picture> {
  const { lab } = kit;
  const step = cursorStep(lab);
  const abreast = views.length > 1 && columns === "double" ? 2 : 1;
  const whole = paperWidth(columns);
  const width = Math.floor((whole - GAP * (abreast - 1)) / abreast);
  const drawings: Drawing[] = [];
  for (const view of views) drawings.push(await drawingOf(kit, view, { width, theme, step, range: lab.range }));
  const { inside, height } = arranged(kit, drawings, abreast, whole, theme, footOf(kit, step));
  const mm: [number, number] = [PAPER_MM[columns], height / PX_PER_MM];
  return { svg: fileOf(kit, inside, whole, height, mm, views, step), width: whole, height, mm };
}

/** What the line under a picture says. */
export function footOf({ lab }: Kit, step: number): string {
  const branch = lab.store.branches.filter(Boolean).length > 1 ? `, ${lab.store.current?.info.name ?? ""}` : "";
  return `${lab.spec.title}, step ${step.toLocaleString("en-US")}${branch} · Descent Lab`;
}

async function drawingOf(kit: Kit, view: ViewSpec, options: FigureOptions): Promise<Drawing> {
  const figure = await Figure.make(kit, view, options);
  try {
    return await figure.draw(options.step);
  } finally {
    figure.remove();
  }
}

/** The drawings in rows, under them which branch is which, and what it is all of. */
export function arranged(kit: Kit, drawings: Drawing[], abreast: number, whole: number, theme: Look["theme"], foot: string): { inside: string; height: number } {
  const paints = kit.themeOf(theme);
  const { tokens } = paints;
  let inside = "";
  let y = 0;
  for (let i = 0; i < drawings.length; i += abreast) {
    const row = drawings.slice(i, i + abreast);
    row.forEach((d, k) => {
      inside += element("g", { transform: `translate(${num(k * (d.width + GAP))} ${num(y)})` }, d.inside);
    });
    y += Math.max(...row.map((d) => d.height)) + (i + abreast < drawings.length ? GAP : 0);
  }
  const names = branchNames(kit, paints, y + 13);
  if (names !== "") y += 17;
  const look = { "font-family": "system-ui, Helvetica, Arial, sans-serif", "font-size": 10.5, ...painted("fill", tokens.muted) };
  inside += names + element("text", { x: 6, y: y + 13, ...look }, escaped(foot));
  y += 19;
  return { inside: element("rect", { x: 0, y: 0, width: whole, height: y, ...painted("fill", tokens.panel) }) + inside, height: y };
}

function fileOf({ lab }: Kit, inside: string, width: number, height: number, mm: [number, number], views: readonly ViewSpec[], step: number): string {
  const titles = views.map((v) => v.title ?? v.id).join(", ");
  const about = `${lab.spec.claim ?? ""} (${lab.spec.exhibit}, step ${step}; the session as the text after ?run= of a link: ${lab.store.share})`;
  const head = element("title", {}, escaped(`${lab.spec.title}: ${titles}`)) + element("desc", {}, escaped(about));
  return element("svg", {
    xmlns: "http://www.w3.org/2000/svg", width: `${num(mm[0])}mm`, height: `${num(mm[1])}mm`, viewBox: `0 0 ${num(width)} ${num(height)}`,
  }, head + inside);
}
