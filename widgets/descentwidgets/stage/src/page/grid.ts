// Where the views go on a wide page: a landscape, and each picture that needs height, takes two rows of the left half
// with two views beside it; the rest share the rows below. Narrow pages leave it to the style sheet.
import type { ViewSpec } from "../spec";

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
