// What the picture of the ghosts is computed from, against closed forms and finite differences.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reading } from "../src/readings";
import type { Setting } from "../src/spec";
import { keyed, reachable, settingFor } from "../src/views/ghosts/drag";
import { ghostsOf, nearestZero } from "../src/views/ghosts/numbers";
import { modulus, modulusAt, resolution } from "../src/views/ghosts/plane";
import { slopeVariance, tilted, type Ray } from "../src/views/ghosts/tilted";
import { GhostWindow, neededHalfWidth, snapUp } from "../src/views/ghosts/window";
import { imageAt, layOutImages, nextImage, placeOf } from "../src/views/image_layout";
import { afterClick } from "../src/views/picture_picker";
import fixture from "./fixtures/ghosts.json";

const near = (a: number, b: number, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const ray = (logits: number[], slopes: number[]): Ray => ({ logits: Float64Array.from(logits), slopes: Float64Array.from(slopes) });
const read = (...data: number[]) => reading(0, [data.length], Float32Array.from(data));

test("two classes: |phi|² = p² + q² + 2pq cos(Δa y), and the ghost is at -δ/Δa + iπ/Δa", () => {
  const two = ray([0.3, -0.9], [2, -1.5]);
  for (const [u, y] of [[0, 0], [0.4, 1.1], [-0.7, 0.2], [2, 3]]) {
    const p = 1 / (1 + Math.exp(-(1.2 + 3.5 * u)));
    near(modulusAt(two, u, y), Math.sqrt(p * p + (1 - p) ** 2 + 2 * p * (1 - p) * Math.cos(3.5 * y)));
  }
  near(modulusAt(two, -1.2 / 3.5, Math.PI / 3.5), 0, 1e-15);
  near(modulusAt(two, -1.2 / 3.5, 0), 1);
});

test("three classes in symmetry: phi(iy) = (1 + 2 cos y)/3 vanishes at 2π/3", () => {
  const three = ray([5, 5, 5], [-1, 0, 1]);
  for (const y of [0, 0.5, 1, 2, 3]) near(modulusAt(three, 0, y), Math.abs(1 + 2 * Math.cos(y)) / 3);
  near(modulusAt(three, 0, (2 * Math.PI) / 3), 0, 1e-15);
});

test("plane, curvature and ghosts are those of the kernels (radius.ghost_plane, slope_variance, zeros)", () => {
  const r = ray(fixture.logits, fixture.slopes);
  fixture.u.forEach((u, i) => {
    near(slopeVariance(r, u), fixture.variance[i], 1e-11);
    fixture.y.forEach((y, j) => near(modulusAt(r, u, y), fixture.modulus[j][i]));
  });
  assert.ok(fixture.zeros.length > 3);
  for (const [u, y] of fixture.zeros) near(modulusAt(r, u, y), 0, 1e-11);
});

test("the plane has the values of its pixels' centres, first row on top, whatever is left out of a column", () => {
  // So far apart that most classes count in few columns; seven, so that the last group of four is not full.
  const many = ray([0, 40, -3, 8, 8.1, -60, 2], [30, -25, 4, 0, 11, 90, -2]);
  const [width, height] = [23, 11];
  const m = modulus(many, { u0: -2, u1: 3, y0: 0.1, y1: 1 }, width, height);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) near(m[j * width + i], modulusAt(many, -2 + ((i + 0.5) / width) * 5, 1 - ((j + 0.5) / height) * 0.9), 7e-6);
  }
});

test("K'' is the second derivative of log F, and the floor π/2σ lies under every ghost", () => {
  const r = ray([1, -0.5, 0.2, 0.9], [3, -2, 0.5, 1.1]);
  const p = new Float64Array(4);
  const h = 1e-3; // the central difference errs by h²K''''/12, about 1e-5 here
  for (const u of [-1, 0, 0.3, 2]) {
    const [a, b, c] = [u - h, u, u + h].map((v) => tilted(r, v, p));
    near(slopeVariance(r, u), (a - 2 * b + c) / (h * h), 1e-5);
    // Re phi(u + iy) e^{-i mean y} >= π/4 - σ²y²/π, so none at or below y = π/2σ.
    const y = Math.PI / (2 * Math.sqrt(slopeVariance(r, u)));
    for (let k = 1; k <= 20; k++) assert.ok(modulusAt(r, u, (k / 20.001) * y) > 0);
  }
  const [u, y] = [-1.2 / 3.5, Math.PI / 3.5];
  near(Math.PI / (2 * Math.sqrt(slopeVariance(ray([0.3, -0.9], [2, -1.5]), u))), y); // two equal classes touch it
});

test("huge logits, classes that cannot be and equal slopes leave numbers", () => {
  near(modulusAt(ray([1e4, 1e4, -Infinity], [1, -1, 5]), 0, Math.PI / 2), 0, 1e-12);
  assert.ok(modulus(ray([0, 1], [2, 2]), { u0: -1, u1: 1, y0: 0, y1: 1 }, 5, 3).every((v) => Math.abs(v - 1) < 1e-6));
});

