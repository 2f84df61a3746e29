// What pictures of gradients compute before they draw, against definitions and brute force.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reading } from "../src/readings";
import { SpaceScene } from "../src/views/cone/space_scene";
import { across, facesOf } from "../src/views/cone/solid";
import { groundScale } from "../src/views/vector_field/basins";
import { logRange, strideFor } from "../src/views/vector_field/flow";
import { FieldFrame } from "../src/views/vector_field/frame";
import { gridOf, nearestNode, nodeX, nodeY } from "../src/views/vector_field/grid";
import { bundleOf, conflictingPairs, conflicts, dot, leastCosine } from "../src/views/vectors/bundle";
import { CalmScale, neededLength, roundUp } from "../src/views/vectors/calm_scale";
import { sectorOf } from "../src/views/vectors/half_spaces";
import { placeOf } from "../src/views/vectors/looks";
import { nextTip, roomFor } from "../src/views/vectors/names";
import { settled } from "../src/views/vectors/place_handle";
import { arrowText } from "../src/views/vectors/readouts";

const near = (a: number, b: number, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
/** Numbers in [-1, 1] from a fixed sequence. */
const numbers = (seed: number) => () => 2 * ((seed = (seed * 16807) % 2147483647) / 2147483647) - 1;
const read = (shape: number[], ...data: number[]) => reading(7, shape, Float32Array.from(data));

test("a sector holds exactly the directions that no normal forbids", () => {
  const next = numbers(11);
  let empty = 0;
  for (let trial = 0; trial < 200; trial++) {
    const normals = Array.from({ length: 1 + (trial % 4) }, () => [next(), next()]);
    const sector = sectorOf(normals);
    empty += Number(sector === null);
    for (let k = 0; k < 90; k++) {
      const angle = (2 * Math.PI * (k + 0.5)) / 90;
      const margin = Math.min(...normals.map((n) => dot(n, [Math.cos(angle), Math.sin(angle)]) / Math.hypot(...n)));
      if (Math.abs(margin) < 1e-6) continue;
      const turned = sector === null ? Infinity : (((angle - sector.from) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
      assert.equal(turned <= (sector?.sweep ?? 0), margin > 0, `normals ${normals.join(" | ")} at ${angle}`);
    }
  }
  assert.ok(empty > 20);
});

test("no gradient forbids nothing, a zero one neither, equal ones act as one, opposed ones leave no area", () => {
  near(sectorOf([])!.sweep, 2 * Math.PI);
  near(sectorOf([[0, 0], [0, 2]])!.sweep, Math.PI);
  near(sectorOf([[1, 1], [2, 2]])!.sweep, Math.PI);
  assert.ok((sectorOf([[1, 0], [-1, 0]])?.sweep ?? 0) < 1e-5);
  assert.equal(sectorOf([[1, 0], [-0.6, 0.8], [-0.6, -0.8]]), null);
});

test("faces of a cone lie across their gradient, inside all others, and their rims are of length one", () => {
  const next = numbers(5);
  for (let trial = 0; trial < 100; trial++) {
    const gradients = Array.from({ length: 1 + (trial % 5) }, () => [next(), next(), next()]);
    for (const { normal, rim } of facesOf(gradients)) {
      near(Math.hypot(...normal), 1);
      for (const p of rim) {
        near(Math.hypot(...p), 1);
        near(dot(p, normal), 0);
        for (const g of gradients) assert.ok(dot(g, p) >= -1e-9, `${dot(g, p)}`);
      }
    }
  }
});

test("the octant has three quarter discs, a half space one disc, a wedge two half discs", () => {
  const sweeps = (...gradients: number[][]) => facesOf(gradients).map(({ rim }) => Math.round(rim.slice(1).reduce((s, p, k) => s + Math.acos(Math.min(1, dot(p, rim[k]))), 0) / (Math.PI / 2)));
  assert.deepEqual(sweeps([2, 0, 0], [0, 1, 0], [0, 0, 3]), [1, 1, 1]);
  assert.deepEqual(sweeps([0, 0, 5]), [4]);
  assert.ok(facesOf([[0, 0, 5]])[0].round);
  assert.deepEqual(sweeps([1, 0, 0], [0, 1, 0]), [2, 2]);
  assert.deepEqual(sweeps([1, 0, 0], [2, 0, 0]), [4]);
  assert.deepEqual(sweeps([1, 0, 0], [-1, 0, 0]), [4]); // what is left is the plane across both
  assert.deepEqual(sweeps([1, 0, 0], [-0.5, 0.8, 0], [-0.5, -0.8, 0]), []); // a line
  const [u, v] = across([0.6, 0, 0.8]);
  for (const [a, b, c] of [[u, v, 0], [u, [0.6, 0, 0.8], 0], [u, u, 1]] as const) near(dot(a, b), c);
});

test("rows that were not measured are left out, and rounding is no conflict", () => {
  const bundle = bundleOf(read([3, 2], 1, 0, NaN, NaN, -1, 1), read([4, 2], 0, 1, 1, 1, -1e-8, 1, NaN, 0), undefined, ["a", "b", "c"], ["p", "q", "r", "s"]);
  assert.deepEqual(bundle.gradients.map((g) => [g.name, g.index]), [["a", 0], ["c", 2]]);
  assert.deepEqual(bundle.updates.map((u) => u.name), ["p", "q", "r"]);
  assert.deepEqual(bundle.updates.map(conflicts), [false, false, false]);
  near(leastCosine(bundle.updates[0]), 0);
  assert.deepEqual(conflictingPairs(bundle), [1, 1]);
  const [bad] = bundleOf(read([2, 2], 1, 0, -1, 0.1), read([1, 2], 1, 0), undefined, ["a", "b"], ["p"]).updates;
  assert.ok(conflicts(bad));
  assert.equal(arrowText(bundle.updates[0], bundle), "p: length 1 · cosine 0 to a, 0.71 to c");
  const still = bundleOf(read([1, 2], 0, 0), read([1, 2], 0, 0), undefined, ["a"], ["p"]);
  assert.ok(Number.isNaN(leastCosine(still.updates[0])) && !conflicts(still.updates[0]));
});

test("the scale is round, holds what must fit, and stays while that changes little", () => {
  assert.deepEqual([0.9, 1, 1.01, 1.6, 2.2, 31, 0.0071].map(roundUp), [1, 1, 1.5, 2, 3, 40, 0.008]);
  const needed = (gradients: number[], updates: number[]) => neededLength({ gradients: gradients.map((length) => ({ length })), updates: updates.map((length) => ({ length })) });
  near(needed([1, 2], [1.5]), 2);
  near(needed([1, 2], [3, 900]), 2.6); // one that is far longer is cut instead
  near(needed([0], [4]), 4);
  const scale = new CalmScale();
  const edges = [1.2, 1.4, 0.8, 0.5, 1.6, 0, NaN].map((needed) => (scale.fit(needed, "a run"), scale.edge));
  assert.deepEqual(edges, [1.5, 1.5, 1.5, 0.5, 2, 2, 2]);
  scale.fit(1, "another run");
  assert.equal(scale.edge, 1);
  const [at, cut] = placeOf({ at: [30, 40], length: 50 }, 2);
  assert.ok(cut);
  near(Math.hypot(...at), 1.1);
  assert.deepEqual(placeOf({ at: [0, 0], length: 0 }, 0), [[0, 0], false]);
});

test("a place in space is found again under its pixel", () => {
  const scene = new SpaceScene();
  scene.setSize(500, 400);
  for (const at of [[0.3, -0.4, 0.8], [-1, 0.1, 0.2]]) {
    const [x, y] = scene.project(at);
    scene.under([x, y], at).forEach((v, k) => near(v, at[k]));
    const moved = scene.under([x + 30, y - 12], at);
    scene.project(moved).forEach((v, k) => near(v, [x + 30, y - 12][k], 1e-6));
  }
});

test("what is dragged takes values that its settings have", () => {
  const s = { name: "x", type: "float", low: -2, high: 3, default: 0 } as const;
  assert.deepEqual([settled(s, 1.234567), settled(s, -9), settled(s, 99), settled({ ...s, type: "int" }, 1.6)], [1.235, -2, 3, 2]);
});

test("names find room beside their tip, and the keys go to the next tip that way", () => {
  const name = { text: "", tip: [50, 50] as const, origin: [0, 50] as const, colour: "", strong: true };
  const bounds = { x: 0, y: 0, width: 100, height: 100 };
  const first = roomFor(30, name, [], bounds)!;
  assert.ok(first.x > 50 && first.y < 50 && first.y + first.height > 50);
  const second = roomFor(30, name, [first], bounds)!;
  assert.ok(second.y + second.height <= first.y || second.y >= first.y + first.height || second.x + 30 <= first.x);
  assert.equal(roomFor(300, name, [], bounds), null);
  const tips = [[10, 10], [60, 15], [30, 80]] as const;
  assert.deepEqual(nextTip(tips, null, [1, 0]), [30, 80]);
  assert.deepEqual(nextTip(tips, [10, 10], [1, 0]), [60, 15]);
  assert.deepEqual(nextTip(tips, [10, 10], [-1, 0]), [10, 10]);
});

test("nodes of a field run from the window's one end to its other, the first row below", () => {
  const grid = gridOf(read([3, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), [-1, 1, 0, 4]);
  assert.deepEqual([nodeX(grid, 0), nodeX(grid, 1), nodeY(grid, 2)], [-1, 1, 4]);
  assert.deepEqual(nearestNode(grid, 0.9, 3.9), [11, 12]);
  assert.deepEqual(nearestNode(grid, -0.9, 0.1), [1, 2]);
  assert.equal(nearestNode(grid, 0, 9), undefined);
  assert.deepEqual([strideFor(24), strideFor(6), strideFor(100)], [1, 4, 1]);
  const [low, high] = logRange(Float32Array.from([1, 0, NaN, 0, 0, 0, 0, Math.E]));
  near(low, 0);
  near(high, 1, 1e-7);
  const frame = new FieldFrame([-1, 1, 0, 4], 40);
  frame.setSize(300, 200);
  frame.zoom(0.3, 100, 60);
  frame.pan(12, -7);
  frame.at(frame.pixel(0.3, 1.7)).forEach((v, k) => near(v, [0.3, 1.7][k]));
});

test("a ground's colours: both signs about zero, or from low to high, also of the logarithm", () => {
  const both = groundScale(Float32Array.from([-1, 4]), false)!;
  near(both.unit(0), 0);
  near(both.unit(-1), -0.25);
  near(groundScale(Float32Array.from([1, 100, NaN, 0, -3]), true)!.unit(10), 0.5, 1e-7);
  near(groundScale(Float32Array.from([2, 6]), false)!.unit(4), 0.5);
  assert.equal(groundScale(Float32Array.from([NaN]), false), null);
});
