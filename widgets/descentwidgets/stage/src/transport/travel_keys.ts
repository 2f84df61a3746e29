// Keys that travel in time: bookmarks, taking back, comparing.
import type { Lab } from "../lab";
import type { TransportBar } from "./bar";
import type { KeyBinding } from "./keys";

export function travelKeys(lab: Lab, bar: TransportBar): KeyBinding[] {
  return [
    { shown: "B", does: "bookmark the step shown", keys: ["b"], act: () => bar.bookmarks.open() },
    { shown: ", .", does: "to the bookmark before, to the next one", keys: [",", "."], act: (e) => bar.bookmarks.go(e.key === "." ? 1 : -1) },
    { shown: "C", does: "compare two branches", keys: ["c"], act: () => bar.compare.open() },
    { shown: "ctrl Z", does: "undo the last command: a new branch from just before it", keys: ["z"], ctrl: true,
      act: () => lab.client.send({ kind: "undo" }) },
  ];
}
