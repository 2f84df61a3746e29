// The exhibit's story, one step at a time.
import { h, setText } from "../dom";
import type { Lab } from "../lab";
import { markup } from "../markup";
import { applyPreset } from "./presets";
import type { Setting, StoryStep, Value } from "../spec";

export function guide(lab: Lab): HTMLElement | null {
  const story = lab.spec.story ?? [];
  if (story.length === 0) return null;
  const body = h("div", { class: "story", "aria-live": "polite" });
  const count = h("span", { class: "count" });
  const back = h("button", { type: "button", "data-testid": "guide-back", onclick: () => go(at - 1) }, "Back");
  const next = h("button", { type: "button", "data-testid": "guide-next", onclick: () => go(at + 1) }, "Next");
  let at = 0;
  const go = (to: number) => {
    at = Math.min(story.length - 1, Math.max(0, to));
    setText(count, `${at + 1} of ${story.length}`);
    back.disabled = at === 0;
    next.disabled = at === story.length - 1;
    body.replaceChildren(...content(lab, story[at]));
  };
  go(0);
  return h("div", { class: "guide" }, body, h("div", { class: "row" }, back, count, next));
}

function content(lab: Lab, step: StoryStep): HTMLElement[] {
  const out: HTMLElement[] = [h("h4", {}, step.title)];
  for (const paragraph of step.text.split(/\n\s*\n/)) out.push(h("p", {}, ...markup(paragraph)));
  if (step.settings && Object.keys(step.settings).length > 0) {
    const live = goesOn(lab, step);
    out.push(h("div", { class: "row" },
      h("button", {
        type: "button", class: "try", "data-testid": "guide-try",
        onclick: () => follow(lab, step),
      }, "Try it"),
      h("span", { class: "starts" }, live ? "the run goes on" : "starts a new run")));
  }
  return out;
}

/** What can be set live is set in the run there is, which goes on; everything else starts one and plays it. */
export function follow(lab: Lab, step: StoryStep): void {
  const settings = step.settings ?? {};
  // A run that has diverged does not go on.
  if (!goesOn(lab, step) || lab.store.current?.info.state === "diverged") return applyPreset(lab, settings, true);
  lab.cursor.goLive();
  for (const [name, value] of Object.entries(settings)) lab.client.send({ kind: "set", name, value });
  // Another look shows at once; what steers shows in the steps that follow.
  if (!isLook(lab, settings) && !lab.store.status.playing) lab.client.send({ kind: "play" });
}

export function goesOn(lab: Lab, { settings, restart }: StoryStep): boolean {
  return restart !== true && everySetting(lab, settings ?? {}, (s) => s.live === true);
}

function isLook(lab: Lab, settings: Record<string, Value>): boolean {
  return everySetting(lab, settings, (s) => s.live === true && s.group === "view");
}

function everySetting(lab: Lab, settings: Record<string, Value>, holds: (s: Setting) => boolean): boolean {
  const named = new Set(lab.spec.settings.filter(holds).map((s) => s.name));
  return Object.keys(settings).every((name) => named.has(name));
}
