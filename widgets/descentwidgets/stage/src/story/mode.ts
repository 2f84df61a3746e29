// The switch between the story and all the controls.
import { h } from "../dom";
import type { Lab } from "../lab";

export class ModeSwitch {
  readonly el: HTMLElement;
  private readonly inputs: HTMLInputElement[];

  constructor(lab: Lab) {
    // Of this page's own: a notebook has several stages.
    const name = `mode-${Math.random().toString(36).slice(2)}`;
    const one = (id: string, text: string, told: boolean) => {
      const input = h("input", { type: "radio", name, "data-testid": `mode-${id}`, onchange: () => lab.story.tell(told) });
      return [input, h("label", {}, input, h("span", {}, text))] as const;
    };
    const both = [one("story", "Story", true), one("free", "All controls", false)];
    this.inputs = both.map(([input]) => input);
    this.el = h("fieldset", { class: "mode steers" }, h("legend", { class: "sr" }, "Follow the story or steer freely"),
      h("div", { class: "segment-row" }, ...both.map(([, label]) => label)));
    this.update(lab.story.on);
  }

  update(told: boolean): void {
    this.inputs[told ? 0 : 1].checked = true;
  }
}
