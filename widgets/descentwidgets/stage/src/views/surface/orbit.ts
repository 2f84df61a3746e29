// Turning and zooming a relief by pointer, wheel and keys.
import { whileHeld } from "../while_held";
import type { Camera } from "./camera";

const RADIANS_PER_PIXEL = 0.008;
const KEY_TURN = 0.1;

export function enableOrbit(el: HTMLElement, camera: Camera, changed: () => void): void {
  const act = (e: Event, change: () => void) => {
    e.preventDefault();
    change();
    changed();
  };
  el.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return;
    let last = [e.clientX, e.clientY];
    const move = (m: PointerEvent) => {
      camera.turn(-(m.clientX - last[0]) * RADIANS_PER_PIXEL, (m.clientY - last[1]) * RADIANS_PER_PIXEL);
      last = [m.clientX, m.clientY];
      changed();
    };
    whileHeld(el, e, move);
  });
  const wheel = (e: WheelEvent) => act(e, () => camera.scale(Math.exp(-Math.max(-0.5, Math.min(0.5, e.deltaY * 0.0015)))));
  el.addEventListener("wheel", wheel, { passive: false });
  el.addEventListener("dblclick", (e) => act(e, () => camera.reset()));
  el.addEventListener("keydown", (e) => {
    const change = {
      ArrowLeft: () => camera.turn(-KEY_TURN, 0), ArrowRight: () => camera.turn(KEY_TURN, 0),
      ArrowUp: () => camera.turn(0, KEY_TURN), ArrowDown: () => camera.turn(0, -KEY_TURN),
      "+": () => camera.scale(1.15), "=": () => camera.scale(1.15), "-": () => camera.scale(1 / 1.15), "0": () => camera.reset(),
    }[e.key];
    if (change === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.stopPropagation();
    act(e, change);
  });
}
