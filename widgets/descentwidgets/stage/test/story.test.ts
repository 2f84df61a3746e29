// The story: where it is, what a step does in words, which controls it is about; formulas in its text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../src/markup";
import type { Lab } from "../src/lab";
import type { Spec, StoryStep, Value } from "../src/spec";
import { atStake, inForce, restarts } from "../src/story/follow";
import { namedSettings, speaksOfKick } from "../src/story/named";
import { Story } from "../src/story/story";
import { effect, settingsInWords } from "../src/story/words";

const step = (text: string, settings: Record<string, Value> = {}, more: Partial<StoryStep> = {}): StoryStep => ({ title: "", text, settings, ...more });
const spec = {
  exhibit: "e", title: "E", views: [{ id: "loss", kind: "curve" }, { id: "plane", kind: "landscape" }],
  settings: [
    { name: "lr", label: "learning rate η", type: "float", live: true, group: "training", default: 0.4 },
    { name: "plane", label: "plane", type: "choice", values: ["top_eigenvectors", "random"], live: true, group: "view", default: "random" },
    { name: "horizon", label: "horizon", type: "int", live: true, unit: "steps", default: 10 },
    { name: "loss", label: "loss", type: "choice", values: ["mse", "cross_entropy"], live: false, default: "mse" },
  ],
  story: [step("one", {}, { view: "loss" }), step("two", { lr: 2 }, { view: "plane" }), step("three")],
} as unknown as Spec;

test("a step says what it sets and what becomes of the run", () => {
  assert.equal(effect(spec, step("", { lr: 0.05 })), "sets learning rate η = 0.05; the run goes on");
  assert.equal(effect(spec, step("", { lr: 0.05 }), true), "sets learning rate η = 0.05 and starts a new run", "as after a divergence");
  assert.equal(effect(spec, step("", { loss: "mse", horizon: 5 })), "sets loss = MSE, horizon = 5 steps and starts a new run");
  assert.equal(effect(spec, step("", { plane: "top_eigenvectors" })), "sets plane = Top eigenvectors; the run stays as it is");
  assert.equal(effect(spec, step("", {}, { restart: true })), "starts a new run with the defaults");
  assert.equal(settingsInWords(spec, {}), "");
});

test("a step is about the controls it sets and those its text speaks of", () => {
  const named = (text: string, settings = {}) => [...namedSettings(spec, step(text, settings))];
  assert.deepEqual(named("Halve η."), ["lr"]);
  assert.deepEqual(named("The line at $2/\\eta$ waits.", { plane: "random" }), ["plane", "lr"]);
  assert.deepEqual(named("A smaller *learning rate* and a longer horizon"), ["lr", "horizon"]);
  assert.deepEqual(named("Greek: ηλ is one name; the loss (not live) and a plane, a short word."), []);
  assert.equal(speaksOfKick(step("Drag it, or **kick** it.")), true);
});

test("a step that starts a new run is in force only where all else is at its default", () => {
  const now = { lr: 2, plane: "random", horizon: 10, loss: "mse" };
  assert.equal(inForce(spec, step("", { lr: 2 }), { ...now, horizon: 3 }), true);
  const anew = step("", { lr: 2 }, { restart: true });
  assert.equal(inForce(spec, anew, { ...now, horizon: 3 }), false);
  assert.equal(inForce(spec, anew, { ...now, plane: "top_eigenvectors" }), true, "what is looked at does not matter");
});

test("the reader is asked before a new run ends branches, and only then", () => {
  const lab = (branches: number, bookmarks: object[] = []) => ({ spec, store: { bookmarks, branches: [...new Array<object>(branches).fill({}), null], current: { info: { state: "ok" } } } }) as unknown as Lab;
  assert.match(atStake(lab(2)) ?? "", /2 branches/);
  assert.equal(atStake(lab(1)), null);
  assert.match(atStake(lab(1, [{}])) ?? "", /the 1 bookmark you/);
  assert.equal(restarts(lab(2), step("only text")), false);
  assert.equal(restarts(lab(2), step("", { loss: "mse" })), true);
});

test("the story keeps its place and points while it is told", () => {
  let changes = 0;
  const story = new Story(spec, () => changes++);
  assert.deepEqual([story.at, story.on, story.points], [0, true, "loss"]);
  story.turn(1);
  story.go(1);
  assert.deepEqual([story.at, story.points, changes], [1, "plane", 1], "going where it is changes nothing");
  story.tell(false);
  assert.deepEqual([story.on, story.points, story.at], [false, null, 1]);
  story.go(99);
  assert.equal(story.at, 2);
});

test("formulas are pieces of a text, whatever is in them", () => {
  assert.deepEqual(pieces("when $a*b*c_1$ and **2** hold"), ["when ", "$a*b*c_1$", " and ", "**2**", " hold"]);
  assert.deepEqual(pieces("one $ alone"), ["one $ alone"]);
});
