// What the exports need of the page. They are a module of their own, fetched when first asked for, and must not bring
// the views along a second time.
import { h } from "../dom";
import { save } from "../files";
import type { Lab, Part } from "../lab";
import { seriesSpec, type ViewSpec } from "../spec";
import { styles } from "../styles";
import { applyTheme, branchDash, themeOf } from "../theme";
import { makeView } from "../views/make";

export interface Kit {
  readonly lab: Lab;
  readonly styles: string;
  make(lab: Lab, view: ViewSpec): Part;
  applyTheme: typeof applyTheme;
  themeOf: typeof themeOf;
  dashOf: typeof branchDash;
  seriesSpec: typeof seriesSpec;
  save: typeof save;
  h: typeof h;
}

export function kitOf(lab: Lab): Kit {
  return { lab, styles, make: makeView, applyTheme, themeOf, dashOf: branchDash, seriesSpec, save, h };
}

/** What the module exports. */
export interface ExportModule {
  /** `views`: those to be drawn, in order. */
  openPicture(kit: Kit, views: readonly ViewSpec[]): void;
  openMovie(kit: Kit, views: readonly ViewSpec[]): void;
}
