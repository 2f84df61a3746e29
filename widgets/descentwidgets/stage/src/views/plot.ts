// A uPlot of steps against values, one line a branch and column, rebuilt only when lines, theme or scale
// change. Cursor, zoom and colours are the page's, so that all plots move together.
import uPlot from "uplot";
import { cursorStep, type Lab } from "../lab";
import { TableBuilder, type Source } from "../table";
import { nearestLine } from "./nearest";
import { plotAxes } from "./plot_axes";
import { strength } from "./pointing";
import { ProbeTip } from "./probe";
import { withoutBlowUp } from "./range";
import { spikeNear } from "./spike";
import { strokeSeries } from "./stroke";

/** Opacity of the branches behind two that are compared. */
const FAINT = 0.18;
/** A click on a line goes to its peak or trough this near (px). */
const SPIKE_REACH = 9;

export interface Line {
  source: Source;
  /** The branch it is of, and which of its columns. */
  branch: number;
  rank: number;
  colour: string;
  width: number;
  dash: number[];
  /** Of a branch that stands back behind two that are compared. */
  faint?: boolean;
}

export interface PlotOptions {
  log: boolean;
  /** The axis is one for both signs, asinh(value / knee). */
  knee?: number;
  /** The y range for what is visible. */
  range: (min: number | null, max: number | null) => [number, number];
  /** Drawn under the lines. */
  under?: (u: uPlot) => void;
  /** What is said of the line under the pointer; without it lines are not picked out. */
  say?: (line: Line, value: number) => string;
  /** What is told of the line under the pointer, null for none. */
  point?: (line: Line | null) => void;
}

export class Plot {
  readonly el = document.createElement("div");
  private u: uPlot | null = null;
  private readonly builder = new TableBuilder();
  private readonly line = document.createElement("div");
  private lines: Line[] = [];
  private key = "";
  private drawn = "";
  private size: [number, number] = [0, 0];
  /** The column picked out, in the legend or in the plot; the others pale. */
  private hot = -1;
  private tip: ProbeTip | null = null;

  constructor(
    private readonly lab: Lab,
    private readonly options: () => PlotOptions,
    /** What is drawn, in words; the read-outs say the numbers. */
    words: string,
  ) {
    this.el.setAttribute("aria-label", words);
    this.el.className = "plot";
    this.el.setAttribute("role", "img");
    this.line.className = "cursor-line";
  }

  resize(width: number, height: number): void {
    this.size = [width, height];
    this.u?.setSize({ width, height });
  }

  /** `key` names everything that needs a new plot; `version` everything that needs new data. */
  update(key: string, version: string, lines: () => Line[]): void {
    if (this.size[0] === 0) return;
    if (key !== this.key || this.u === null) {
      this.key = key;
      this.lines = lines();
      this.rebuild();
      this.drawn = "";
    }
    const [low, high] = visibleRange(this.lab);
    const state = `${version}|${low}|${high}|${this.size[0]}`;
    if (state !== this.drawn) {
      this.drawn = state;
      const sources = this.lines.map((l) => l.source);
      const table = this.builder.build(sources, low, high, Math.max(64, 0.75 * this.size[0]), this.options().log);
      this.u!.setData(table as unknown as uPlot.AlignedData, true);
    }
    this.placeCursor();
  }

  restyle(): void {
    this.key = "";
  }

  /** Pick out one column; -1 none. */
  emphasise(rank: number): void {
    if (rank === this.hot) return;
    this.hot = rank;
    this.u?.redraw(true, false);
  }

  destroy(): void {
    this.u?.destroy();
    this.u = null;
  }

  private placeCursor(): void {
    // From the range, not from uPlot's scale: that one follows only after this animation frame.
    const [low, high] = visibleRange(this.lab);
    const t = (cursorStep(this.lab) - low) / (high - low);
    this.line.hidden = !(t >= 0 && t <= 1);
    this.line.style.transform = `translateX(${((t * this.u!.bbox.width) / devicePixelRatio).toFixed(1)}px)`;
    this.line.classList.toggle("is-live", this.lab.cursor.live);
  }

