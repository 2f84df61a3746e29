// The panel for data of one's own: choose a file, look at it, train on it, go back.
import { h } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";
import { previewOf } from "./preview";
import { described } from "./told";

/** What the panel shows beside what the worker tells. */
export interface Coming {
  /** Share of a file that has been sent; null where none is on its way. */
  share: number | null;
  name: string;
  /** What is wrong with a file that was not even sent. */
  wrong: string;
}

export class DataDialog {
  readonly el: HTMLDialogElement;
  private readonly content = h("div", { class: "data-body" });
  private readonly input = h("input", { type: "file", hidden: true, accept: ".csv,.tsv,.txt,.npz", "data-testid": "data-file",
    onchange: () => this.picked() });
  private readonly choose = h("button", { type: "button", "data-testid": "data-choose", onclick: () => this.input.click() }, "Choose a file");

  constructor(private readonly lab: Lab, private readonly take: (file: File) => void) {
    this.el = h("dialog", { class: "data-dialog", "data-testid": "data-dialog", "aria-label": "Your own data",
      // Letters typed here are nobody's shortcuts; Escape is the dialog's.
      onkeydown: (e: KeyboardEvent) => e.stopPropagation(),
      onclick: (e: Event) => {
        if (e.target === this.el) this.el.close();
      } },
      h("header", {}, h("h3", {}, "Your own data"),
        h("button", { type: "button", class: "round", "aria-label": "Close", "data-testid": "data-close", onclick: () => this.el.close() }, icon("close"))),
      this.content);
  }

  open(beside: HTMLElement): void {
    // Not within the header: where that folds, it would fold the dialog away with it.
    if (!this.el.isConnected) beside.append(this.el);
    if (this.el.open) return;
    this.el.showModal();
    this.choose.focus();
  }

  /** Draw what is known now. */
  show(coming: Coming): void {
    const { data, preview, wanted, refused } = this.lab.store;
    const send = this.lab.client;
    const wrong = coming.share === null ? coming.wrong || refused : "";
    const focused = this.el.contains(this.root.activeElement) ? (this.root.activeElement as HTMLElement).dataset["testid"] : undefined;
    this.content.replaceChildren(
      h("p", { "data-testid": "data-now" }, "This run is on ", data === null ? "the digits, 8×8 pixels each."
        : h("span", {}, h("b", {}, data.name), `: ${described(data.rows, data.columns, data.kind, data.classes)}. `),
      data && button("data-drop", "Back to the digits", () => (send.send({ kind: "drop_data" }), this.el.close()))),
      ...(wanted ? [h("div", { class: "data-note", role: "status", "data-testid": "data-wanted" },
        h("p", {}, "The link's run is on ", h("b", {}, wanted.name), ", which no link can carry. Choose that file, and the run is replayed. Its SHA-256 begins with ",
          h("code", {}, wanted.sha256.slice(0, 12)), "."),
        button("data-forget", "Go on without it", () => (send.send({ kind: "drop_data" }), this.el.close())))] : []),
      this.zone(coming),
      ...(wrong ? [h("p", { class: "data-note is-bad", role: "alert", "data-testid": "data-wrong" }, wrong)] : []),
      ...(preview && coming.share === null ? [
        h("h4", {}, `${preview.name}: `, preview.hindrance ? `${preview.rows.toLocaleString("en-US")} rows, ${preview.columns} columns`
          : described(preview.kept, preview.inputs, preview.kind, preview.classes.length)),
        ...previewOf(preview, (target, as) => send.send({ kind: "choose_target", target, as })),
        ...(preview.hindrance ? [h("p", { class: "data-note is-bad", role: "alert", "data-testid": "data-hindrance" }, preview.hindrance)] : []),
        h("div", { class: "row" },
          button("data-use", "Train on it", () => (send.send({ kind: "use_data" }), this.el.close()), preview.hindrance !== ""),
          h("span", { class: "muted" }, "This starts a new run; present branches go.")),
      ] : []));
    if (focused) this.content.querySelector<HTMLElement>(`[data-testid="${focused}"]`)?.focus();
  }

  private get root(): DocumentOrShadowRoot {
    return this.el.getRootNode() as unknown as DocumentOrShadowRoot;
  }

  private zone({ share, name }: Coming): HTMLElement {
    if (share !== null) {
      return h("div", { class: "data-zone", role: "status" }, `Sending ${name} `,
        h("progress", { value: share, max: 1, "aria-label": `Sending ${name}` }));
    }
    return h("div", { class: "data-zone" },
      h("p", {}, this.choose, " or drop one anywhere on the page."),
      h("p", { class: "muted" }, h("b", {}, "CSV"), ": an example a row, numbers in columns, one column to be told. ", h("b", {}, "npz"),
        ": inputs X [n, d] or pictures [n, h, w], and y. At most 8 MB. It goes to this lab's own worker, is never run as code, and is forgotten with the page."),
      this.input);
  }

  private picked(): void {
    const file = this.input.files?.[0];
    this.input.value = ""; // the same file may be chosen again
    if (file) this.take(file);
  }
}

function button(testid: string, text: string, act: () => void, disabled?: boolean): HTMLElement {
  return h("button", { type: "button", class: testid === "data-use" ? "primary" : undefined, "data-testid": testid, disabled, onclick: act }, text);
}
