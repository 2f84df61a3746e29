import assert from "node:assert/strict";
import { test } from "node:test";
import { Columns } from "../src/columns";
import { Bins, binWidth } from "../src/decimate";
import { TableBuilder } from "../src/table";

function columns(values: number[], from = 0): Columns {
  const c = new Columns(1);
  c.write(0, values.length, Float32Array.from(values.flatMap((v, i) => [from + i, v])), 0);
  return c;
}

function append(c: Columns, start: number, values: number[]): void {
  c.write(start, values.length, Float32Array.from(values.flatMap((v, i) => [start + i, v])), 0);
}

test("bins are powers of two and few enough", () => {
  for (const span of [1, 10, 500, 501, 7777, 1e6]) {
    const width = binWidth(span, 500);
    assert.ok(span / width <= 500);
    assert.ok(width === 1 || span / (width / 2) > 500);
  }
});

test("an oscillation of period two keeps its envelope", () => {
  const c = columns(Array.from({ length: 10_000 }, (_, i) => (i % 2 ? 1 : -1) * (1 + i / 1000)));
  const [x, y] = new TableBuilder().build([{ columns: c, column: 0, from: 0 }], 0, 10_000, 300, false);
  assert.ok(x.length < 1300);
  const late = (y as number[]).filter((v, i) => v !== null && x[i] > 9900 && x[i] < 9990);
  assert.ok(Math.max(...late) > 10.8 && Math.min(...late) < -10.8);
});

test("extremes keep their order, and a single spike survives", () => {
  const values = new Array<number>(4096).fill(0);
  values[2000] = 50;
  values[2003] = -50;
  const bins = new Bins(columns(values), 0, 16);
  bins.update();
  assert.deepEqual([...bins.values.subarray(2 * 125, 2 * 125 + 2)], [50, -50]);
});

test("updating as rows arrive gives what reading all at once gives", () => {
  const values = Array.from({ length: 1000 }, (_, i) => (i % 97 === 0 ? NaN : Math.sin(i * i)));
  const grown = columns([]);
  const bins = new Bins(grown, 0, 8);
  for (let i = 0; i < 1000; i += 7) {
    append(grown, i, values.slice(i, i + 7));
    bins.update();
  }
  const whole = new Bins(columns(values), 0, 8);
  whole.update();
  assert.deepEqual([...bins.values.subarray(0, 250)], [...whole.values.subarray(0, 250)]);
});

test("rewritten rows are read again", () => {
  const c = columns(new Array<number>(64).fill(1));
  const bins = new Bins(c, 0, 16);
  bins.update();
  append(c, 8, [9, 9]);
  bins.update();
  assert.equal(bins.count, 1);
  assert.deepEqual([...bins.values.subarray(0, 2)], [1, 9]);
});

test("sources with different steps share one x column; gaps are null", () => {
  const builder = new TableBuilder();
  const table = builder.build(
    [{ columns: columns([1, 2, NaN, 4]), column: 0, from: 0 }, { columns: columns([20, 30], 2), column: 0, from: 3 }],
    0, 10, 100, false,
  );
  assert.deepEqual(table, [[0, 1, 2, 3], [1, 2, null, 4], [null, null, null, 30]]);
});

test("a logarithmic axis gets no value it cannot show", () => {
  const [, y] = new TableBuilder().build([{ columns: columns([1, 0, -Infinity, 4]), column: 0, from: 0 }], 0, 10, 100, true);
  assert.deepEqual(y, [1, null, null, 4]);
});
