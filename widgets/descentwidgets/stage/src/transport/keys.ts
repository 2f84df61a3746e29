// Keyboard: the same acts as the buttons. Fields, sliders and the draggable point keep their own keys.
import { cursorStep, type Lab } from "../lab";
import type { ViewsChooser } from "../page/views_chooser";
import type { TransportBar } from "./bar";

export interface KeyBinding {
  /** As the help shows it, and what it does. */
  shown: string;
  does: string;
  /** Values of `KeyboardEvent.key`; letters as small ones. */
  keys: readonly string[];
  /** With control (or command) held; without it never. */
  ctrl?: boolean;
  /** Whether it would do anything now; without it always. */
  when?(): boolean;
  act(event: KeyboardEvent): void;
}

/** The keys of the page itself. */
export function pageKeys(lab: Lab, bar: TransportBar, views: ViewsChooser, help: () => void): KeyBinding[] {
  const { layout } = lab;
  const by = (e: KeyboardEvent, n: number) => lab.cursor.pin(cursorStep(lab) + n * (e.shiftKey ? 10 : 1), lab.store.head);
  const view = (digit: string) => layout.ids.filter((id) => layout.shown(id))[Number(digit) - 1];
  return [
    { shown: "space", does: "play or pause", keys: [" "], act: () => bar.toggle() },
    { shown: "← →", does: "one step back or forward through the past (with shift: ten)", keys: ["ArrowLeft", "ArrowRight"],
      act: (e) => by(e, e.key === "ArrowLeft" ? -1 : 1) },
    { shown: "L", does: "live: back to the head of the run", keys: ["l"], act: () => lab.cursor.goLive() },
    { shown: "F", does: "fork at the step shown", keys: ["f"], act: () => bar.fork.open() },
    { shown: "R", does: "reset", keys: ["r"], act: () => bar.reset() },
    { shown: "S", does: "one step", keys: ["s"], act: () => bar.step() },
    { shown: "V", does: "choose the views", keys: ["v"], act: () => views.toggle() },
    { shown: "1 – 9", does: "fill the stage with that view, and back", keys: [..."123456789"],
      act: (e) => view(e.key) !== undefined && layout.fill(layout.full === view(e.key) ? null : view(e.key)) },
    { shown: "?", does: "this help", keys: ["?"], act: help },
    { shown: "Esc", does: "close what is open; back to all views", keys: ["Escape"], when: () => layout.full !== null, act: () => layout.fill(null) },
  ];
}

/** Listen on `target` (the document of a page, the stage of a notebook cell). Returns how to stop. */
export function listenKeys(target: EventTarget, bindings: readonly KeyBinding[]): () => void {
  const listener = (event: Event) => {
    const e = event as KeyboardEvent;
    if (e.defaultPrevented || e.altKey) return;
    const path = e.composedPath();
    if (path[0] instanceof HTMLElement && ownsKey(path[0], e.key)) return;
    // In a panel or dialog no key acts on the page behind it; the key of the help also closes it.
    if (e.key !== "?" && path.some((el) => el instanceof HTMLElement && el.matches("dialog, .popover"))) return;
    const found = bindingOf(bindings, e);
    if (found === undefined) return;
    e.preventDefault();
    found.act(e);
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}

/** The binding that a key press calls. */
export function bindingOf(
  bindings: readonly KeyBinding[], e: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">,
): KeyBinding | undefined {
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const ctrl = e.ctrlKey || e.metaKey;
  return bindings.find((b) => (b.ctrl ?? false) === ctrl && b.keys.includes(key) && (b.when?.() ?? true));
}

/** Whether the element does something itself with this key. */
function ownsKey(el: HTMLElement, key: string): boolean {
  if (el.isContentEditable || el instanceof HTMLSelectElement || el instanceof HTMLTextAreaElement) return key !== "Escape";
  // The scrub slider's arrows already scrub.
  if (el instanceof HTMLInputElement) {
    const typed = !["range", "radio", "checkbox"].includes(el.type);
    return key !== "Escape" && (typed || key.startsWith("Arrow") || (key === " " && el.type !== "range"));
  }
  return key === " " && (el instanceof HTMLButtonElement || el.tagName === "SUMMARY");
}
