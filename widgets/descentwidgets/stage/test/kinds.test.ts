// Hues and dashes of columns, the line under the pointer, and what a step of the guide does to the run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, goesOn } from "../src/story/follow";
import type { Lab } from "../src/lab";
import { pieces } from "../src/markup";
import type { Spec, Value, ViewSpec } from "../src/spec";
import { themeOf } from "../src/theme";
import { assignSlots, huesOf, kindNames } from "../src/views/hues";
import { borderStyle, Kinds, namedColour } from "../src/views/kinds";
import { between } from "../src/views/nearest";
import { wheelColour } from "../src/views/update_wheel";

const MANY = Array.from({ length: 12 }, (_, i) => `optimizer ${i}`);
const FLOWS = ["discrete", "midpoint", "central flow"];

function labOf(lists: string[][], branches = 1): Lab {
  const spec = {
    exhibit: "x", title: "x", settings: [],
    series: lists.map((columns, i) => ({ name: `s${i}`, cols: columns.length, columns })),
    views: lists.map((_, i) => ({ id: `v${i}`, kind: "curve", series: [`s${i}`] })),
  } as unknown as Spec;
  const store = { active: 0, branches: Array.from({ length: branches }, () => ({})), slot: (b: number) => b };
  return { spec, store, theme: themeOf("light") } as unknown as Lab;
}

const kindsOf = (lab: Lab, i = 0) => new Kinds(lab, lab.spec.views[i], kindNames(lab.spec, lab.spec.views[i]));

test("a name has one slot on the whole page, and no two of a view share one", () => {
  const [two, losses, other] = assignSlots([["central flow", "stable flow"], [...FLOWS, "stable flow"], ["midpoint", "else", "discrete"]]);
  assert.deepEqual(losses, [0, 1, 2, 3]);
  assert.deepEqual(two, [2, 3]);
  assert.deepEqual(other, [1, 2, 0], "what is new takes the first slot free in its own view");
});

test("twelve columns differ in hue or dash, in both themes", () => {
  const lab = labOf([MANY]);
  for (const name of ["light", "dark"] as const) {
    lab.theme = themeOf(name);
    const kinds = kindsOf(lab);
    assert.equal(new Set(MANY.map((_, k) => kinds.colour(0, k) + kinds.dash(k).join())).size, 12);
  }
  assert.deepEqual(kindNames(labOf([[...MANY, "one more"]]).spec, { id: "v0", kind: "curve", series: ["s0"] }), []);
});

test("beside a fork few names give their hues to the branches, many keep them", () => {
  const few = kindsOf(labOf([FLOWS], 2));
  assert.equal(few.colour(1, 0), few.colour(1, 2));
  assert.notEqual(few.colour(0, 0), few.colour(1, 0));
  assert.equal(namedColour(labOf([FLOWS], 2), "midpoint"), undefined);
  const lab = labOf([MANY, FLOWS], 2);
  const many = kindsOf(lab);
  assert.notEqual(many.colour(0, 0), many.colour(0, 1));
  assert.equal(many.colour(1, 3), many.colour(0, 3) + "8c", "another branch: the same hue, paler");
  assert.equal(namedColour(lab, "midpoint"), kindsOf(lab, 1).colour(0, 1));
  assert.equal(namedColour(lab, "nowhere"), undefined);
});

test("columns that belong together can be given one hue", () => {
  const lab = labOf([FLOWS, ["σ₁", "σ₂", "measured₁", "measured₂"]]);
  Object.assign(lab.spec.views[1], { hues: [0, 1, 0, 1], dashed: [2, 3] });
  const kinds = kindsOf(lab, 1);
  assert.equal(kinds.colour(0, 0), kinds.colour(0, 2));
  assert.notDeepEqual(kinds.dash(0), kinds.dash(2));
});

test("a dash looks like its border", () => {
  assert.deepEqual([[], [1.5, 3], [6, 3]].map(borderStyle), ["solid", "dotted", "dashed"]);
});

