// One picture of arrows: the scene, then the names where there is room.
import { formatValue } from "../../format";
import type { Theme } from "../../theme";
import type { Bundle } from "./bundle";
import { placeOf, shaftsOf, type Showing } from "./looks";
import { drawNames, namesOf } from "./names";
import type { Scene, Shaft } from "./scene";

/** Returns the arrows as they are drawn, from the lowest to the topmost. */
export function paintVectors(c: CanvasRenderingContext2D, scene: Scene, shown: Bundle, showing: Showing, { width, height }: { width: number; height: number }, theme: Theme): Shaft[] {
  const { edge, picked, pointed } = showing;
  const shafts = shaftsOf(shown, showing, theme);
  const bundle = { ...shown, gradients: shown.gradients.map((g) => ({ ...g, at: placeOf(g, edge)[0] })) };
  scene.draw(c, { bundle, shafts, edge: edge === 0 ? "all of one length" : `length ${formatValue(edge, 2)}` }, theme);
  const tips = shafts.map((s) => scene.project(s.at));
  const names = namesOf(shafts, tips, scene.project([0, 0, 0]), shown, [picked, pointed], theme);
  drawNames(c, names, tips, { x: 2, y: 2, width: width - 4, height: height - 4 }, theme);
  return shafts;
}
