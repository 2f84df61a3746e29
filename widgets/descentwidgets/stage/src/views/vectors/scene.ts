// What draws arrows: a plane, or space seen by a camera. Lengths are in edges: one reaches the edge of the picture.
import type { Theme } from "../../theme";
import type { Arrow, Bundle } from "./bundle";
import type { Look, Pixel } from "./arrow";

/** An arrow as it is shown. */
export interface Shaft {
  arrow: Arrow;
  /** Of its tip, in edges. */
  at: number[];
  look: Look;
}

export interface Drawing {
  bundle: Bundle;
  /** From the lowest to the topmost, where nothing says which is nearer. */
  shafts: Shaft[];
  /** The length an edge stands for, in words. */
  edge: string;
}

export interface Scene {
  /** What the picture depends on beside the arrows. */
  readonly key: string;
  readonly help: string;
  /** Whether arrow keys turn the picture, instead of going from tip to tip. */
  readonly turns: boolean;
  setSize(width: number, height: number): void;
  /** Let pointer and keys change what is seen. */
  enable(surface: HTMLElement, changed: () => void): void;
  project(at: readonly number[]): Pixel;
  /** The place under a pixel, in the plane of the screen through `through`. */
  under(pixel: Pixel, through: readonly number[]): number[];
  /** Everything but the names. */
  draw(c: CanvasRenderingContext2D, drawing: Drawing, theme: Theme): void;
}
