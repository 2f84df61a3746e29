// Every command of the run with its step: what the share link replays.
import { h, setText } from "../dom";
import type { Lab, Part } from "../lab";

export class CommandLog implements Part {
  readonly el: HTMLDetailsElement;
  private readonly list = h("ol", { "data-testid": "log-list" });
  private readonly count = h("span", { class: "count" });
  private shown: unknown = null;

  constructor(private readonly lab: Lab) {
    this.el = h("details", { class: "section", "data-testid": "log" },
      h("summary", {}, "Command log ", this.count), this.list);
    this.el.addEventListener("toggle", () => this.update());
  }

  update(): void {
    const { log, branches } = this.lab.store;
    setText(this.count, log.length === 0 ? "" : String(log.length));
    if (!this.el.open || this.shown === log) return;
    this.shown = log;
    if (log.length === 0) {
      this.list.replaceChildren(h("li", { class: "muted" }, "Nothing yet: change a setting, drag the point, kick or fork."));
      return;
    }
    this.list.replaceChildren(...log.map((entry) =>
      h("li", {},
        h("button", {
          type: "button", class: "step-link", title: "Show this step in every view",
          onclick: () => this.lab.cursor.pin(entry.step, this.lab.store.head),
        }, String(entry.step)),
        branches.length > 1 ? h("i", { class: "dot", style: `--c:var(--branch-${this.lab.store.slot(entry.branch) % 6})` }) : null,
        h("span", {}, entry.text))));
    this.list.scrollTop = this.list.scrollHeight;
  }
}
