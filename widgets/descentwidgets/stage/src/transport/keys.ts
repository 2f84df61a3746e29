// Keyboard: the same acts as the buttons. Fields, sliders and the draggable point keep their own keys.
import { cursorStep, type Lab } from "../lab";
import type { TransportBar } from "./bar";

export const KEYS: [string, string][] = [
  ["space", "play or pause"],
  ["← →", "one step back or forward through the past (with shift: ten)"],
  ["L", "live: back to the head of the run"],
  ["F", "fork at the step shown"],
  ["R", "reset"],
  ["S", "one step"],
  ["?", "this help"],
  ["Esc", "close"],
];

/** Listen on `target` (the document of a page, the stage of a notebook cell). Returns how to stop. */
export function listenKeys(target: EventTarget, lab: Lab, bar: TransportBar, help: () => void): () => void {
  const listener = (event: Event) => {
    const e = event as KeyboardEvent;
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
    const from = e.composedPath()[0];
    if (from instanceof HTMLElement && ownsKey(from, e.key)) return;
    const act = action(e, lab, bar, help);
    if (act === null) return;
    e.preventDefault();
    act();
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}

function action(e: KeyboardEvent, lab: Lab, bar: TransportBar, help: () => void): (() => void) | null {
  const by = (n: number) => () => lab.cursor.pin(cursorStep(lab) + n * (e.shiftKey ? 10 : 1), lab.store.head);
  switch (e.key) {
    case " ": return () => bar.toggle();
    case "ArrowLeft": return by(-1);
    case "ArrowRight": return by(1);
    case "l": case "L": return () => lab.cursor.goLive();
    case "f": case "F": return () => bar.fork.open();
    case "r": case "R": return () => bar.reset();
    case "s": case "S": return () => bar.step();
    case "?": return help;
    default: return null;
  }
}

/** Whether the element does something itself with this key. */
function ownsKey(el: HTMLElement, key: string): boolean {
  if (el.isContentEditable || el instanceof HTMLSelectElement || el instanceof HTMLTextAreaElement) return true;
  // The scrub slider's arrows already scrub.
  if (el instanceof HTMLInputElement) return el.type === "text" || key.startsWith("Arrow") || (el.type === "radio" && key === " ");
  return key === " " && (el instanceof HTMLButtonElement || el.tagName === "SUMMARY");
}
