// One renderer a view kind.
import type { Lab, Part } from "../lab";
import type { ViewSpec } from "../spec";
import { CurveView } from "./curve";
import { DensityView } from "./density";
import { EigenvaluesView } from "./eigenvalues";
import { LandscapeView } from "./landscape/view";

export function makeView(lab: Lab, view: ViewSpec): Part {
  switch (view.kind) {
    case "landscape": return new LandscapeView(lab, view);
    case "eigenvalues": return new EigenvaluesView(lab, view);
    case "density": return new DensityView(lab, view);
    case "curve": return new CurveView(lab, view);
    default: {
      const kind: never = view.kind;
      throw new TypeError(`view "${(view as ViewSpec).id}" has kind "${String(kind)}"; known are landscape, curve, eigenvalues, density`);
    }
  }
}
