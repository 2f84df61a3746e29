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
}

export interface ViewSpec {
  id: string;
  kind: "landscape" | "curve" | "eigenvalues" | "density";
  title?: string;
  help?: string;
  series?: string[];
  log?: boolean;
  threshold?: string;
  threshold_label?: string;
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
}

export interface Spec {
  exhibit: string;
  title: string;
  claim?: string;
  paper?: string;
  /** True where the stage owns the whole page (address bar, document-wide keys). */
  page?: boolean;
  settings: Setting[];
  presets?: Preset[];
  series?: SeriesSpec[];
  views: ViewSpec[];
  story?: StoryStep[];
}

/** The series' declaration; a series that was sent but not declared still gets a name. */
export function seriesSpec(spec: Spec, name: string): SeriesSpec {
  return spec.series?.find((s) => s.name === name) ?? { name, label: name.replace(/_/g, " "), cols: 1 };
}
