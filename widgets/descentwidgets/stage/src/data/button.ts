// "Data" in the header: opens the panel, takes files dropped on the page, says what the run is on.
import { h, setAttribute, setText } from "../dom";
import { icon } from "../icons";
import type { Lab, Part } from "../lab";
import { DataDialog } from "./dialog";
import { described } from "./told";
import { hindrance, Upload } from "./upload";

export class DataButton implements Part {
  readonly el: HTMLElement;
  private readonly label = h("span", { class: "menu-label" }, "Data");
  private readonly opener: HTMLButtonElement;
  private readonly dialog: DataDialog;
  private upload: Upload | null = null;
  private wrong = "";
  /** What was wrong with the file before. */
  private told = "";
  private drawn: unknown[] = [];
  /** The file that was looked at last, to be sent again should the worker have lost it. */
  private kept: { file: File; sha256: string } | null = null;
  private place: (Document | HTMLElement) | null = null;

  constructor(private readonly lab: Lab) {
    this.dialog = new DataDialog(lab, (file) => this.take(file));
    this.opener = h("button", { type: "button", "data-testid": "data", "aria-haspopup": "dialog", onclick: () => this.open() }, icon("table"), this.label);
    this.el = h("span", { class: "data-part steers" }, this.opener);
  }

  update(): void {
    this.listen();
    const { data, preview, wanted, refused, echo } = this.lab.store;
    setText(this.label, data?.name ?? "Data");
    setAttribute(this.opener, "title", data ? `This run is on ${data.name}: ${described(data.rows, data.columns, data.kind, data.classes)}` : "Train on data of your own");
    if (this.upload) {
      const told = refused !== "" && refused !== this.told;
      if (told || this.upload.answered(echo)) {
        if (preview && refused === "") this.kept = { file: this.upload.file, sha256: preview.sha256 };
        this.upload = null;
      } else void this.upload.advance(echo).then(() => this.show(), (error: Error) => this.fail(`${this.upload?.file.name} can no longer be read (${error.message}). Choose it again.`));
    } else if (wanted && wanted !== this.drawn[2]) {
      if (this.kept?.sha256 === wanted.sha256) this.take(this.kept.file);
      else this.open();
    }
    if (!wanted && this.drawn[2]) this.dialog.el.close(); // the link's run is being replayed
    this.show();
  }

  destroy(): void {
    for (const [name, act] of this.drops) this.place?.removeEventListener(name, act);
    this.dialog.el.remove();
  }

  private take(file: File): void {
    this.wrong = hindrance(file.name, file.size);
    this.upload = this.wrong ? null : new Upload(file, this.lab.client);
    this.told = this.lab.store.refused;
    if (this.kept?.file !== file) this.open();
    this.show();
    this.lab.invalidate();
  }

  private fail(text: string): void {
    this.upload = null;
    this.wrong = text;
    this.show();
  }

  private open(): void {
    const lab = this.el.closest<HTMLElement>(".lab");
    if (lab === null) return;
    this.show();
    this.dialog.open(lab);
  }

  private show(): void {
    const { data, preview, wanted, refused } = this.lab.store;
    const share = this.upload?.share ?? null;
    const now = [data, preview, wanted, refused, share, this.wrong];
    if (now.every((value, i) => value === this.drawn[i])) return;
    this.drawn = now;
    this.dialog.show({ share, name: this.upload?.file.name ?? "", wrong: this.wrong });
  }

  private readonly drops: [string, (e: Event) => void][] = [
    ["dragover", (e) => hasFile(e) && e.preventDefault()],
    ["drop", (e) => {
      const file = (e as DragEvent).dataTransfer?.files[0];
      if (file === undefined) return;
      e.preventDefault();
      this.take(file);
    }],
  ];

  /** Files dropped on the page come here; in a notebook, those dropped on the stage. */
  private listen(): void {
    if (this.place !== null) return;
    this.place = this.lab.spec.page ? document : this.el.closest<HTMLElement>(".lab");
    for (const [name, act] of this.drops) this.place?.addEventListener(name, act);
  }
}

const hasFile = (e: Event): boolean => (e as DragEvent).dataTransfer?.types.includes("Files") === true;
