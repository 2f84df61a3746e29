// Which update the run follows: a live choice whose values stand for the updates, set by a click on one.
import type { Lab } from "../../lab";
import type { Setting, Value, ViewSpec } from "../../spec";

export class UpdatePicker {
  private picked: Value | undefined;

  private constructor(private readonly lab: Lab, private readonly setting: Setting, private readonly values: readonly Value[]) {}

  /** Null where the view does not ask for it, or its setting cannot be set while the run goes on. */
  static of(lab: Lab, view: ViewSpec): UpdatePicker | null {
    const setting = lab.spec.settings.find((s) => s.name === view.pick && s.live === true);
    return setting === undefined || view.picks === undefined ? null : new UpdatePicker(lab, setting, view.picks);
  }

  /** The row of the update that is picked on the active branch; -1 where it is not among them. */
  follow(): number {
    // What was just clicked is on its way: the old one must not flash back.
    if (!this.lab.client.steering) this.picked = this.lab.store.current?.info.settings[this.setting.name];
    return this.picked === undefined ? -1 : this.values.indexOf(this.picked);
  }

  /** Whether a click on this row sets anything. */
  takes(row: number): boolean {
    const value = this.values[row];
    return value !== undefined && (this.setting.values ?? [value]).includes(value);
  }

  pick(row: number): void {
    if (!this.takes(row)) return;
    const value = (this.picked = this.values[row]);
    this.lab.cursor.goLive();
    this.lab.client.steer(`set ${this.setting.name}`, { kind: "set", name: this.setting.name, value });
    this.lab.invalidate();
  }
}
