// One renderer a view kind.
import type { Lab, Part } from "../lab";
import { explainReadout } from "../page/explain";
import type { ViewSpec } from "../spec";
import { BoardView } from "./board";
import { CurveView } from "./curve";
import { DensityView } from "./density";
import { DensityMapView } from "./density_map";
import { EigenvaluesView } from "./eigenvalues";
import { GhostsView } from "./ghosts/view";
import { ImagesView } from "./images";
import { LandscapeView } from "./landscape/view";
import { LayersView } from "./layers";
import { MatrixView } from "./matrix";
import { PhaseView } from "./phase";
import { ProfileView } from "./profile";
import { VectorFieldView } from "./vector_field/view";
import { VectorsView } from "./vectors/view";

type Maker = new (lab: Lab, view: ViewSpec) => Part;

const MAKERS: Record<ViewSpec["kind"], Maker> = {
  landscape: LandscapeView,
  surface: LandscapeView,
  eigenvalues: EigenvaluesView,
  density: DensityView,
  density_map: DensityMapView,
  curve: CurveView,
  profile: ProfileView,
  layers: LayersView,
  matrix: MatrixView,
  phase: PhaseView,
  board: BoardView,
  images: ImagesView,
  ghosts: GhostsView,
  arrows: VectorsView,
  cone: VectorsView,
  vector_field: VectorFieldView,
};

export function makeView(lab: Lab, view: ViewSpec): Part {
  const Maker = MAKERS[view.kind] as Maker | undefined;
  if (Maker === undefined) {
    throw new TypeError(`view "${view.id}" has kind "${String(view.kind)}"; known are ${Object.keys(MAKERS).join(", ")}`);
  }
  const part = new Maker(lab, view);
  explainReadout(lab, view, part.el);
  return part;
}
