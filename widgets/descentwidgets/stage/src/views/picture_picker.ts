// Pictures that can be picked: a click sets a live setting to the number of the example, a second one lets it go.
import type { Lab } from "../lab";
import type { Reading } from "../readings";
import type { ViewSpec } from "../spec";
import { setAttribute } from "../dom";
import { companion } from "./shown";

/** The setting's value for no example in particular. */
export const NOBODY = -1;

/** What a click on the picture of example `id` sets, where `picked` is the value now. */
export const afterClick = (id: number, picked: number) => (id === picked ? NOBODY : id);

export class PicturePicker {
  private ids: Float32Array | undefined;
  private picked = NOBODY;

  private constructor(private readonly lab: Lab, private readonly name: string, private readonly series: string, private readonly el: HTMLElement) {
    el.classList.add("picks");
  }

  /** Null where the view does not ask for it, or its setting cannot be set while the run goes on. */
  static of(lab: Lab, view: ViewSpec, el: HTMLElement): PicturePicker | null {
    const setting = lab.spec.settings.find((s) => s.name === view.pick && s.live === true);
    return setting === undefined || view.ids === undefined ? null : new PicturePicker(lab, setting.name, view.ids, el);
  }

  /** Look up the numbers of the pictures shown and which of them is picked; what the picture depends on. */
  follow(main: Reading, branch: number): string {
    const ids = companion(this.lab, branch, this.series, main);
    this.ids = ids?.data;
    // What was just clicked is on its way: the old one must not flash back.
    if (!this.lab.client.steering) this.picked = Number(this.lab.store.branches[branch]?.info.settings[this.name] ?? NOBODY);
    setAttribute(this.el, "data-picked", String(this.picked));
    return `${ids?.serial}:${this.picked}`;
  }

  isPicked(place: number): boolean {
    return this.picked !== NOBODY && this.ids?.[place] === this.picked;
  }

  pick(place: number): void {
    const id = this.ids?.[place];
    if (id === undefined || !Number.isFinite(id)) return;
    this.picked = afterClick(id, this.picked);
    this.lab.cursor.goLive();
    this.lab.client.steer(`set ${this.name}`, { kind: "set", name: this.name, value: this.picked });
    this.lab.invalidate();
  }

  /** What the read-out adds about a picture. */
  hint(place: number): string {
    const id = this.ids?.[place];
    return id === undefined || !Number.isFinite(id) ? "" : ` · example ${id}, ${this.isPicked(place) ? "shown: click lets it go" : "click shows it"}`;
  }

  get described(): string {
    return `; arrow keys go from picture to picture, Enter picks${this.picked === NOBODY ? "" : `; example ${this.picked} is picked`}`;
  }
}
