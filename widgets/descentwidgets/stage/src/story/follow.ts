// What a step of the story does to the run.
import { applyPreset } from "../controls/presets";
import type { Lab } from "../lab";
import type { Setting, Spec, StoryStep, Value } from "../spec";

/** What can be set live is set in the run there is, which goes on; everything else starts one and plays it. */
export function follow(lab: Lab, step: StoryStep): void {
  const settings = step.settings ?? {};
  if (restarts(lab, step)) return applyPreset(lab, settings, true);
  lab.cursor.goLive();
  const now = lab.store.current?.info.settings ?? {};
  for (const [name, value] of Object.entries(settings)) {
    if (now[name] !== value) lab.client.send({ kind: "set", name, value });
  }
  // Another look shows at once; what steers shows in the steps that follow.
  if (!isLook(lab.spec, settings) && !lab.store.status.playing) lab.client.send({ kind: "play" });
}

/** Whether the step does anything to the run. */
export function acts(step: StoryStep): boolean {
  return step.restart === true || Object.keys(step.settings ?? {}).length > 0;
}

/** Whether it starts a new run; one that has diverged does not go on. */
export function restarts(lab: Lab, step: StoryStep): boolean {
  return acts(step) && (!goesOn(lab.spec, step) || lab.store.current?.info.state === "diverged");
}

/** Whether all that it sets can be set in the run there is. */
export function goesOn(spec: Spec, { settings, restart }: StoryStep): boolean {
  return restart !== true && everySetting(spec, settings ?? {}, (s) => s.live === true);
}

/** Whether it only changes what is looked at. */
export function isLook(spec: Spec, settings: Record<string, Value>): boolean {
  return everySetting(spec, settings, (s) => s.live === true && s.group === "view");
}

/** Whether the run is as the step would have it: a step that starts a new run leaves the rest at the defaults. */
export function inForce(spec: Spec, step: StoryStep, now: Record<string, Value>): boolean {
  const set = step.settings ?? {};
  if (!Object.entries(set).every(([name, value]) => same(now[name], value))) return false;
  if (goesOn(spec, step)) return true;
  return spec.settings.every((s) => s.name in set || s.group === "view" || now[s.name] === undefined || same(now[s.name], s.default));
}

/** Why the reader should be asked before a new run starts; null where nothing would be lost but the run itself. */
export function atStake(lab: Lab): string | null {
  const branches = lab.store.branches.filter(Boolean).length;
  const marks = lab.store.bookmarks.length;
  const parts = [branches > 1 ? `${branches} branches` : "", marks > 0 ? `${marks} bookmark${marks > 1 ? "s" : ""}` : ""];
  return parts.some(Boolean) ? `the ${parts.filter(Boolean).join(" and ")} you have` : null;
}

const same = (a: Value | undefined, b: Value) => a === b || (typeof a === "number" && typeof b === "number" && Math.abs(a - b) <= 1e-9 * Math.abs(b));

function everySetting(spec: Spec, settings: Record<string, Value>, holds: (s: Setting) => boolean): boolean {
  const named = new Set(spec.settings.filter(holds).map((s) => s.name));
  return Object.keys(settings).every((name) => named.has(name));
}
