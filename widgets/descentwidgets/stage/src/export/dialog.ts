// A dialog over the page: a form with what it makes beside it. In a shadow root of its own, in the page's theme.
import type { Kit } from "./kit";
import dialogStyles from "./dialog.css";

export class Dialog {
  readonly el: HTMLDialogElement;
  private readonly host = document.createElement("div");
  /** Words on how it goes, spoken as well. */
  readonly says: HTMLElement;
  private readonly opener = deepFocus();

  constructor(private readonly kit: Kit, name: string, title: string, private readonly left: () => void) {
    const { h } = kit;
    this.says = h("p", { class: "says", role: "status", "data-testid": `${name}-says` });
    this.el = h("dialog", { class: "export", "data-testid": `${name}-dialog`, "aria-labelledby": "export-title", onclose: () => this.close() },
      h("header", {}, h("h3", { id: "export-title" }, title),
        h("button", { type: "button", class: "round", "aria-label": "Close", "data-testid": `${name}-close`, onclick: () => this.el.close() }, "×")));
    const root = h("div", { class: "lab" }, this.el);
    kit.applyTheme(root, kit.lab.theme);
    root.style.cssText += ";height:0;min-height:0;background:none;container:none;border:0";
    // The page's own keys must not act on the run behind a dialog.
    this.el.addEventListener("keydown", (e) => e.stopPropagation());
    this.host.attachShadow({ mode: "open" }).append(h("style", {}, kit.styles + dialogStyles), root);
    document.body.append(this.host);
    this.el.showModal();
  }

  private close(): void {
    this.left();
    this.host.remove();
    this.opener?.focus();
  }

  /** A group of choices; returns it, and what is chosen. */
  choice<T extends string>(name: string, label: string, values: readonly (readonly [T, string])[], first: T, changed: () => void): { el: HTMLElement; value: () => T } {
    const { h } = this.kit;
    let value = first;
    const el = h("fieldset", { class: "choices" }, h("legend", {}, label), ...values.map(([v, text]) => {
      const input = h("input", { type: "radio", name, value: v, checked: v === first, "data-testid": `${name}-${v}` });
      input.addEventListener("change", () => {
        value = v;
        changed();
      });
      return h("label", {}, input, h("span", {}, text));
    }));
    return { el, value: () => value };
  }

  button(name: string, text: string, act: () => void, primary = false): HTMLButtonElement {
    return this.kit.h("button", { type: "button", class: primary ? "primary" : undefined, "data-testid": name, onclick: act }, text);
  }
}

/** What has the focus, inside whatever shadow roots. */
function deepFocus(): HTMLElement | null {
  let at: Element | null = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement ? at : null;
}

/** A file's name without its ending: exhibit, what, step. */
export function nameOf({ lab }: Kit, what: string, step: number | string): string {
  return [lab.spec.exhibit, what, `step${step}`].filter(Boolean).join("-").replace(/[^\w-]+/g, "_");
}

export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
