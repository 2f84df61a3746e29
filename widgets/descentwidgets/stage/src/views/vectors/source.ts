// What a picture of arrows shows at a step: gradients, updates and rays of one and the same reading.
import type { Lab } from "../../lab";
import type { Reading } from "../../readings";
import { companion, entryNames, shownReading } from "../shown";
import { bundleOf, type Bundle } from "./bundle";
import type { PlaceHandle } from "./place_handle";

export class VectorSource {
  /** The gradients' reading; undefined before the first. */
  main: Reading | undefined;
  bundle: Bundle | null = null;
  /** Names of all updates, measured or not. */
  titles: string[] = [];
  /** Tells what is shown from any other. */
  serial = "";

  /** `series`: of the gradients, the updates and the rays. */
  constructor(private readonly lab: Lab, private readonly series: readonly string[]) {}

  read(step: number): void {
    const { lab, lab: { store }, series } = this;
    const main = (this.main = shownReading(lab, store.active, series[0] ?? "", step));
    const [updates, rays] = [series[1], series[2]].map((name) => main && companion(lab, store.active, name, main));
    const serial = main === undefined ? "" : [main.serial, updates?.serial, rays?.serial, store.active, store.gen].join();
    if (serial === this.serial) return;
    this.serial = serial;
    this.titles = updates === undefined ? [] : entryNames(lab, store.active, series[1], 0, updates.shape[0]);
    this.bundle = main === undefined ? null : bundleOf(main, updates, rays, entryNames(lab, store.active, series[0], 0, main.shape[0]), this.titles);
  }

  /** With gradients that are held in hand where the hand has them; what was made of them follows when it is measured. */
  inHand(tips: readonly (PlaceHandle | undefined)[], live: boolean): Bundle | null {
    const { bundle, serial } = this;
    const held = tips.map((tip, k) => tip?.follow(bundle?.gradients.find((g) => g.index === k)?.at ?? null, serial, live));
    if (bundle === null) return null;
    const gradients = bundle.gradients.map((g) => {
      const at = held[g.index] ?? g.at;
      return at.every((v, k) => v === g.at[k]) ? g : { ...g, at, length: Math.hypot(...at) };
    });
    return { ...bundle, gradients };
  }
}
