// What a step or a preset does, in words.
import { choiceName } from "../controls/choice";
import { formatInput } from "../format";
import type { Spec, StoryStep, Value } from "../spec";
import { goesOn, isLook } from "./follow";

/** "learning rate η = 0.1, loss = cross-entropy"; "" for none. */
export function settingsInWords(spec: Spec, settings: Record<string, Value>): string {
  return Object.entries(settings).map(([name, value]) => {
    const setting = spec.settings.find((s) => s.name === name);
    const unit = setting?.unit ? ` ${setting.unit}` : "";
    const shown = typeof value === "number" ? formatInput(value) + unit : setting ? choiceName(setting, value) : String(value);
    return `${setting?.label ?? name} = ${shown}`;
  }).join(", ");
}

/** What happens to the run; `restarts` where it starts a new one for another reason than the settings. */
export function consequence(spec: Spec, step: StoryStep, restarts = false): string {
  if (restarts || !goesOn(spec, step)) return "starts a new run";
  return isLook(spec, step.settings ?? {}) ? "the run stays as it is" : "the run goes on";
}

/** "sets loss = MSE and starts a new run". */
export function effect(spec: Spec, step: StoryStep, restarts = false): string {
  const sets = settingsInWords(spec, step.settings ?? {});
  const then = consequence(spec, step, restarts);
  if (sets === "") return `${then} with the defaults`;
  return `sets ${sets}${then.startsWith("starts") ? " and " : "; "}${then}`;
}
