// The tree's lanes, marks, B − A, the table of a comparison, and the spike under a click.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Columns } from "../src/columns";
import { Compare, isFaint, idOf } from "../src/compare/compare";
import { Differences } from "../src/compare/difference";
import { shareOf } from "../src/compare/link_text";
import { comparedAt, comparedStepText } from "../src/compare/readout";
import { asText, seriesRows, settingRows } from "../src/compare/table";
import { Cursor } from "../src/cursor";
import { decodeFrame, encodeFrame, type BranchInfo, type Header } from "../src/frame";
import type { Lab } from "../src/lab";
import type { Spec } from "../src/spec";
import { Store } from "../src/store";
import { marksOf, nextMark } from "../src/transport/marks";
import { lanePath, lanesOf, pointAt } from "../src/transport/tree_layout";
import { spikeNear } from "../src/views/spike";

const info = (id: number, name: string, step: number, parent: number | null = null, fork_step = 0, lr = 0.1): BranchInfo =>
  ({ id, name, parent, fork_step, step, settings: { lr, loss: "mse" }, state: "ok" });

let frame = 0;
const apply = (store: Store, header: Partial<Header>, payload: number[] = []) =>
  store.apply(decodeFrame(encodeFrame({ frame: ++frame, gen: 1, ...header }, payload)));

function rows(store: Store, branch: number, values: number[], start = 0): void {
  const block = { type: "series" as const, branch, name: "loss", start: 0, rows: values.length, cols: 1, at: 0 };
  apply(store, { blocks: [block] }, values.flatMap((v, i) => [start + i, v]));
}

