// What must be known to read the views of the active branch, such as that a theory no longer holds.
import { h, setHidden, setText } from "../dom";
import type { Lab, Part } from "../lab";

/** A remark stays at least this long after its cause (ms): one that comes and goes would shake the page. */
const LINGER_MS = 800;

export class Remarks implements Part {
  private readonly banner = h("div", { class: "remarks", "data-testid": "remarks", hidden: true });
  // Always in the document: screen readers speak what changes in a region, not a region that appears.
  private readonly spoken = h("div", { class: "sr", role: "status", "aria-live": "polite" });
  readonly el = h("div", { class: "contents" }, this.banner, this.spoken);
  private key = "";
  private subject = "";
  private timer = 0;

  constructor(private readonly lab: Lab) {}

  update(): void {
    const { store } = this.lab;
    const remarks = store.current?.info.remarks ?? [];
    const subject = `${store.gen}|${store.active}`;
    const key = JSON.stringify(remarks);
    if (key === this.key && subject === this.subject) return this.keep();
    if (remarks.length === 0 && subject === this.subject && this.key !== "[]") {
      if (this.timer === 0) this.timer = window.setTimeout(() => this.show(subject, "[]", []), LINGER_MS);
      return;
    }
    this.show(subject, key, remarks);
  }

  destroy(): void {
    clearTimeout(this.timer);
  }

  /** It is there again: it does not go. */
  private keep(): void {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  private show(subject: string, key: string, remarks: string[]): void {
    this.keep();
    [this.subject, this.key] = [subject, key];
    setHidden(this.banner, remarks.length === 0);
    setText(this.spoken, remarks.join(" "));
    this.banner.replaceChildren(...remarks.map((text) => {
      // "Outside the theory: why": what it is about stands out.
      const [, lead = "", rest = text] = /^([^:.]{1,40}:)\s(.*)$/s.exec(text) ?? [];
      return h("p", {}, lead ? h("strong", {}, lead) : null, lead ? ` ${rest}` : rest);
    }));
  }
}
