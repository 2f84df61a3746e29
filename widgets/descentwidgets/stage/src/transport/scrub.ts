// The slider over the recorded steps, with marks where commands were given, branches forked and steps bookmarked.
import { h, setAttribute } from "../dom";
import { cursorStep, type Lab } from "../lab";
import { marksOf } from "./marks";

/** While the views follow a run that plays, the slider is renewed this often (ms). */
const CALM_MS = 400;

export class Scrub {
  readonly el: HTMLElement;
  private readonly slider: HTMLInputElement;
  private readonly marks = h("div", { class: "marks", "aria-hidden": "true" });
  private key = "";
  private lastMove = -Infinity;
  private wasLive = false;

  constructor(private readonly lab: Lab) {
    this.slider = h("input", {
      type: "range", min: 0, max: 1, step: 1, value: 0, "data-testid": "scrub", "aria-label": "Step shown",
      oninput: () => lab.cursor.pin(Number(this.slider.value), lab.store.head),
    });
    this.el = h("div", { class: "scrub" }, this.slider, this.marks);
  }

  update(): void {
    const { store, cursor } = this.lab;
    const head = Math.max(1, store.head);
    // At the head of a run that goes on the thumb stays at the end; only its numbers change, and each change of them
    // lays the slider out anew.
    const now = performance.now();
    if (store.status.playing && cursor.live && this.wasLive && now - this.lastMove < CALM_MS) return;
    this.lastMove = now;
    this.wasLive = cursor.live;
    setAttribute(this.slider, "max", String(head));
    const step = cursorStep(this.lab);
    if (Number(this.slider.value) !== step) this.slider.value = String(step);
    this.slider.style.setProperty("--fill", `${(100 * step) / head}%`);
    setAttribute(this.slider, "aria-valuetext", `step ${step} of ${store.head}`);
    this.drawMarks(head);
  }

  private drawMarks(head: number): void {
    const { store } = this.lab;
    const lineage = new Set(store.segments(store.active, store.head).map((s) => store.branches.indexOf(s.branch)));
    const forks = store.branches.flatMap((b, i) =>
      b && b.info.parent !== null && (lineage.has(i) || lineage.has(b.info.parent)) ? [[b.info.fork_step, i] as const] : []);
    const commands = store.log.filter((e) => lineage.has(e.branch) && e.step <= head);
    const flags = marksOf(store, store.active).filter((m) => m.step <= head);
    // Half a pixel of a wide bar: finer movement of the marks is not seen, and not paid for.
    const key = `${commands.length}|${commands.at(-1)?.step}|${forks.join(";")}|${Math.round(800 * Math.log(head))}|${store.active}|${JSON.stringify(flags)}`;
    if (key === this.key) return;
    this.key = key;
    const place = (step: number) => `left:calc(var(--thumb)/2 + (100% - var(--thumb))*${(step / head).toFixed(4)})`;
    this.marks.replaceChildren(
      ...commands.slice(-200).map((e) => h("i", { class: "mark", style: place(e.step), title: `${e.step}: ${e.text}` })),
      ...forks.filter(([s]) => s <= head).map(([s, i]) =>
        h("i", { class: "mark mark-fork", style: `${place(s)};--c:var(--branch-${store.slot(i) % 6})`, title: `fork at ${s}` })),
      ...flags.map((m) => h("i", { class: "mark mark-flag", style: place(m.step), title: `${m.name} (step ${m.step})` })),
    );
  }
}
