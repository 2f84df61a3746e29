// Named sets of settings. A preset restarts the run.
import { h } from "../dom";
import { sentence } from "../format";
import type { Lab } from "../lab";
import type { Value } from "../spec";
import { settingsInWords } from "../story/words";

export function presetButtons(lab: Lab): HTMLElement | null {
  const presets = lab.spec.presets ?? [];
  if (presets.length === 0) return null;
  return h("div", { class: "presets", role: "group", "aria-label": "Presets" },
    ...presets.map((p, i) =>
      h("button", {
        type: "button", "data-testid": `preset-${i}`, title: p.help,
        onclick: () => {
          applyPreset(lab, p.settings, lab.store.status.playing);
        },
      }, h("b", {}, sentence(p.name)), h("span", { class: "preset-effect" }, settingsInWords(lab.spec, p.settings) || "as it opens"))));
}

/** A new run with these settings; the worker leaves it paused, so playing on takes a second message. */
export function applyPreset(lab: Lab, settings: Record<string, Value>, play: boolean): void {
  lab.cursor.goLive();
  lab.client.send({ kind: "preset", settings });
  if (play) lab.client.send({ kind: "play" });
}