test("padding is cut off, a logit that is not a number leaves all unknown, slopes are centred", () => {
  const radii = read(0.1, 0.2, 0.3, 0.4, 0.5, 0, 17);
  const g = ghostsOf(read(1, 2, NaN, NaN), read(3, 7, NaN, NaN), read(0.5, 1, -0.25, 0.5, NaN, NaN), radii)!;
  assert.deepEqual([...g.ray.slopes], [-2, 2]);
  assert.deepEqual(g.zeros, [[0.5, 1], [-0.25, 0.5]]);
  assert.equal(nearestZero(g.zeros), 1);
  assert.deepEqual([g.radii.certified, g.radii.example], [false, 17]);
  assert.equal(ghostsOf(read(1, NaN, 2), read(3, 7, 1), undefined, radii), null);
  assert.equal(ghostsOf(read(1, 0, 2), read(3, Infinity, 1), undefined, radii), null);
  assert.equal(nearestZero([]), -1);
});

test("windows are 1, 2, 5 times a power of ten, hold ghost and step, and are calm", () => {
  assert.deepEqual([0.013, 0.02, 0.0201, 1, 7, 0.5].map(snapUp), [0.02, 0.02, 0.05, 1, 10, 0.5]);
  near(neededHalfWidth(1, 0.1, 0.25), 1.18 * 2, 1e-9); // a quarter as high as wide: the ghost may be straight up
  near(neededHalfWidth(1, 3, 0.5), 1.18 * 3, 1e-9);
  near(neededHalfWidth(1, 1e6, 0.5), 1.18 * 3, 1e-9);
  near(neededHalfWidth(Infinity, 2, 0.5), 1.18 * 2, 1e-9);
  assert.ok(Number.isNaN(neededHalfWidth(NaN, NaN, 0.5)));
  const w = new GhostWindow();
  w.box = { left: 50, top: 10, width: 400, height: 200 };
  w.fit(0.4, 0.1);
  assert.equal(w.rectangle.u1, 0.5);
  w.fit(0.43, 0.1);
  assert.equal(w.rectangle.u1, 1);
  w.fit(0.38, 0.1);
  assert.equal(w.rectangle.u1, 1, "a little less changes nothing");
  w.fit(0.3, 0.1);
  assert.equal(w.rectangle.u1, 0.5);
  w.fit(NaN, NaN);
  assert.equal(w.rectangle.u1, 0.5, "what is unknown moves it not");
});

test("one scale for both axes, pixels and back; zoom keeps the place under the pointer, panning stops at the real line", () => {
  const w = new GhostWindow();
  w.box = { left: 50, top: 10, width: 400, height: 200 };
  w.fit(0.4, 0.1);
  assert.deepEqual([w.px(0), w.py(0)], [250, 210]);
  near(w.px(0.1) - w.px(0), w.py(0) - w.py(0.1), 1e-9);
  const before = w.at(300, 100);
  w.zoom(0.5, 300, 100);
  w.at(300, 100).forEach((v, i) => near(v, before[i], 1e-12));
  w.pan(0, -500);
  assert.equal(w.rectangle.y0, 0);
  w.reset();
  assert.equal(w.rectangle.u1, 0.5);
});

const lr: Setting = { name: "lr", type: "float", low: 1e-3, high: 2, log: true, live: true, default: 0.1 };

test("a step of length τ needs lr τ' / τ, inside the setting's range", () => {
  near(settingFor(lr, 0.6, 0.2 / 0.1), 0.3);
  assert.equal(settingFor(lr, 100, 2), 2);
  assert.equal(settingFor(lr, 0, 2), 1e-3);
  assert.equal(settingFor({ ...lr, type: "int", low: 1, high: 9 }, 5.2, 1), 5);
  assert.deepEqual(reachable(lr, 2), [0.002, 4]);
});

test("keys make the step longer and shorter, never beyond what can be set", () => {
  near(keyed("ArrowRight", false, 1, [0, 4])!, 1.05);
  near(keyed("ArrowDown", true, 1, [0, 4])!, 0.8);
  assert.equal(keyed("ArrowUp", true, 3.9, [0, 4]), 4);
  assert.deepEqual([keyed("Home", false, 1, [0.1, 4]), keyed("End", false, 1, [0.1, 4])], [0.1, 4]);
  assert.equal(keyed("a", false, 1, [0, 4]), undefined);
  assert.equal(keyed("ArrowUp", false, NaN, [0, 4]), undefined);
});

test("a picture of many classes is sampled coarser", () => {
  assert.deepEqual(resolution(500, 250, 10), [500, 250]);
  const [w, h] = resolution(500, 250, 1000);
  assert.ok(w * h * 1000 < 1.3e7 && Math.abs(w / h - 2) < 0.1);
});

test("a click picks an example, a second one lets it go", () => {
  assert.deepEqual([afterClick(17, -1), afterClick(17, 4), afterClick(17, 17)], [17, 17, -1]);
});

test("the keys reach every picture, and stay at the ends", () => {
  const counts = [5, 3];
  const layout = layOutImages(counts, 1, 130, 400);
  const { columns } = layout.blocks[0];
  assert.ok(columns > 1 && columns < 5);
  let at: [number, number] = nextImage(layout, counts, null, [1, 0]);
  assert.deepEqual(at, [0, 0]);
  const seen = new Set<string>();
  for (let line = 0; line < 8; line++) {
    let along = at;
    for (let k = 0; k < 5; k++) {
      const [x, y] = placeOf(layout, ...along);
      assert.deepEqual(imageAt(layout, counts, x + 1, y + 1), along);
      seen.add(along.join());
      along = nextImage(layout, counts, along, [1, 0]);
    }
    at = nextImage(layout, counts, at, [0, 1]);
  }
  assert.equal(seen.size, 8);
  assert.deepEqual(nextImage(layout, counts, [0, 0], [-1, 0]), [0, 0]);
  assert.deepEqual(nextImage(layout, counts, [1, 0], [0, -1])[0], 0);
});
