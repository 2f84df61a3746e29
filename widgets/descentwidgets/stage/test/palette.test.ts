// Branches and updates are told apart with every kind of colour vision. Dichromacy: the matrices of Machado, Oliveira,
// Fernandes (2009) for severity 1, on linear RGB; distances in OKLab (Ottosson 2020), where 0.02 is just noticeable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { branchDash, themeOf, type Theme } from "../src/theme";
import { wheelColour } from "../src/views/update_wheel";

type Vector = readonly number[];
const VISION: Record<string, readonly Vector[]> = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const times = (rows: readonly Vector[], v: Vector) => rows.map((row) => row.reduce((sum, a, i) => sum + a * v[i], 0));

function linear(hex: string): number[] {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
}

function oklab(rgb: Vector): number[] {
  const lms = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]],
    rgb.map((v) => Math.min(1, Math.max(0, v)))).map(Math.cbrt);
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], lms);
}

function distance(a: string, b: string, vision: string): number {
  const [p, q] = [a, b].map((hex) => oklab(times(VISION[vision], linear(hex))));
  return Math.hypot(...p.map((v, i) => v - q[i]));
}

function contrast(a: string, b: string): number {
  const [low, high] = [a, b].map((hex) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0]).sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** The pairs of a list nearer to each other than `least` for some kind of vision. */
function confused(colours: readonly string[], least: number, near: (i: number, j: number) => boolean, visions = Object.keys(VISION)): string[] {
  return visions.flatMap((vision) => colours.flatMap((a, i) => colours.flatMap((b, j) => {
    const d = i < j && near(i, j) ? distance(a, b, vision) : Infinity;
    return d < least ? [`${a} and ${b} for ${vision}: ${d.toFixed(3)}`] : [];
  })));
}

const THEMES: Theme[] = [themeOf("light"), themeOf("dark")];

test("any two branches are told apart by colour, next ones clearly, and by dash without any", () => {
  for (const { branches } of THEMES) {
    assert.deepEqual(confused(branches, 0.06, () => true), []);
    assert.deepEqual(confused(branches, 0.12, () => true, ["usual"]), []);
    assert.deepEqual(confused(branches, 0.09, (i, j) => j === i + 1), []);
    assert.equal(new Set(branches.map((_, i) => branchDash(i).join())).size, branches.length);
  }
});

test("the matrices see what they should: the palette before this one had two branches that were one to a deuteranope", () => {
  assert.equal(confused(["#54c8ff", "#b9a8ff"], 0.02, () => true).length, 1);
});

test("branches are read on the page's backgrounds, as lines and as text", () => {
  for (const { branches, tokens } of THEMES) {
    for (const ground of [tokens.bg, tokens.panel]) for (const colour of branches) {
      assert.ok(contrast(colour, ground) >= 4.4, `${colour} on ${ground}: ${contrast(colour, ground).toFixed(2)}`);
      for (const vision of Object.keys(VISION)) assert.ok(distance(colour, ground, vision) > 0.25, `${colour} on ${ground} for ${vision}`);
    }
  }
});

test("of many updates, those next to each other on the wheel differ in lightness", () => {
  for (const theme of THEMES) for (let n = theme.branches.length + 1; n <= 14; n++) {
    const wheel = Array.from({ length: n }, (_, k) => wheelColour(theme, k, n));
    assert.deepEqual(confused(wheel, 0.07, (i, j) => j === i + 1), []);
    for (const colour of wheel) assert.ok(contrast(colour, theme.tokens.panel) >= 3, `${colour}: ${contrast(colour, theme.tokens.panel).toFixed(2)}`);
  }
});

test("text of every weight is read on every ground", () => {
  for (const { tokens } of THEMES) {
    for (const ink of [tokens.ink, tokens.muted, tokens.accent, tokens.warn, tokens.bad, tokens.good]) for (const ground of [tokens.bg, tokens.panel, tokens.raised]) {
      assert.ok(contrast(ink, ground) >= 4.5, `${ink} on ${ground}: ${contrast(ink, ground).toFixed(2)}`);
    }
    assert.ok(contrast(tokens["on-accent"], tokens.accent) >= 4.5);
    // Outlines of controls and marks that are not text.
    assert.ok(contrast(tokens.faint, tokens.panel) >= 3);
  }
});
