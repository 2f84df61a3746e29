// B − A of a series, step by step, where both were measured. The past that a fork shares differs by exactly zero.
import { Columns } from "../columns";
import type { Store } from "../store";

/** Where a branch's rows are: the past before a fork may be the parent's. */
interface Row {
  columns: Columns;
  row: number;
}

/** The rows of a series on the way to the head of a branch, steps ascending, none twice. */
export function rowsOf(store: Store, index: number, name: string): Row[] {
  const out: Row[] = [];
  for (const { branch, from, to } of store.segments(index, Infinity)) {
    const columns = branch.series.get(name);
    if (columns === undefined) continue;
    const first = columns.indexAt(from - 0.5) + 1;
    while (out.length > 0 && first < columns.rows && stepOf(out[out.length - 1]) >= columns.steps[first]) out.pop();
    const last = columns.indexAt(to);
    for (let row = first; row <= last; row++) out.push({ columns, row });
  }
  return out;
}

const stepOf = ({ columns, row }: Row): number => columns.steps[row];

/** Write B − A into `into` (emptied first); NaN where one of them was not measured. */
export function writeDifference(store: Store, a: number, b: number, name: string, into: Columns): void {
  const [as, bs] = [rowsOf(store, a, name), rowsOf(store, b, name)];
  const stride = 1 + into.cols;
  const data = new Float32Array(Math.min(as.length, bs.length) * stride);
  let rows = 0;
  for (let i = 0, j = 0; i < as.length && j < bs.length; ) {
    const [s, t] = [stepOf(as[i]), stepOf(bs[j])];
    if (s === t) {
      data[rows * stride] = s;
      for (let k = 0; k < into.cols; k++) {
        const value = (row: Row) => row.columns.values[k]?.[row.row] ?? NaN;
        data[rows * stride + 1 + k] = value(bs[j]) - value(as[i]);
      }
      rows++;
    }
    if (s <= t) i++;
    if (t <= s) j++;
  }
  into.write(0, rows, data, 0);
}

/** The differences of one view's series, worked out anew when one of the branches has more to tell. */
export class Differences {
  private readonly kept = new Map<string, { columns: Columns; version: string }>();

  of(store: Store, a: number, b: number, name: string): Columns | undefined {
    const versions = [a, b].map((i) => store.segments(i, Infinity)
      .map(({ branch, from }) => `${from}:${branch.series.get(name)?.id}:${branch.series.get(name)?.version}`).join());
    const version = versions.join("|");
    const cols = store.columns(b, name)?.cols ?? store.columns(a, name)?.cols;
    if (cols === undefined) return undefined;
    let known = this.kept.get(name);
    if (known === undefined || known.columns.cols !== cols) this.kept.set(name, (known = { columns: new Columns(cols), version: "" }));
    if (known.version !== version) {
      known.version = version;
      writeDifference(store, a, b, name, known.columns);
    }
    return known.columns;
  }
}
