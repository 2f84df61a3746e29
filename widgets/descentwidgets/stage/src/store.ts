// Everything the page knows, decoded from frames. Views read it; only apply() writes it.
import { Branch, newestAt, type Plane } from "./branch";
import type { Columns } from "./columns";
import type { DataInfo, Preview, Wanted } from "./data/told";
import type { Bookmark, BranchInfo, Frame, Header, LogEntry, Message, SeriesBlock, Status } from "./frame";
import type { Reading } from "./readings";

/** What a frame changed, so that views redraw no more than they must. */
export interface Changes {
  restarted: boolean;
  branches: boolean;
  active: boolean;
  log: boolean;
  share: boolean;
  data: boolean;
  messages: Message[];
}

export interface Segment {
  branch: Branch;
  from: number;
  to: number;
}

const IDLE: Status = { playing: false, step: 0, speed: 0, rate: 0, state: "ok" };

export class Store {
  status: Status = IDLE;
  active = 0;
  /** By index; a removed branch leaves null, so that the indices of the others (and their colours) stay. */
  branches: (Branch | null)[] = [];
  log: LogEntry[] = [];
  bookmarks: Bookmark[] = [];
  share = "";
  data: DataInfo | null = null;
  preview: Preview | null = null;
  wanted: Wanted | null = null;
  refused = "";
  frame = 0;
  echo = 0;
  gen: number | null = null;

  apply({ header, payload }: Frame): Changes {
    const changes: Changes = {
      restarted: header.gen !== undefined && this.gen !== null && header.gen !== this.gen,
      branches: header.branches !== undefined,
      active: header.active !== undefined && header.active !== this.active,
      log: header.log !== undefined,
      share: header.share !== undefined && header.share !== this.share,
      data: (header.blocks?.length ?? 0) > 0,
      messages: header.messages ?? [],
    };
    this.gen = header.gen ?? this.gen;
    this.frame = header.frame;
    this.echo = Math.max(this.echo, header.echo ?? 0);
    this.status = header.status ?? this.status;
    this.log = header.log ?? this.log;
    this.bookmarks = header.bookmarks ?? this.bookmarks;
    this.share = header.share ?? this.share;
    if (header.data !== undefined) this.data = header.data;
    if (header.preview !== undefined) this.preview = header.preview;
    if (header.wanted !== undefined) this.wanted = header.wanted;
    this.refused = header.refused ?? this.refused;
    if (header.branches !== undefined) this.applyBranches(header.branches, changes.restarted);
    this.active = header.active ?? this.active;
    this.applyBlocks(header, payload);
    const active = this.branches[this.active];
    if (active) active.info.step = Math.max(0, this.status.step);
    return changes;
  }

  /** The active branch; undefined before the first frame. */
  get current(): Branch | undefined {
    return this.branches[this.active] ?? undefined;
  }

  /** The step the active branch has reached. */
  get head(): number {
    return this.current?.info.step ?? 0;
  }

  /** Largest recorded step of any branch. */
  get lastStep(): number {
    return Math.max(0, ...this.branches.map((b) => b?.info.step ?? 0));
  }

  /**
   * The stretches of the past that lead to `step` of a branch, oldest first: what happened before a fork
   * belongs to the parent.
   */
  segments(index: number, step: number): Segment[] {
    const out: Segment[] = [];
    let branch = this.branches[index] ?? undefined;
    let to = step;
    while (branch !== undefined && out.length < 64) {
      const from = branch.parent === undefined ? -Infinity : branch.info.fork_step;
      if (to >= from) out.unshift({ branch, from, to });
      to = Math.min(to, from);
      branch = branch.parent;
    }
    return out;
  }

  /** Values of a series at a step (the newest row at or before it), with the row's own step. */
  at(index: number, name: string, step: number): { step: number; values: number[] } | undefined {
    return this.newest(index, step, (branch, to) => {
      const columns = branch.series.get(name);
      const row = columns?.indexAt(to) ?? -1;
      if (columns === undefined || row < 0) return undefined;
      return { step: columns.steps[row], values: columns.values.map((v) => v[row]) };
    });
  }

  /** The colour slot of a branch. */
  slot(index: number): number {
    return this.branches[index]?.slot ?? index;
  }

  columns(index: number, name: string): Columns | undefined {
    return this.branches[index]?.series.get(name);
  }

  planeAt(index: number, step: number): Plane | undefined {
    const found = this.newest(index, step, (branch, to) => newestAt(branch.planes, to));
    return found ?? this.branches[index]?.planes[0];
  }

  /** The newest reading of a wide series at or before a step, with one taken at rest at that very step first. */
  arrayAt(index: number, name: string, step: number): Reading | undefined {
    return this.newest(index, step, (branch, to) => branch.arrays.get(name)?.at(to, to === step));
  }

  private newest<T>(index: number, step: number, find: (branch: Branch, to: number) => T | undefined): T | undefined {
    const segments = this.segments(index, step);
    for (let i = segments.length - 1; i >= 0; i--) {
      const found = find(segments[i].branch, segments[i].to);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private applyBranches(infos: NonNullable<Header["branches"]>, restarted: boolean): void {
    const left = new Set(this.branches);
    const old = this.branches.map((b) => b);
    const is = (b: Branch | null | undefined, info: BranchInfo) =>
      !!b && left.has(b) && (info.id !== undefined ? b.info.id === info.id : b.info.name === info.name && b.info.fork_step === info.fork_step);
    const fresh: Branch[] = [];
    this.branches = infos.map((info, i) => {
      if (info === null) return null;
      // The same index first; elsewhere if the worker closed the gap of a removed branch.
      const known = (is(old[i], info) ? old[i] : old.find((b) => is(b, info))) ?? undefined;
      if (known) left.delete(known);
      // After a restart only the colour is kept: the record comes anew.
      const branch = known && !restarted ? known : new Branch(info);
      if (known) branch.slot = known.slot;
      else fresh.push(branch);
      branch.info = { ...info };
      return branch;
    });
    const taken = new Set(this.branches.filter((b) => b && !fresh.includes(b)).map((b) => b!.slot));
    for (const branch of fresh) {
      while (taken.has(branch.slot)) branch.slot++;
      taken.add(branch.slot);
    }
    // A child keeps its parent's record even when the parent is removed: it is its past.
    for (const branch of this.branches) {
      const up = branch?.info.parent ?? null;
      if (branch && up !== null && this.branches[up] && this.branches[up] !== branch) branch.parent = this.branches[up]!;
    }
  }

  private applyBlocks(header: Header, payload: Float32Array): void {
    // Readings last: rows that were steered away take the readings taken there along.
    const blocks = [...(header.blocks ?? [])].sort((a, b) => Number(a.type === "array") - Number(b.type === "array"));
    for (const block of blocks) {
      const branch = this.branches[block.branch];
      if (!branch) continue; // of a branch removed since
      if (block.type === "series") this.applySeries(branch, block, payload);
      else if (block.type === "array") branch.readings(block.name).write(block, payload);
      else if (block.type === "plane") branch.addPlane(block, payload);
      // A block of a kind that this page does not know is of a newer worker: the rest is still good.
    }
  }

  private applySeries(branch: Branch, block: SeriesBlock, payload: Float32Array): void {
    const columns = branch.columns(block.name, block.cols);
    if (block.start < columns.rows) {
      for (const readings of branch.arrays.values()) readings.forget(columns.steps[block.start]);
    }
    columns.write(block.start, block.rows, payload, block.at);
  }
}
