// What the views of flows and stability compute before they draw.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Columns } from "../src/columns";
import { byGroup } from "../src/controls/setting_groups";
import { place } from "../src/page/grid";
import { reading } from "../src/readings";
import type { ViewSpec } from "../src/spec";
import { boardScale, ratioText, rowText, type BoardRow } from "../src/views/board_rows";
import { around, ellipseOf, reach } from "../src/views/ellipse";
import { imageAt, layOutImages, placeOf } from "../src/views/image_layout";
import { greyOf, picturesOf } from "../src/views/image_pixels";
import { Emphasis } from "../src/views/emphasis";
import { extent, headOf, lastPoints } from "../src/views/orbits";
import { cheapWidth } from "../src/views/stroke";
import { equalScale, SteadyRange } from "../src/views/steady_range";

const near = (a: number, b: number, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("a swing +d, -d has its ends on the ellipse of its covariance", () => {
  const d = [0.3, -0.4];
  const e = ellipseOf(d[0] * d[0], d[0] * d[1], d[1] * d[1])!;
  near(e.a, 0.5);
  near(e.b, 0, 1e-8);
  const [x, y] = around(e, 4)[0];
  near(Math.abs(x), 0.3);
  near(x * d[1] - y * d[0], 0);
});

test("every point of an ellipse is one standard deviation away, and it reaches the marginal deviations", () => {
  const [xx, xy, yy] = [2, 0.6, 0.5];
  const e = ellipseOf(xx, xy, yy)!;
  const det = xx * yy - xy * xy;
  for (const [x, y] of around(e)) near((yy * x * x - 2 * xy * x * y + xx * y * y) / det, 1);
  near(reach(e)[0], Math.sqrt(xx));
  near(reach(e)[1], Math.sqrt(yy));
  assert.equal(ellipseOf(1, NaN, 1), null);
});

function columns(count: number, first = 0): Columns {
  const out = new Columns(2);
  out.write(0, count, Array.from({ length: count }, (_, r) => [first + r, r, r === 2 ? NaN : -r]).flat() as unknown as Float32Array, 0);
  return out;
}

test("an orbit goes back across a fork, without its step twice, as far as its trail", () => {
  const [parent, child] = [columns(10), columns(5, 6)];
  const stretches = [{ columns: parent, from: -Infinity, to: 6 }, { columns: child, from: 6, to: 9 }];
  assert.deepEqual(lastPoints(stretches, 0, 0).steps, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const few = lastPoints(stretches, 0, 5);
  assert.deepEqual(few.steps, [5, 6, 7, 8, 9]);
  assert.deepEqual(few.x, [5, 0, 1, 2, 3], "from the fork on the child's own");
});

test("of a long orbit the newest points are whole, and of the rest even and odd steps both stay", () => {
  const long = lastPoints([{ columns: columns(20_000), from: -Infinity, to: 20_000 }], 0, 0);
  assert.ok(long.steps.length < 1300, String(long.steps.length));
  assert.deepEqual(long.steps.slice(-3), [19_997, 19_998, 19_999]);
  const old = long.steps.filter((s) => s < 15_000);
  const odd = old.filter((s) => s % 2 === 1).length;
  assert.ok(Math.abs(2 * odd - old.length) <= 1, "half of them are odd");
});

test("what was not measured is no place, and no head", () => {
  const orbit = { steps: [0, 1, 2], x: [1, 3, NaN], y: [2, 5, 1] };
  assert.deepEqual(extent([orbit]), [1, 3, 2, 5]);
  assert.equal(headOf(orbit), 1);
  assert.equal(headOf({ steps: [0], x: [NaN], y: [0] }), -1);
});

test("a range stands still while the data move inside it, and follows when they leave or shrink", () => {
  const range = new SteadyRange();
  const first = range.fit(0, 10);
  assert.ok(first[0] < 0 && first[1] > 10);
  assert.equal(range.fit(2, 9), first);
  assert.notEqual(range.fit(2, 20), first);
  const wide = range.fit(0, 20);
  assert.ok(range.fit(9, 10)[1] < 0.6 * wide[1]);
  const [low, high] = new SteadyRange().fit(3, 3);
  assert.ok(low < 3 && high > 3, "a point has room around it");
  const [x, y] = equalScale([0, 1], [0, 1], 300, 100);
  near((x[1] - x[0]) / 300, (y[1] - y[0]) / 100);
});

const row = (ratio: number, others: number[] = []): BoardRow =>
  ({ name: "GD", formula: "2/η", ratio, value: 2 * ratio, threshold: 2, others: others.map((r, slot) => ({ ratio: r, slot })) });

test("the board's axis holds 1 and all ratios, its ends are round, what is unknown moves it not", () => {
  const scale = boardScale([row(0.03), row(NaN), row(0.9, [3.2])], true);
  assert.deepEqual([scale.low, scale.high], [0.01, 5]);
  assert.deepEqual([boardScale([row(NaN)], true).low, boardScale([row(NaN)], true).high], [0.1, 2]);
  assert.equal(boardScale([row(1e9)], true).high, 1e4, "a huge one is cut off");
  assert.deepEqual([boardScale([row(-0.3), row(0.5)], false).low, boardScale([row(0.5)], false).low], [-0.5, 0]);
});

test("a row says its numbers, and what was not measured is not zero", () => {
  assert.equal(rowText(row(0.5)), "GD: 0.50 of its threshold (1 / 2, threshold 2/η)");
  assert.equal(rowText(row(NaN)), "GD: not measured");
  assert.equal(ratioText(NaN), "–");
  assert.equal(ratioText(1234), "1234");
});

test("pictures fit the card, none lies on another, and the pointer finds each", () => {
  for (const [width, height, counts] of [[400, 180, [6, 5]], [200, 300, [8, 8]], [900, 120, [3]]] as [number, number, number[]][]) {
    const layout = layOutImages(counts, 1, width, height);
    counts.forEach((n, g) => {
      for (let k = 0; k < n; k++) {
        const [x, y] = placeOf(layout, g, k);
        assert.ok(x >= 0 && x + layout.width <= width && y >= 0 && y + layout.height <= height, `${width} x ${height}: ${g}, ${k}`);
        assert.deepEqual(imageAt(layout, counts, x + layout.width / 2, y + layout.height / 2), [g, k]);
      }
    });
  }
});

test("grey levels run over the whole array, and pixels without a number are clear", () => {
  const p = picturesOf(reading(0, [2, 2, 1, 2], Float32Array.from([0, 4, NaN, NaN, 2, NaN, 8, 0])))!;
  assert.deepEqual(p.counts, [1, 2]);
  assert.deepEqual([p.low, p.high], [0, 8]);
  assert.deepEqual([...greyOf(p, 0, 0)], [0, 0, 0, 255, 128, 128, 128, 255]);
  assert.deepEqual([...greyOf(p, 1, 0)], [64, 64, 64, 255, 0, 0, 0, 0]);
  assert.equal(picturesOf(reading(0, [4], new Float32Array(4))), null);
});

test("dashed columns are dashed, the others then solid; without a word all is as it was", () => {
  const told = new Emphasis([1], [0]);
  assert.deepEqual(told.dash(0, [2, 2]), []);
  assert.ok(told.dash(1, []).length > 0);
  assert.ok(told.width(0, 2) > told.width(1, 2));
  const quiet = new Emphasis();
  assert.deepEqual([quiet.dash(3, [2, 2]), quiet.width(3, 1.7)], [[2, 2], 1.7]);
});

test("a board stands beside two views on two rows, also under a landscape", () => {
  const views = ["landscape", "board", "curve", "phase", "curve", "images", "curve"].map((kind, i) => ({ id: String(i), kind })) as ViewSpec[];
  const { areas, rows } = place(views);
  assert.equal(rows, 5);
  assert.equal(areas[0], "1 / 1 / span 2 / span 6");
  assert.equal(areas[1], "3 / 1 / span 2 / span 6");
  assert.equal(new Set(areas).size, views.length);
  assert.deepEqual(place([views[1]]), { areas: ["1 / 1 / span 2 / span 12"], rows: 2 });
  const asked = place([{ id: "t", kind: "matrix", tall: true }, { id: "c", kind: "curve" }]);
  assert.deepEqual(asked, { areas: ["1 / 1 / span 2 / span 6", "1 / 7 / span 2 / span 6"], rows: 2 });
});

test("settings come in their groups, in the order in which these occur", () => {
  const settings = [["a", undefined], ["b", "theory"], ["c", "training"]].map(([name, group]) => ({ name, group, type: "float", default: 0 }));
  assert.deepEqual(byGroup(settings as never).map(([name, of]) => [name, of.map((s) => s.name).join("")]), [["training", "ac"], ["theory", "b"]]);
});

test("no line is stroked between one and two pixels wide", () => {
  assert.deepEqual([0.7, 1, 1.4, 1.5, 1.9, 2.2, 3].map(cheapWidth), [0.7, 1, 1, 1, 2, 2.2, 3]);
});
