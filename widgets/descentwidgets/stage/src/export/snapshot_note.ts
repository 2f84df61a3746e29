// What a snapshot is, over its views: of which run, and where it can be had live.
import { h } from "../dom";
import type { Lab } from "../lab";

export function snapshotNote({ spec, store }: Lab): { el: HTMLElement; update(): void } {
  const words = h("span");
  const link = h("a", { "data-testid": "open-live", hidden: true }, "Open it live");
  const code = h("code", { "data-testid": "snapshot-share" });
  const el = h("div", { class: "snapshot-note", "data-testid": "snapshot-note" }, words, link,
    h("details", {}, h("summary", {}, "How to go on from here"),
      h("p", {}, "With Descent Lab installed, ", h("code", {}, `descentlab serve ${spec.exhibit}`), " opens this exhibit; put this text after ", h("code", {}, "?run="), " in its address:"), code));
  let shown = "";
  return {
    el,
    update: () => {
      const key = `${store.head}|${store.share}`;
      if (key === shown || store.current === undefined) return;
      shown = key;
      words.textContent = `A snapshot: ${store.head.toLocaleString("en-US")} recorded steps. Scrub, hover, zoom and compare; nothing here computes. `;
      code.textContent = store.share;
      link.hidden = !spec.live;
      if (spec.live) link.setAttribute("href", `${spec.live}?run=${encodeURIComponent(store.share)}`);
    },
  };
}