/** main 0–9, forked at 3 (to step 6, with all of its past) and at 6 (whose past is main's alone). */
function forked(): Store {
  const store = new Store();
  apply(store, { branches: [info(11, "main", 9), info(12, "early", 6, 0, 3, 0.2), info(13, "late", 8, 0, 6)], active: 1, status: { playing: false, step: 6, speed: 0, rate: 0, state: "ok" } });
  rows(store, 0, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  rows(store, 1, [9, 8, 7, 6, 4, 2, 0]);
  rows(store, 2, [3, 1, -1], 6);
  return store;
}

function labOf(store: Store, compare: [number, number] | null): Lab {
  const cursor = new Cursor(() => undefined);
  const lab = { store, cursor, compare: null } as unknown as Lab;
  if (compare) lab.compare = new Compare(store, idOf(store, compare[0]), idOf(store, compare[1]), "difference");
  return lab;
}

test("the difference is zero on the shared past and of the steps both have", () => {
  const store = forked();
  const differences = new Differences();
  const own = differences.of(store, 0, 1, "loss")!;
  assert.deepEqual([...own.steps.subarray(0, own.rows)], [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...own.values[0].subarray(0, own.rows)], [0, 0, 0, 0, -1, -2, -3]);
  const borrowed = differences.of(store, 0, 2, "loss")!;
  assert.equal(borrowed, own, "one series, one place");
  assert.deepEqual([...borrowed.values[0].subarray(0, borrowed.rows)], [0, 0, 0, 0, 0, 0, 0, -1, -2]);
  const version = borrowed.version;
  assert.equal(differences.of(store, 0, 2, "loss")!.version, version, "nothing new: nothing is worked out");
  rows(store, 2, [3, 1, NaN], 6);
  assert.ok(Number.isNaN(differences.of(store, 0, 2, "loss")!.values[0][8]), "not measured is no difference of zero");
});

test("a comparison outlives the removal of a branch before it, and ends with one of its own", () => {
  const store = forked();
  const lab = labOf(store, [0, 2]);
  assert.deepEqual([0, 1, 2].map((b) => isFaint(lab, b)), [false, true, false]);
  apply(store, { branches: [info(11, "main", 9), info(13, "another name", 8, 0, 6)], active: 0 });
  assert.deepEqual([lab.compare!.a, lab.compare!.b, lab.compare!.alive], [0, 1, true]);
  assert.equal(store.columns(1, "loss")!.rows, 3, "a renamed branch keeps its record");
  apply(store, { branches: [info(13, "another name", 8)], active: 0 });
  assert.equal(lab.compare!.alive, false);
  assert.equal(isFaint(lab, 0), false);
});

test("without a chosen step branches are compared where both have come to", () => {
  const lab = labOf(forked(), [0, 1]);
  assert.deepEqual(comparedAt(lab, "loss"), [3, 0, -3]);
  assert.equal(comparedStepText(lab, lab.compare!), "step 6, B’s last");
  lab.cursor.pin(4, 6);
  assert.deepEqual(comparedAt(lab, "loss"), [5, 4, -1]);
  assert.equal(comparedStepText(lab, lab.compare!), "step 4");
  assert.equal(comparedAt(labOf(forked(), null), "loss"), null);
});

test("the table says which settings differ and every number, in the form a spreadsheet takes", () => {
  const store = forked();
  const spec = {
    settings: [{ name: "lr", label: "η", type: "float", default: 0.1 }, { name: "loss", type: "choice", values: ["mse"], default: "mse" }],
    series: [{ name: "loss", label: "training loss", unit: "nat", cols: 1 }], views: [{ id: "loss", kind: "curve", series: ["loss"] }],
  } as unknown as Spec;
  const settings = settingRows(spec, store, 0, 1);
  assert.deepEqual(settings, [{ name: "η", short: "η", unit: "", a: "0.1", b: "0.2", difference: "0.1" }]);
  const [row] = seriesRows(spec, store, 0, 1, 6);
  assert.deepEqual([row.a, row.b, row.difference, row.unit], ["3", "0", "−3", "nat"]);
  assert.deepEqual(seriesRows(spec, store, 0, 1, 8)[0].b, "–", "B has not come to step 8");
  assert.equal(asText([...settings, row], "ma\tin", "early", 6).split("\n").at(-1), "training loss\tnat\t3\t0\t-3");
});

test("forks lie below their parent, the later nearer, and no line crosses another", () => {
  const store = forked();
  const lanes = lanesOf(store);
  assert.deepEqual(lanes.map((l) => l.branch), [0, 2, 1]);
  assert.deepEqual(lanes.map((l) => l.from), [null, 0, 0]);
  assert.equal(lanePath(lanes[2], 2, (s) => 10 * s, (l) => 20 * l), "M30.0 0V33.0q0 7.0 7.0 7.0H60.0");
  apply(store, { branches: [info(11, "main", 9), info(14, "joined", 5), info(15, "of joined", 5, 1, 2)], active: 0 });
  assert.deepEqual(lanesOf(store).map((l) => [l.branch, l.from]), [[0, null], [1, null], [2, 1]]);
});

test("a press near a point means the point, elsewhere the step there", () => {
  const at = (x: number) => pointAt(x, 6, [2, 3], (s) => 10 * s, (p) => p / 10);
  assert.deepEqual([at(24), at(26), at(33), at(60)], [2, 3, 3, 6]);
});

test("a fork shows the bookmarks of the past it shares, and keys go from one to the next", () => {
  const store = forked();
  apply(store, { bookmarks: [{ branch: 0, step: 7, name: "after" }, { branch: 1, step: 5, name: "own" }, { branch: 0, step: 2, name: "shared" }] });
  assert.deepEqual(marksOf(store, 1).map((m) => [m.name, m.index]), [["shared", 2], ["own", 1]]);
  assert.deepEqual(marksOf(store, 0).map((m) => m.name), ["shared", "after"]);
  assert.deepEqual([nextMark(store, 1, 2, 1), nextMark(store, 1, 2, -1), nextMark(store, 1, 9, -1)], [5, undefined, 5]);
});

test("a click on a line goes to the peak or trough under it, and to neither where there is none", () => {
  const columns = new Columns(1);
  const values = [5, 4, 3, 9, 2, 1, 0.5, 0.4, 0.3, 0.2];
  columns.write(0, values.length, new Float32Array(values.flatMap((v, i) => [10 * i, v])), 0);
  assert.deepEqual(spikeNear(columns, 0, 20, 45, 8), { step: 30, value: 9, base: 2 });
  assert.deepEqual(spikeNear(columns, 0, 15, 45, 3), { step: 20, value: 3, base: 9 }, "the trough before it is nearer to the pointer");
  assert.equal(spikeNear(columns, 0, 50, 80, 1), null, "it only falls there");
  assert.equal(spikeNear(columns, 0, 85, 200, 0.2), null, "an end is no trough");
});

test("a pasted address and a bare run are the same link", () => {
  assert.equal(shareOf(" http://host:1/edge?x=1&run=abc-_ "), "abc-_");
  assert.equal(shareOf("abc-_"), "abc-_");
  assert.equal(shareOf("?run=a%2Db#top"), "a-b");
});
