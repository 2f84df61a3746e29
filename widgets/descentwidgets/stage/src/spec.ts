// What the page is told once: the exhibit's declaration, as JSON, constant for the life of the page.

export type Value = number | string | boolean;

export interface Setting {
  name: string;
  label?: string;
  help?: string;
  type: "float" | "int" | "choice" | "bool";
  low?: number;
  high?: number;
  step?: number | null;
  log?: boolean;
  unit?: string;
  values?: Value[];
  /** Value -> text shown for it, for choices whose values are identifiers. */
  labels?: Record<string, string>;
  live?: boolean;
  group?: string;
  default: Value;
}

export interface SeriesSpec {
  name: string;
  label?: string;
  unit?: string;
  cols: number;
  columns?: string[];
  log?: boolean;
  /** What a read-out tells on request: a sentence, the definition in TeX, author and year. */
  meaning?: string;
  formula?: string;
  source?: string;
  /** Of one step's numbers, where they are more than a list. */
  shape?: number[];
  dims?: string[];
}

/** A series whose readings travel whole. */
export interface ArraySpec {
  name: string;
  label?: string;
  unit?: string;
  log?: boolean;
  dims?: string[];
  shape?: number[];
  /** Names of the entries along the first dimension. */
  columns?: string[];
  meaning?: string;
  formula?: string;
  source?: string;
}

export interface ViewSpec {
  id: string;
  /** Of any kind: takes two rows of the left half of a wide page, as kinds that need height do by themselves. */
  tall?: boolean;
  kind: "landscape" | "surface" | "curve" | "eigenvalues" | "density" | "density_map" | "profile" | "layers" | "matrix" | "phase" | "board" | "images" | "ghosts" | "arrows" | "cone" | "vector_field";
  title?: string;
  help?: string;
  series?: string[];
  log?: boolean;
  /** Series of the stability threshold; "" where there is none. */
  threshold?: string;
  threshold_label?: string;
  /** Names of companion series: half-widths of errors, residuals, exact outliers, curves drawn on top. */
  error?: string;
  residuals?: string;
  outliers?: string;
  eigenvalues?: string;
  model?: string;
  marks?: string;
  trace?: string;
  xlabel?: string;
  ylabel?: string;
  rowlabel?: string;
  columnlabel?: string;
  /** Ends of a colour range, and digits printed in the cells. */
  low?: number | null;
  high?: number | null;
  digits?: number | null;
  /** Of a curve: horizontal reference lines, of a profile vertical ones; of a curve: columns drawn dashed and bold, by their place. */
  lines?: ReferenceLine[];
  dashed?: number[];
  bold?: number[];
  /** Of a curve: the hue of each column by its number, for columns that belong together (then told apart by dash). */
  hues?: number[];
  /** Of orbits: how many of the last points are shown (0: all), whether both axes have one scale, their names. */
  trail?: number;
  equal?: boolean;
  names?: string[];
  /** Series of a covariance (xx, xy, yy) drawn as its one-sigma ellipse, and of its centre (the origin without). */
  ellipse?: string;
  ellipse_at?: string;
  ellipse_label?: string;
  /** Of a board: what each row's threshold is, as a formula. */
  formulas?: string[];
  /** Of images: a name for each group. */
  groups?: string[];
  /** Series with a number for each picture, and the live setting that takes the number of a picture that is clicked. */
  ids?: string;
  pick?: string;
  /** Of arrows and cones: the values of `pick` that stand for the updates, in their order. */
  picks?: Value[];
  /** Of arrows and cones: at first every arrow has unit length. */
  unit?: boolean;
  /**
   * Of ghosts: the live setting that scales the step, which dragging the step sets. Of arrows, cones and vector
   * fields: the live settings that are the coordinates of each gradient, or of each lane's start.
   */
  drag?: string | string[][];
  /** Of a vector field: [x0, x1, y0, y1] of its nodes, names of the basins' numbers, a series of a scalar under it. */
  window?: [number, number, number, number];
  categories?: string[];
  /** What the bold line is; without it the Pareto front. */
  front?: string;
  /** How much is seen beyond the window, so that cells at its rim are whole. */
  margin?: [number, number];
  /** Places of categories that are no end worth a hue, such as "not yet". */
  plain?: number[];
  background?: string;
  /** Of a vector field: a series of whole paths [lane, step, 2], known ahead of the steps. */
  paths?: string;
  /** Of a profile: lines, by their place, that do not decide about the vertical range. */
  loose?: number[];
  /** Of a profile: its horizontal axis is the step, and the step shown is marked on it. */
  cursor?: boolean;
}

export interface ReferenceLine {
  at: number;
  label?: string;
}

export interface Preset {
  name: string;
  help?: string;
  settings: Record<string, Value>;
}

export interface StoryStep {
  title: string;
  text: string;
  settings?: Record<string, Value>;
  /** Start a new run with them even where all are live. */
  restart?: boolean;
  /** The view it points at. */
  view?: string;
}

export interface Spec {
  exhibit: string;
  title: string;
  claim?: string;
  paper?: string;
  /** True where the stage owns the whole page (address bar, document-wide keys). */
  page?: boolean;
  /** The server keeps runs that are saved. */
  saves?: boolean;
  /** Kinds of targets a data set of one's own may have here; none where it takes no data. */
  takes_data?: string[];
  settings: Setting[];
  presets?: Preset[];
  series?: SeriesSpec[];
  arrays?: ArraySpec[];
  views: ViewSpec[];
  story?: StoryStep[];
  /** A recorded run in a file of its own: nothing steers, the cursor moves along the record. */
  snapshot?: boolean;
  /** A loop that is not the lab's takes the steps: nothing steers. */
  watched?: boolean;
  /** Name of a channel that the notebook's kernel opens to this stage. */
  feed?: string;
  /** Of a model that is nowhere but here: a link to it opens nothing elsewhere. */
  own?: boolean;
  /** Of a snapshot: the citation of what was used, and the exhibit's address on the server it is from. */
  bibtex?: string;
  live?: string;
  /** MathML of every formula in the texts and of the series, by its TeX. */
  formulas?: Record<string, string>;
}

/** The series' declaration; a series that was sent but not declared still gets a name. */
export function seriesSpec(spec: Spec, name: string): SeriesSpec {
  return spec.series?.find((s) => s.name === name) ?? { name, label: name.replace(/_/g, " "), cols: 1 };
}

/** The declaration of a series drawn from whole readings, however it is sent. */
export function arraySpec(spec: Spec, name: string): ArraySpec {
  return spec.arrays?.find((a) => a.name === name) ?? seriesSpec(spec, name);
}

/** The series of the threshold a view is read against, or "" where the exhibit has none. */
export function thresholdOf(spec: Spec, view: ViewSpec): string {
  return view.threshold ?? (spec.series?.some((s) => s.name === "threshold") ? "threshold" : "");
}
