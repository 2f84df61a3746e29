// Where figures are laid out: beside the page, out of sight and reach, in a shadow root of their own.
import type { Theme } from "../theme";
import figureStyles from "./figure.css";
import type { Kit } from "./kit";

export class Bench {
  private readonly host = document.createElement("div");
  readonly lab: HTMLElement;

  constructor(kit: Kit, theme: Theme, width: number) {
    this.host.inert = true;
    this.host.setAttribute("aria-hidden", "true");
    this.host.style.cssText = `position:fixed;left:-20000px;top:0;width:${width}px;contain:layout style`;
    this.lab = kit.h("div", { class: "lab figure-bench" });
    this.host.attachShadow({ mode: "open" }).append(kit.h("style", {}, kit.styles + figureStyles), this.lab);
    kit.applyTheme(this.lab, theme);
    document.body.append(this.host);
  }

  remove(): void {
    this.host.remove();
  }
}

/** Until the browser has laid out what was put in place, and told those who observe their size. */
export function laidOut(): Promise<void> {
  // A tab in the background has no animation frames: there a timer must do.
  const frame = () => new Promise<void>((go) => {
    const timer = setTimeout(go, 120);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(go, 0);
    });
  });
  return frame().then(frame);
}
