// Which views are shown: a box for each, all of them, or one alone.
import { h, setText } from "../dom";
import { icon } from "../icons";
import type { Lab, Part } from "../lab";
import { Popover } from "./popover";

export class ViewsChooser implements Part {
  readonly el: HTMLElement;
  private readonly popover: Popover;
  private readonly list = h("ul", { class: "views-list" });
  private readonly note = h("span", { class: "count" });
  private readonly boxes = new Map<string, HTMLInputElement>();

  constructor(private readonly lab: Lab) {
    const all = h("button", { type: "button", "data-testid": "views-all", onclick: () => (lab.layout.all(), this.paint()) }, "Show all");
    const opener = h("button", { type: "button", "data-testid": "views", title: "Choose the views that are shown (V)" },
      icon("views"), h("span", { class: "menu-label" }, "Views"), this.note);
    const content = h("div", { class: "views-form" }, h("div", { class: "row spread" }, h("h4", {}, "Views shown"), all), this.list);
    this.popover = new Popover(opener, content, () => this.prepare());
    this.el = this.popover.el;
    this.update();
  }

  toggle(): void {
    this.popover.toggle();
  }

  update(): void {
    const { count, ids } = this.lab.layout;
    setText(this.note, count < ids.length ? `${count} of ${ids.length}` : "");
  }

  private prepare(): HTMLElement | null {
    const { layout } = this.lab;
    this.boxes.clear();
    this.list.replaceChildren(...layout.ids.map((id) => {
      const title = layout.titles.get(id) ?? id;
      const box = h("input", { type: "checkbox", "data-testid": `shown-${id}`, onchange: () => (layout.toggle(id, box.checked), this.paint()) });
      this.boxes.set(id, box);
      return h("li", {}, h("label", {}, box, h("span", {}, title)),
        h("button", { type: "button", class: "mini", "data-testid": `only-${id}`, "aria-label": `Only ${title}`, onclick: () => (layout.only(id), this.paint()) }, "only"));
    }));
    this.paint();
    return this.boxes.get(layout.ids[0]) ?? null;
  }

  private paint(): void {
    const { layout } = this.lab;
    for (const [id, box] of this.boxes) {
      box.checked = layout.shown(id);
      // The last one stays: a page without a view would look broken.
      box.disabled = box.checked && layout.count === 1;
    }
    this.update();
  }
}
