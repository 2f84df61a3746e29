// Every command of the runs, branch by branch: a way to its step, and a way to take it back.
import { h, setText } from "../dom";
import type { LogEntry } from "../frame";
import { icon } from "../icons";
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
    const many = branches.filter(Boolean).length > 1;
    const rows = branches.flatMap((branch, index) => {
      const entries = log.filter((e) => e.branch === index);
      return branch && entries.length > 0 ? [...(many ? [this.heading(index)] : []), ...entries.map((e) => this.row(e))] : [];
    });
    this.list.replaceChildren(...rows);
    this.list.scrollTop = this.list.scrollHeight;
  }

  private heading(index: number): HTMLElement {
    const { store } = this.lab;
    return h("li", { class: "log-branch", style: `--c:var(--branch-${store.slot(index) % 6})` },
      h("i", { class: "dot" }), store.branches[index]!.info.name);
  }

  private row(entry: LogEntry): HTMLElement {
    const { cursor, store, client } = this.lab;
    const { branch, index, step, text } = entry;
    return h("li", {},
      h("button", {
        type: "button", class: "step-link", title: "Show this step in every view", "aria-label": `Show step ${step}`,
        onclick: () => cursor.pin(step, store.head),
      }, String(step)),
      h("span", {}, text),
      index === undefined ? null : h("button", {
        type: "button", class: "log-undo steers", "data-testid": `undo-${branch}-${index}`,
        title: `Undo: a new branch from just before “${text}”`, "aria-label": `Undo ${text} at step ${step}`,
        onclick: () => client.send({ kind: "undo", branch, index }),
      }, icon("undo")));
  }
}
