// What the worker tells about data of the person's own.

/** The data a run is on; null where it is on the exhibit's own. */
export interface DataInfo {
  name: string;
  sha256: string;
  target: string;
  kind: "classes" | "numbers";
  rows: number;
  columns: number;
  classes: number;
}

/** A file as it would be used. */
export interface Preview {
  name: string;
  sha256: string;
  rows: number;
  columns: number;
  targets: string[];
  target: string;
  kind: "classes" | "numbers";
  kinds: ("classes" | "numbers")[];
  /** Complete rows, and inputs of each; 0 where there is a hindrance. */
  kept: number;
  inputs: number;
  /** Name and number of examples of each. */
  classes: [string, number][];
  /** The first rows as text; the target's columns come after `inputs` others. */
  head: { columns: string[]; inputs: number; rows: string[][] };
  remarks: string[];
  /** Grey values of the first examples, one byte each, as base64. */
  pictures: { count: number; height: number; width: number; grey: string; names: string[] } | null;
  /** Why it cannot be trained on; empty where it can. */
  hindrance: string;
}

/** The data that a link's run is on, waited for. */
export interface Wanted {
  name: string;
  sha256: string;
}

/** Parts of a frame's header, sent when they changed. */
export interface DataHeader {
  data?: DataInfo | null;
  preview?: Preview | null;
  wanted?: Wanted | null;
  /** Why the last file was of no use; empty where it was. */
  refused?: string;
}

const many = (n: number, one: string, more = `${one}s`) => `${n.toLocaleString("en-US")} ${n === 1 ? one : more}`;

/** Data in words: "150 examples with 4 inputs, 3 classes". */
export function described(rows: number, inputs: number, kind: DataInfo["kind"], classes: number): string {
  const told = kind === "classes" ? many(classes, "class", "classes") : "a number to be told";
  return `${many(rows, "example")} with ${many(inputs, "input")}, ${told}`;
}
