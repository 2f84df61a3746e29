// A read-out at a place of a picture: a ring at the place, its numbers beside it.
import { h, setText } from "../dom";

/** What lies at a place of the picture: where to mark it, and what to say. */
export interface Probe {
  x: number;
  y: number;
  text: string;
  /** The step it stands for, which hovering shows in every view and a click keeps. */
  step?: number;
  /** The name it is of, which comes forward in every view. */
  name?: string;
}

export class ProbeTip {
  private readonly text = h("div", { class: "probe", role: "status", hidden: true });
  private readonly mark = h("div", { class: "probe-mark", hidden: true });

  constructor(parent: HTMLElement) {
    parent.append(this.mark, this.text);
  }

  /** Show it inside a picture of this size, or hide it. */
  show(found: Probe | null, width: number, height: number): void {
    this.text.hidden = this.mark.hidden = found === null;
    if (found === null) return;
    setText(this.text, found.text);
    this.mark.style.transform = `translate(${found.x.toFixed(1)}px, ${found.y.toFixed(1)}px)`;
    // On the side with more room; never under the pointer.
    const right = found.x < width / 2;
    const y = Math.min(Math.max(found.y, 22), height - 26);
    this.text.style.transform = `translate(${(found.x + (right ? 14 : -14)).toFixed(1)}px, ${y.toFixed(1)}px) translate(${right ? 0 : -100}%, -50%)`;
  }
}
