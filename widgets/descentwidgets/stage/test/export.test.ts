import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel } from "../src/channel";
import { framesOf } from "../src/export/frames";
import { element, escaped, num, painted } from "../src/export/markup";
import { IDENTITY, Path } from "../src/export/path";
import { crc32, withDensity } from "../src/export/png";
import { Replay } from "../src/export/replay";
import { PAPER_MM, paperWidth, PX_PER_MM } from "../src/export/sizes";
import { fontOf } from "../src/export/text";
import { decodeFrame } from "../src/frame";
import type { Lab } from "../src/lab";

test("text and attributes cannot break out of their element", () => {
  assert.equal(escaped('a<b & "c">\u0007'), "a&lt;b &amp; &quot;c&quot;&gt;");
  assert.equal(element("text", { x: 1.23456, fill: '"><script>', y: undefined }, "x"), '<text x="1.23" fill="&quot;&gt;&lt;script&gt;">x</text>');
  assert.equal(num(-0.004), "0");
});

test("colours come apart into colour and opacity", () => {
  assert.deepEqual(painted("fill", "#abc"), { fill: "#aabbcc", "fill-opacity": undefined });
  assert.deepEqual(painted("stroke", "#11223380", 0.5), { stroke: "#112233", "stroke-opacity": "0.251" });
  assert.deepEqual(painted("fill", "rgba(255, 0, 16, 0.25)"), { fill: "#ff0010", "fill-opacity": "0.25" });
  assert.deepEqual(painted("fill", "rgb(1 2 3 / 50%)"), { fill: "#010203", "fill-opacity": "0.5" });
});

test("paths follow the canvas: transformed, points that are no numbers passed over", () => {
  const path = new Path();
  const m = { ...IDENTITY, a: 2, d: 2, e: 1 };
  path.lineTo(m, 1, 1); // the first point of a path, however it is named
  path.lineTo(m, NaN, 3);
  path.lineTo(m, 2, 0);
  path.closePath();
  assert.equal(path.d, "M3 2L5 0Z");
});

test("a whole circle is two half arcs, also beyond a turn", () => {
  const path = new Path();
  path.arc(IDENTITY, 10, 10, 5, 0, 7);
  assert.equal(path.d, "M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10");
  const half = new Path();
  half.arc(IDENTITY, 0, 0, 1, Math.PI, 2 * Math.PI);
  assert.match(half.d, /^M-1 0A1 1 0 0 1 1 -?0$/);
  const back = new Path();
  back.arc(IDENTITY, 0, 0, 1, 0, Math.PI / 2, true);
  assert.equal(back.d.match(/A/g)?.length, 2); // three quarters, the other way round
  assert.match(back.d, /0 0 0/);
});

test("a font's parts", () => {
  assert.deepEqual(fontOf('italic 600 12px / 1.2 "Noto Sans", sans-serif'), { style: "italic", weight: "600", size: 12, family: "'Noto Sans', sans-serif" });
  assert.match(fontOf("11px system-ui, sans-serif").family, /Helvetica/);
});

test("small print is 7.5 points high on paper", () => {
  for (const columns of ["single", "double"] as const) {
    const points = (11 / paperWidth(columns)) * PAPER_MM[columns] * (72 / 25.4);
    assert.ok(Math.abs(points - 7.5) < 0.05, `${points}`);
  }
  assert.ok(PX_PER_MM > 0);
});

test("a PNG says its resolution, with the checksum of the standard", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926); // the check value of CRC-32
  const made = withDensity(new Uint8Array(40).fill(9), 300);
  assert.equal(made.length, 61);
  const view = new DataView(made.buffer);
  assert.equal(String.fromCharCode(...made.subarray(37, 41)), "pHYs");
  assert.equal(view.getUint32(41), 11811); // pixels a metre
  assert.equal(made[60], 9);
});

test("the frames of a movie hold both ends and no step twice", () => {
  assert.deepEqual(framesOf(0, 4, 60), [0, 1, 2, 3, 4]);
  assert.deepEqual(framesOf(100, 0, 5), [0, 25, 50, 75, 100]);
  assert.deepEqual(framesOf(7, 7, 10), [7]);
  assert.deepEqual(framesOf(3, 9, 1), [9]);
});

test("a snapshot answers play and pause itself, and says that it cannot be steered", async () => {
  const passed: string[] = [];
  const said: string[] = [];
  const pins: (number | null)[] = [];
  const inner: Channel = { send: (m) => passed.push(String((m as { kind: string }).kind)), onFrame: () => {}, close: () => {} };
  const lab = {
    cursor: { scrubbed: 4, pin: (step: number) => pins.push(step) },
    store: { head: 9, status: { playing: false, step: 9, speed: 60, rate: 0, state: "ok" } },
    notify: ({ text }: { text: string }) => said.push(text),
  } as unknown as Lab;
  const replay = new Replay(inner, () => lab);
  const frames: unknown[] = [];
  replay.onFrame((data) => frames.push(data));
  for (const message of [{ kind: "hello", id: 1 }, { kind: "ack" }, { kind: "step", id: 2 }, { kind: "set", id: 3, name: "lr", value: 1 }]) replay.send(message);
  await new Promise((go) => setTimeout(go, 5));
  assert.deepEqual(passed, ["hello"]);
  assert.deepEqual(pins, [5]);
  assert.equal(said.length, 1);
  assert.deepEqual(frames.map((f) => decodeFrame(f as Uint8Array).header.echo), [2, 3]);
});