  private rebuild(): void {
    this.u?.destroy();
    const { log, knee, under } = this.options();
    this.u = new uPlot(
      {
        width: this.size[0],
        height: this.size[1],
        padding: [6, 10, 0, 0],
        legend: { show: false },
        cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
        scales: {
          x: { time: false, range: () => visibleRange(this.lab) },
          y: { distr: log ? 3 : knee === undefined ? 1 : 4, asinh: knee, range: (u, min, max) => this.yRange(u, min, max) },
        },
        axes: plotAxes(this.lab.theme, log, knee),
        series: [
          {},
          ...this.lines.map((l) => ({
            stroke: l.colour, width: l.width,
            paths: (u: uPlot, i: number) => {
              const hot = this.hot === l.rank;
              strokeSeries(u, i, l.colour, l.width + (hot ? 0.8 : 0), l.dash, log, strength(l.rank, this.hot) * (l.faint ? FAINT : 1), knee);
              return null; // drawn already
            },
            // A line of one point is no line: a run that has not begun, or a fork's first reading, still shows.
            points: { show: (u: uPlot, i: number) => isSingle(u.data[i] as (number | null)[]), size: 7, fill: l.colour },
          })),
        ],
        hooks: {
          drawAxes: under ? [under] : [],
          setSelect: [(u) => this.zoom(u)],
        },
      },
      [[], ...this.lines.map(() => [])] as unknown as uPlot.AlignedData,
      this.el,
    );
    this.u.over.append(this.line);
    this.tip = new ProbeTip(this.u.over);
    this.listen(this.u.over);
  }

  private yRange(u: uPlot, min: number | null, max: number | null): [number, number] {
    const { log, range } = this.options();
    const diverged = this.lab.store.branches.some((b) => b?.info.state === "diverged");
    if (!diverged || min === null || max === null) return range(min, max);
    const lines = u.data.slice(1) as (number | null)[][];
    const high = withoutBlowUp(lines, max, log);
    return range(log ? min : Math.max(min, -withoutBlowUp(lines, -min, false)), high);
  }

  private listen(over: HTMLElement): void {
    const stepAt = (e: MouseEvent) => {
      const step = Math.round(this.u!.posToVal(e.clientX - over.getBoundingClientRect().left, "x"));
      return Math.min(this.lab.store.head, Math.max(0, step));
    };
    over.addEventListener("pointermove", (e) => {
      if (e.pointerType !== "mouse") return;
      this.lab.cursor.hover(stepAt(e));
      this.pick(e);
    });
    over.addEventListener("pointerleave", () => {
      this.lab.cursor.hover(null);
      this.pick(null);
    });
    over.addEventListener("click", (e) => {
      // A drag that zoomed also ends in a click.
      if (this.u!.select.width >= 4) return;
      const spike = this.spikeAt(e);
      this.lab.cursor.pin(spike ?? stepAt(e), this.lab.store.head);
      // The pointer still rests beside it: what was found is shown, not what lies under the pointer.
      if (spike !== null) this.lab.cursor.hover(spike);
    });
    over.addEventListener("dblclick", () => {
      this.lab.range = null;
      this.lab.invalidate();
    });
  }

  /** The step of the peak or trough that was clicked: on it, or anywhere between it and the line beside it. */
  private spikeAt(e: MouseEvent): number | null {
    const u = this.u!;
    const { left, top } = u.over.getBoundingClientRect();
    const [x, y] = [e.clientX - left, e.clientY - top];
    const [low, high] = [u.posToVal(x - SPIKE_REACH, "x"), u.posToVal(x + SPIKE_REACH, "x")];
    let best: number | null = null;
    let nearest = SPIKE_REACH;
    for (const { source: { columns, column, from }, faint } of this.lines) {
      if (columns === undefined || faint) continue;
      const found = spikeNear(columns, column, Math.max(from, low), Math.min(high, this.lab.store.head), u.posToVal(y, "y"));
      if (found === null) continue;
      const [peak, base] = [found.value, found.base].map((v) => u.valToPos(v, "y"));
      const beside = Math.max(0, Math.min(peak, base) - y, y - Math.max(peak, base));
      const distance = Math.hypot(u.valToPos(found.step, "x") - x, beside);
      // The active branch's lines come last: at the same distance they win.
      if (distance <= nearest) [best, nearest] = [found.step, distance];
    }
    return best;
  }

  private pick(e: MouseEvent | null): void {
    const { say, point } = this.options();
    if (say === undefined || this.u === null) return;
    const { left, top, width, height } = this.u.over.getBoundingClientRect();
    const found = e === null ? null : nearestLine(this.u, e.clientX - left, e.clientY - top);
    const line = found === null ? undefined : this.lines[found.line];
    point?.(line ?? null);
    this.tip?.show(found && line ? { ...found, text: say(line, found.value) } : null, width, height);
  }

  private zoom(u: uPlot): void {
    const { left, width } = u.select;
    if (width < 8) return;
    this.lab.range = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.lab.invalidate();
  }
}

/** The steps all curves show. */
export function visibleRange(lab: Lab): [number, number] {
  return lab.range ?? [0, Math.max(20, lab.store.lastStep)];
}

/** Whether a line has no more than one point. */
function isSingle(values: (number | null)[]): boolean {
  let known = 0;
  for (const v of values) if (v !== null && ++known > 1) return false;
  return true;
}
