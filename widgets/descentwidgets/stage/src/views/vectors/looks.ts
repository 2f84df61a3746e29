// How each arrow is drawn, and in which order.
import type { Theme } from "../../theme";
import type { Look } from "./arrow";
import { conflicts, times, type Arrow, type Bundle } from "./bundle";
import type { Shaft } from "./scene";

/** Arrows end here, in edges: a longer one is cut. */
const LONGEST = 1.1;
/** From so many gradients on they are thin. */
const MANY = 8;

export interface Showing {
  /** Length of an edge; 0 where every arrow has length one. */
  edge: number;
  hues: readonly string[];
  picked: number;
  /** The update under the pointer; -1 for none. */
  pointed: number;
}

/** Where the tip is, in edges. */
export function placeOf({ at, length }: Pick<Arrow, "at" | "length">, edge: number): [number[], boolean] {
  if (edge === 0) return [length > 0 ? times(at, 1 / length) : at, false];
  const cut = length > LONGEST * edge;
  return [times(at, cut ? LONGEST / length : 1 / edge), cut];
}

/** From the lowest to the topmost: gradients, updates, the one that is followed, the one that is pointed at. */
export function shaftsOf({ gradients, updates }: Bundle, { edge, hues, picked, pointed }: Showing, theme: Theme): Shaft[] {
  const shaft = (arrow: Arrow, look: Omit<Look, "cut">): Shaft => {
    const [at, cut] = placeOf(arrow, edge);
    return { arrow, at, look: { ...look, cut } };
  };
  const width = gradients.length < MANY ? 3.4 : 1.4;
  const alpha = gradients.length < MANY ? 1 : 0.7;
  const rank = ({ index }: Arrow) => (index === pointed ? 2 : index === picked ? 1 : 0);
  const ordered = [...updates].sort((a, b) => rank(a) - rank(b));
  return [
    ...gradients.map((g) => shaft(g, { colour: theme.tokens.ink, width, dash: [], alpha, halo: gradients.length < MANY })),
    ...ordered.map((u) => {
      const strong = rank(u) > 0;
      const dim = pointed >= 0 && u.index !== pointed && u.index !== picked;
      return shaft(u, { colour: hues[u.index], width: strong ? 3 : 1.7, dash: conflicts(u) ? [6, 4] : [], alpha: dim ? 0.35 : strong || picked < 0 ? 1 : 0.8, halo: strong });
    }),
  ];
}
