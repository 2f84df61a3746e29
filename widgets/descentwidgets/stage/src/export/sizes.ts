// Sizes on paper. A drawing is laid out in CSS pixels such that its small print, 11 px, is 7.5 pt high in print.
import type { ViewSpec } from "../spec";

export type Columns = "single" | "double";

/** Widths of one and two columns of a page, in mm. */
export const PAPER_MM: Record<Columns, number> = { single: 89, double: 183 };
/** CSS pixels a mm: 11 of them are 7.5 pt. */
export const PX_PER_MM = 11 / (7.5 * (25.4 / 72));

export const paperWidth = (columns: Columns) => Math.round(PAPER_MM[columns] * PX_PER_MM);

/** Height over width of what a kind draws. */
const SHAPE: Partial<Record<ViewSpec["kind"], number>> = {
  landscape: 0.8, surface: 0.8, matrix: 0.85, ghosts: 0.85, arrows: 0.8, cone: 0.8, vector_field: 0.8, phase: 0.75, images: 0.48, board: 0.62,
};

/** Of one column; over two columns a picture is wider than high. */
export function bodyHeight(view: ViewSpec, width: number): number {
  const shape = SHAPE[view.kind] ?? 0.56;
  return Math.round(width > 500 ? width * Math.min(0.62, 0.75 * shape) : width * shape);
}
