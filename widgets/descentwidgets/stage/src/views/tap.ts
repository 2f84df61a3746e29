// A press and release at one place: the end of a drag is no click.

/** A pointer that moved further (px) between press and release was dragging. */
const MOVED = 5;

export function onTap(el: HTMLElement, act: (x: number, y: number) => void): void {
  let pressed: [number, number] = [0, 0];
  el.addEventListener("pointerdown", (e) => (pressed = [e.offsetX, e.offsetY]));
  el.addEventListener("click", (e) => {
    if (Math.hypot(e.offsetX - pressed[0], e.offsetY - pressed[1]) < MOVED) act(e.offsetX, e.offsetY);
  });
}
