// Whether the person has a control in hand: then the run's echo must not move it.

export class Held {
  private down = false;

  constructor(...elements: HTMLElement[]) {
    for (const el of elements) {
      el.addEventListener("pointerdown", () => (this.down = true));
      // The release may happen anywhere on the page.
      el.addEventListener("pointerdown", () =>
        addEventListener("pointerup", () => (this.down = false), { once: true }));
    }
  }

  get now(): boolean {
    return this.down;
  }
}
