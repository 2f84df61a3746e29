// The frame around every view: title, read-out of the cursor step, tools, "how to read it".
import { h, setHidden, setText, type Child } from "../dom";
import type { Lab } from "../lab";
import { markup } from "../markup";
import { cardMenu } from "../page/card_menu";
import type { ViewSpec } from "../spec";

export class Card {
  readonly el: HTMLElement;
  readonly body = h("div", { class: "card-body" });
  readonly legend = h("div", { class: "legend" });
  private readonly value: HTMLElement;
  private readonly pair = h("div", { class: "card-compared", hidden: true });
  private readonly second = h("span", { class: "card-subtitle" });
  private readonly tools = h("span", { class: "card-tools" });

  constructor(lab: Lab, view: ViewSpec, title: string, help: string) {
    lab.layout.titles.set(view.id, title);
    const id = `help-${view.id}`;
    this.value = h("div", { class: "readout", "data-testid": `readout-${view.id}` });
    const tip = h("div", { class: "tip", id, role: "tooltip" }, ...markup(view.help ?? help));
    this.el = h(
      "section",
      { class: `card card-${view.kind}`, "data-testid": `view-${view.id}`, "aria-label": title },
      h(
        "header",
        { class: "card-head" },
        h("div", { class: "card-title" }, h("h3", { title }, title, this.second), this.value),
        this.tools,
        h(
          "span",
          { class: "tip-anchor" },
          h("button", { type: "button", class: "round", "aria-label": `How to read: ${title}`, "aria-describedby": id }, "?"),
          tip,
        ),
        ...cardMenu(lab, view, this, title),
      ),
      this.legend,
      this.pair,
      this.body,
    );
  }

  addTool(...tools: Child[]): void {
    for (const tool of tools) if (tool) this.tools.append(tool);
  }

  /** The characters a read-out may have; where title and read-out do not both fit, the title stays. */
  readoutWidth(characters: number): void {
    this.value.style.flexBasis = `${characters}ch`;
  }

  /** What is shown in place of what the title says: "B − A"; empty for nothing. */
  subtitle(text: string): void {
    setText(this.second, text);
  }

  /** Both values while two branches are compared; null for no line. */
  compared(text: string | null): void {
    setHidden(this.pair, text === null);
    setText(this.pair, text ?? "");
  }

  readout(text: string): void {
    setText(this.value, text);
  }
}

/** Calls back with the size of `el` whenever it changes, and never with an empty one. */
export function onResize(el: HTMLElement, callback: (width: number, height: number) => void): () => void {
  const observer = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = el;
    if (clientWidth > 0 && clientHeight > 0) callback(clientWidth, clientHeight);
  });
  observer.observe(el);
  return () => observer.disconnect();
}
