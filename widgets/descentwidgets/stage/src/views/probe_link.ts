// What the pointer finds in a picture, shown by every other view: the step it stands for, the name it is of.
import type { Lab } from "../lab";
import type { Probe } from "./probe";

export class ProbeLink {
  private step = false;
  private name = false;

  /** `picture`: who asks the cursor for the step without its own hovering. */
  constructor(private readonly lab: Lab, private readonly picture: object) {}

  show(found: Probe | null): void {
    const { lab } = this;
    // Only what this picture has set is taken back: another may have the pointer by now.
    if (found?.step !== undefined) lab.cursor.hover(found.step, this.picture);
    else if (this.step) lab.cursor.hover(null);
    this.step = found?.step !== undefined;
    if (found?.name !== undefined) lab.point(found.name);
    else if (this.name) lab.point(null);
    this.name = found?.name !== undefined;
  }

  /** Stay at the step of what was clicked. */
  keep(found: Probe | null): void {
    if (found?.step !== undefined) this.lab.cursor.pin(found.step, this.lab.store.head);
  }
}
