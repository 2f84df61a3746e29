// The spectral density of the Hessian: a filled curve on a logarithmic axis for the bulk with the band of its
// error, sticks for the outliers, the stability threshold as a dashed line. It glides from reading to reading.
import { h, setText } from "../dom";
import { formatValue } from "../format";
import { cursorStep, type Lab, type Part } from "../lab";
import { explain } from "../page/explain";
import { thresholdOf, type ViewSpec } from "../spec";
import { branchColour, branchDash } from "../theme";
import { Card } from "./card";
import { DensityPicture, type Spectrum } from "./density_picture";
import { drawOrder } from "./lines";
import { Morph } from "./morph";
import { Sheet } from "./sheet";
import { SpectrumReader } from "./spectrum";
import { stepText } from "./shown";

const HELP =
  "How many of the Hessian's eigenvalues lie where (logarithmic). The bulk sits near zero; sticks are single large eigenvalues. The band is the 95 % error of the estimate. An eigenvalue beyond the dashed threshold makes gradient descent oscillate along its direction.";

export class DensityView implements Part {
  readonly el: HTMLElement;
  private readonly card: Card;
  private readonly sheet: Sheet;
  private readonly morph: Morph;
  private readonly reader: SpectrumReader;
  private readonly threshold: string;
  private readonly kind = h("span", { class: "chip" }, "density per unit of λ");
  private picture: DensityPicture | null = null;

  constructor(private readonly lab: Lab, private readonly view: ViewSpec) {
    this.card = new Card(lab, view, view.title ?? "Spectral density", HELP);
    this.el = this.card.el;
    this.card.legend.append(this.kind);
    explain(lab, this.kind, view.series?.[1] ?? "density");
    this.threshold = thresholdOf(lab.spec, view);
    this.reader = new SpectrumReader(lab, view);
    this.morph = new Morph(() => lab.invalidate());
    this.sheet = new Sheet(lab, view, this.card, (x, y) => this.picture?.probe(x, y) ?? null);
  }

  update(): void {
    const { store } = this.lab;
    const step = cursorStep(this.lab);
    const found = this.reader.at(store.active, step);
    if (found === undefined) {
      this.sheet.begin(null);
      this.card.readout("");
      return;
    }
    const threshold = this.threshold === "" ? NaN : store.at(store.active, this.threshold, step)?.values[0] ?? NaN;
    const others = drawOrder(this.lab).filter((b) => b !== store.active).flatMap((b) => {
      const other = this.reader.at(b, Math.min(step, store.branches[b]!.info.step));
      return other === undefined ? [] : [{ ...other, slot: store.slot(b) }];
    });
    const glide = store.status.playing && this.lab.cursor.live;
    const [now, phase] = this.morph.towards(found, `${store.active}|${store.gen}`, glide, performance.now());
    const c = this.sheet.begin([found.serial, phase, threshold, store.active, ...others.map((o) => o.serial)].join());
    if (c !== null) this.draw(c, now, threshold, others);
    if (!this.lab.texts) return;
    this.card.readout(stepText(found.reading, step));
    setText(this.kind, `density per unit of λ${found.exact ? ", exact" : found.banded ? ", 95 % error" : ""}`);
    this.sheet.describe(summary(found, threshold, this.view.threshold_label ?? "2/η"));
  }

  restyle(): void {
    this.sheet.drop();
  }

  destroy(): void {
    this.morph.stop();
    this.sheet.destroy();
  }

  private draw(c: CanvasRenderingContext2D, now: Spectrum, threshold: number, others: (Spectrum & { slot: number })[]): void {
    const { theme, store } = this.lab;
    const slot = store.slot(store.active);
    const label = this.view.threshold_label ?? "2/η";
    this.picture = new DensityPicture(c, theme, [this.sheet.width, this.sheet.height], [now, ...others], threshold, label);
    this.picture.grid();
    for (const other of others) this.picture.curve(other, branchColour(theme, other.slot), branchDash(other.slot), false);
    this.picture.drawThreshold();
    this.picture.curve(now, branchColour(theme, slot), branchDash(slot), true);
  }
}

function summary(s: Spectrum, threshold: number, label: string): string {
  const top = [...s.outliers].filter(Number.isFinite).sort((a, b) => b - a);
  const ends = `eigenvalues from ${formatValue(s.x[0], 3)} to ${formatValue(Math.max(s.x[s.x.length - 1], ...top), 3)}`;
  const named = top.length > 0 ? `, largest ${top.slice(0, 3).map((v) => formatValue(v, 3)).join(", ")}` : "";
  return `${ends}${named}${Number.isFinite(threshold) ? `; ${label} = ${formatValue(threshold, 3)}` : ""}`;
}
