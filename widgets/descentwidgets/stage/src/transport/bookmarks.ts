// Bookmarks: a button with a name for the step shown, and the list of the steps that have one.
import { h, setText } from "../dom";
import { icon } from "../icons";
import { cursorStep, type Lab } from "../lab";
import { Popover } from "../page/popover";
import { markAt, marksOf, nextMark, type Mark } from "./marks";

export class Bookmarks {
  readonly el: HTMLElement;
  private readonly popover: Popover;
  private readonly title = h("h4");
  private readonly field = h("input", { type: "text", "data-testid": "bookmark-name", autocomplete: "off", maxlength: 60, "aria-label": "Name of the bookmark" });
  private readonly list = h("ul", { class: "mark-list", "data-testid": "bookmark-list" });
  private readonly form: HTMLFormElement;
  private step = 0;
  private key = "";

  constructor(private readonly lab: Lab) {
    this.form = h("form", { class: "mark-form steers", onsubmit: (e: Event) => (e.preventDefault(), this.save()) },
      this.title,
      h("div", { class: "row" }, this.field, h("button", { type: "submit", class: "primary", "data-testid": "bookmark-save" }, "Save")));
    const opener = h("button", { type: "button", "data-testid": "bookmark", title: "Bookmark the step shown (B)", "aria-label": "Bookmarks" }, icon("bookmark"));
    this.popover = new Popover(opener, h("div", { class: "marks-panel" }, this.form, this.list), () => this.prepare());
    this.el = this.popover.el;
  }

  open(): void {
    this.popover.toggle(true);
  }

  /** To the next bookmark (1) or the one before (−1). */
  go(by: 1 | -1): void {
    const { store, cursor } = this.lab;
    const step = nextMark(store, store.active, cursorStep(this.lab), by);
    if (step !== undefined) cursor.pin(step, store.head);
    else this.lab.notify({ level: "info", text: by > 0 ? "There is no bookmark after this step." : "There is no bookmark before this step." });
  }

  update(): void {
    if (!this.popover.isOpen) return;
    const { store } = this.lab;
    const marks = marksOf(store, store.active);
    const key = JSON.stringify(marks);
    if (key === this.key) return;
    this.key = key;
    this.list.replaceChildren(...marks.map((mark) => this.row(mark)));
  }

  private row(mark: Mark): HTMLElement {
    const { cursor, store, client } = this.lab;
    return h("li", {},
      h("button", { type: "button", class: "mark-go", "data-testid": `bookmark-${mark.index}`, onclick: () => cursor.pin(mark.step, store.head) },
        h("b", {}, String(mark.step)), h("span", {}, mark.name)),
      h("button", { type: "button", class: "mark-x steers", "data-testid": `bookmark-${mark.index}-remove`, "aria-label": `Remove the bookmark ${mark.name}`,
        onclick: () => client.send({ kind: "unbookmark", index: mark.index }) }, icon("close")));
  }

  private prepare(): HTMLElement {
    const { store } = this.lab;
    this.key = "";
    this.step = cursorStep(this.lab);
    const known = markAt(store, store.active, this.step);
    setText(this.title, `${known ? "Rename the bookmark of" : "Bookmark"} step ${this.step}`);
    this.field.value = known?.name ?? "";
    this.field.placeholder = `step ${this.step}`;
    this.lab.invalidate();
    return this.field;
  }

  private save(): void {
    this.popover.toggle(false);
    this.lab.client.send({ kind: "bookmark", step: this.step, name: this.field.value });
  }
}
