// Which views are on the page, where they go, what keys do, and whose hovering the cursor follows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cursor } from "../src/cursor";
import { place } from "../src/page/grid";
import { keptHidden, Layout } from "../src/page/layout";
import type { Spec, ViewSpec } from "../src/spec";
import { bindingOf, type KeyBinding } from "../src/transport/keys";
import { brushed, within } from "../src/views/orbits";

const views = ["landscape", "curve", "board", "curve", "phase"].map((kind, i) => ({ id: `v${i}`, kind }) as ViewSpec);
const spec = { exhibit: "x", title: "x", settings: [], views } as unknown as Spec;

test("what was kept as hidden survives views that are gone, and never hides everything", () => {
  assert.deepEqual(keptHidden('["v1", "gone"]', ["v0", "v1"]), ["v1"]);
  assert.deepEqual(keptHidden('["v0", "v1"]', ["v0", "v1"]), []);
  for (const text of [null, "", "{", "3", '{"v0": 1}']) assert.deepEqual(keptHidden(text, ["v0", "v1"]), []);
});

test("the last view stays, only one can be kept, all come back", () => {
  let changes = 0;
  const layout = new Layout(spec, () => changes++);
  for (const { id } of views) layout.toggle(id);
  assert.equal(layout.count, 1);
  assert.ok(layout.shown("v4"));
  layout.only("v2");
  assert.deepEqual(layout.ids.filter((id) => layout.shown(id)), ["v2"]);
  layout.all();
  assert.equal(layout.count, views.length);
  assert.equal(changes, views.length + 2);
});

test("a view that fills the stage is the only one drawn; hiding it ends that", () => {
  const layout = new Layout(spec, () => undefined);
  layout.fill("v3");
  assert.deepEqual(layout.ids.filter((id) => layout.drawn(id)), ["v3"]);
  layout.toggle("v3", false);
  assert.equal(layout.full, null);
  assert.deepEqual(layout.ids.filter((id) => layout.drawn(id)), ["v0", "v1", "v2", "v4"]);
});

test("whatever is shown fills its rows without holes or overlaps", () => {
  for (let mask = 1; mask < 1 << views.length; mask++) {
    const { areas, rows } = place(views.filter((_, i) => mask & (1 << i)));
    const cells = new Set<string>();
    for (const area of areas) {
      const [row, column, height, width] = area.match(/\d+/g)!.map(Number);
      for (let r = row; r < row + height; r++) for (let c = column; c < column + width; c++) {
        assert.ok(r <= rows && c <= 12 && !cells.has(`${r},${c}`), `${area} with ${mask}`);
        cells.add(`${r},${c}`);
      }
    }
    assert.equal(cells.size, 12 * rows, `views ${mask} leave a hole`);
  }
});

test("a picture does not follow its own hovering, all others do", () => {
  const cursor = new Cursor(() => undefined);
  const [picture, other] = [{}, {}];
  cursor.hover(7, picture);
  assert.equal(cursor.step(20, picture), 20);
  assert.equal(cursor.step(20, other), 7);
  assert.equal(cursor.step(20), 7);
  cursor.pin(12, 20);
  assert.equal(cursor.step(20, picture), 12);
  cursor.hover(null);
  assert.equal(cursor.step(20), 12);
});

test("a brush leaves a stretch of an orbit, unless the step shown comes before it", () => {
  const lab = { range: [10.4, 20.6] as [number, number] } as Parameters<typeof brushed>[0];
  assert.deepEqual(brushed(lab, 5), [0, Infinity]);
  const [low, high] = brushed(lab, 30);
  const [stretch] = within([{ columns: {} as never, from: 0, to: 30 }], low, high);
  assert.deepEqual([stretch.from, stretch.to], [11, 20]);
});

test("keys: small and capital letters are one, control asks for its own, and what cannot act lets others have it", () => {
  const act = () => undefined;
  const bindings: KeyBinding[] = [
    { shown: "Esc", does: "first", keys: ["Escape"], when: () => false, act },
    { shown: "Esc", does: "second", keys: ["Escape"], act },
    { shown: "Z", does: "plain", keys: ["z"], act },
    { shown: "Ctrl Z", does: "undo", keys: ["z"], ctrl: true, act },
  ];
  const does = (key: string, ctrlKey = false) => bindingOf(bindings, { key, ctrlKey, metaKey: false })?.does;
  assert.equal(does("Z"), "plain");
  assert.equal(does("z", true), "undo");
  assert.equal(does("Escape"), "second");
  assert.equal(does("q"), undefined);
});
