// A pointer that went down on an element, until it is let go.

/** Calls `move` for every motion of the pointer that `down` began, wherever it goes, then `released`. */
export function whileHeld(el: HTMLElement, down: PointerEvent, move: (e: PointerEvent) => void, released: () => void = () => {}): void {
  el.setPointerCapture(down.pointerId);
  const end = () => {
    el.removeEventListener("pointermove", move);
    el.removeEventListener("pointerup", end);
    el.removeEventListener("pointercancel", end);
    released();
  };
  el.addEventListener("pointermove", move);
  el.addEventListener("pointerup", end);
  el.addEventListener("pointercancel", end);
}
