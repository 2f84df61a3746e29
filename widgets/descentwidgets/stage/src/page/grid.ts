// Where the views go on a wide page: a landscape, and each picture that needs height, takes two rows of the left half
// with two views beside it; the rest share the rows below. Narrow pages leave it to the style sheet.
import { h, setHidden } from "../dom";
import type { Part } from "../lab";
import type { ViewSpec } from "../spec";
import type { Layout } from "./layout";

const TALL: ReadonlySet<ViewSpec["kind"]> = new Set(["board", "ghosts", "arrows", "cone", "vector_field"] as const);

/** The CSS grid area of each view on twelve columns, and the number of rows. */
export function place(views: ViewSpec[]): { areas: string[]; rows: number } {
  const landscape = ["landscape", "surface"].map((kind) => views.findIndex((v) => v.kind === kind)).find((i) => i >= 0) ?? -1;
  const tall = views.flatMap((v, i) => (TALL.has(v.kind) || v.tall === true ? [i] : []));
  if (landscape >= 0) tall.unshift(landscape);
  const areas = new Array<string>(views.length);
  const order = views.map((_, i) => i).filter((i) => !tall.includes(i));
  let row = 1;
  for (const i of tall) {
    const beside = order.splice(0, 2);
    areas[i] = area(1, row, beside.length > 0 ? 6 : 12, 2);
    beside.forEach((b, k) => (areas[b] = area(7, row + k, 6, beside.length === 1 ? 2 : 1)));
    row += 2;
  }
  while (order.length > 0) {
    const inRow = order.splice(0, order.length === 4 ? 2 : 3);
    const width = 12 / inRow.length;
    inRow.forEach((i, k) => (areas[i] = area(1 + k * width, row, width, 1)));
    row++;
  }
  return { areas, rows: row - 1 };
}

const area = (column: number, row: number, width: number, height: number) =>
  `${row} / ${column} / span ${height} / span ${width}`;

/** Least heights of a row of views (px): where they do not all fit anyhow, the page scrolls and each has room. */
const ROW = 170;
const CROWDED_ROW = 208;

/** The element with the views that are shown, each in its place. */
export class Grid {
  readonly el: HTMLElement;
  private filled: string | null = null;

  constructor(private readonly specs: ViewSpec[], private readonly views: Part[], private readonly layout: Layout) {
    this.el = h("div", { class: "grid" }, ...views.map((v) => v.el));
  }

  /** To be called when other views are shown. */
  arrange(): void {
    const { layout, specs, views } = this;
    const { areas, rows } = place(specs.filter((v) => layout.drawn(v.id)));
    this.el.style.setProperty("--rows", String(rows));
    this.el.style.setProperty("--row", `${rows > 3 ? CROWDED_ROW : ROW}px`);
    let next = 0;
    specs.forEach(({ id }, i) => {
      const { el } = views[i];
      setHidden(el, !layout.drawn(id));
      el.classList.toggle("is-full", layout.full === id);
      if (layout.drawn(id)) el.style.setProperty("--area", areas[next++]);
    });
    this.refocus();
  }

  /** Back from a view that filled the stage, the focus is at its menu. */
  private refocus(): void {
    const left = this.filled;
    this.filled = this.layout.full;
    if (left === null || this.filled !== null) return;
    this.el.querySelector<HTMLElement>(`[data-testid="menu-${left}"]`)?.focus();
  }
}