test("between which of its points the pointer is on a line", () => {
  const xs = [0, 10, 20, 30];
  assert.deepEqual(between(xs, [1, null, 2, 3], 12), [0, 2]);
  assert.deepEqual(between(xs, [1, 1, 2, 3], 10), [1, 1]);
  assert.equal(between(xs, [null, 1, 2, null], 5), null);
  assert.equal(between(xs, [null, 1, 2, null], 25), null);
});

function guided(state: string, playing: boolean) {
  const sent: Record<string, unknown>[] = [];
  const settings = [
    { name: "lr", live: true, type: "float", default: 1 }, { name: "plane", live: true, group: "view", type: "choice", default: "a" },
    { name: "width", live: false, type: "int", default: 1 },
  ];
  const lab = {
    spec: { settings }, cursor: { goLive: () => {} }, client: { send: (m: Record<string, unknown>) => sent.push(m) },
    store: { current: { info: { state } }, status: { playing } },
  } as unknown as Lab;
  return { lab, sent: (settings: Record<string, Value>, restart = false) => (follow(lab, { title: "", text: "", settings, restart }), sent.splice(0).map((m) => m["kind"])) };
}

test("a step of the guide with live settings only goes on with the run; any other starts one", () => {
  const { lab, sent } = guided("running", false);
  const step = (settings: Record<string, Value>) => ({ title: "", text: "", settings });
  assert.equal(goesOn(lab.spec, step({ lr: 2, plane: "b" })), true);
  assert.equal(goesOn(lab.spec, step({ lr: 2, width: 3 })), false);
  assert.deepEqual(sent({ lr: 2 }, true), ["preset", "play"], "where the story asks for a new run");
  assert.deepEqual(sent({ lr: 2, plane: "b" }), ["set", "set", "play"]);
  assert.deepEqual(sent({ plane: "b" }), ["set"], "another look needs no step");
  assert.deepEqual(sent({ width: 3 }), ["preset", "play"]);
  assert.deepEqual(guided("running", true).sent({ lr: 2 }), ["set"]);
  assert.deepEqual(guided("diverged", false).sent({ lr: 2 }), ["preset", "play"]);
});

test("a rule has the hue of its arrow in every curve, and no two rules share one", () => {
  const columns = ["mean", "PCGrad", "MGDA", "CAGrad", "IMTL-G", "Nash-MTL", "UPGrad", "DualProj"];
  const views: ViewSpec[] = [
    { id: "arrows", kind: "arrows", series: ["gradients", "updates"] },
    { id: "leftover", kind: "curve", series: ["leftover"] },
  ];
  const spec: Spec = { exhibit: "", title: "", settings: [], views, arrays: [{ name: "updates", columns }], series: [{ name: "leftover", cols: 3, columns: ["UPGrad", "mean", "best"] }] };
  const theme = themeOf("dark");
  const hues = huesOf(spec);
  assert.deepEqual(columns.map((name) => hues.ofUpdate(theme, name)), columns.map((_, k) => wheelColour(theme, k, 8)));
  assert.equal(new Set(columns.map((name) => hues.ofUpdate(theme, name))).size, 8);
  assert.equal(hues.ofUpdate(theme, "best"), undefined);
  for (let k = 0; k < 17; k++) assert.match(wheelColour(theme, k, 17), /^#[0-9a-f]{6}$/); // others append an opacity
  assert.equal(wheelColour(theme, 1, 2), theme.branches[1]);
});

test("bold, emphasis and code are marked, the stars of ρ* are not", () => {
  assert.deepEqual(pieces("a **dual cone**, *not* `x*y` of ρ*, and ρ*."), ["a ", "**dual cone**", ", ", "*not*", " ", "`x*y`", " of ρ*, and ρ*."]);
  assert.deepEqual(pieces("f(x)* and g*."), ["f(x)* and g*."]);
});
