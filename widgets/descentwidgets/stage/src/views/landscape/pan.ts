// Wheel zooms, dragging the background pans, double-click shows the plane's window again.
import { whileHeld } from "../while_held";

/** What can be zoomed about a pixel, moved by pixels and shown as it was. */
export interface Pannable {
  zoom(factor: number, px: number, py: number): void;
  pan(dx: number, dy: number): void;
  reset(): void;
}

export function enablePan(canvas: HTMLElement, view: Pannable, changed: () => void): void {
  const at = (e: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top] as const;
  };
  canvas.addEventListener(
    "wheel",
    (e) => {
      e.preventDefault();
      view.zoom(Math.exp(Math.max(-0.5, Math.min(0.5, e.deltaY * 0.0015))), ...at(e));
      changed();
    },
    { passive: false },
  );
  canvas.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return;
    let last = [e.clientX, e.clientY];
    const move = (m: PointerEvent) => {
      view.pan(m.clientX - last[0], m.clientY - last[1]);
      last = [m.clientX, m.clientY];
      changed();
    };
    whileHeld(canvas, e, move);
  });
  canvas.addEventListener("dblclick", () => {
    view.reset();
    changed();
  });
}
