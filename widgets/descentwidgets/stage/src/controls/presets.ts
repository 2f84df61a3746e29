// Named sets of settings. A preset restarts the run.
import { h } from "../dom";
import type { Lab } from "../lab";

export function presetButtons(lab: Lab): HTMLElement | null {
  const presets = lab.spec.presets ?? [];
  if (presets.length === 0) return null;
  return h("div", { class: "presets", role: "group", "aria-label": "Presets" },
    ...presets.map((p, i) =>
      h("button", {
        type: "button", "data-testid": `preset-${i}`, title: p.help ?? describe(p.settings),
        onclick: () => {
          lab.cursor.goLive();
          lab.client.send({ kind: "preset", settings: p.settings });
        },
      }, p.name)));
}

const describe = (settings: Record<string, unknown>) =>
  Object.entries(settings).map(([k, v]) => `${k} = ${String(v)}`).join(", ");
