import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFrame, encodeFrame, toBytes, type Header } from "../src/frame";

const header: Header = { frame: 3, status: { playing: true, step: 5, speed: 60, rate: 59.5, state: "ok", text: "η → λ₁" }, blocks: [] };

test("a frame survives the wire, whatever the length of its header", () => {
  for (let pad = 0; pad < 4; pad++) {
    const sent = { ...header, share: "x".repeat(pad) };
    const frame = decodeFrame(encodeFrame(sent, [1.5, NaN, -2]));
    assert.deepEqual(frame.header, sent);
    assert.deepEqual([...frame.payload], [1.5, NaN, -2]);
  }
});

test("a frame at an odd offset of a larger buffer is read all the same", () => {
  const bytes = encodeFrame(header, [1, 2, 3]);
  for (const offset of [0, 1, 2, 3, 4, 7]) {
    const larger = new Uint8Array(bytes.length + 16).fill(255);
    larger.set(bytes, offset);
    const view = new Uint8Array(larger.buffer, offset, bytes.length);
    assert.deepEqual([...decodeFrame(view).payload], [1, 2, 3], `offset ${offset}`);
  }
});

test("bytes are found in every wrapping a transport uses", () => {
  const bytes = encodeFrame(header, [7]);
  // Like BokehJS' NDArray: subarray() ignores its arguments.
  class Broken extends Uint8Array {
    override subarray(): Uint8Array<ArrayBuffer> { return new Uint8Array(this.buffer as ArrayBuffer); }
  }
  const odd = new ArrayBuffer(bytes.length + 4);
  new Uint8Array(odd).set(bytes, 4);
  for (const data of [bytes, bytes.buffer, { data: bytes.buffer }, { frame: bytes }, new Broken(odd, 4, bytes.length), new DataView(odd, 4)]) {
    assert.deepEqual([...decodeFrame(toBytes(data)).payload], [7]);
  }
  assert.throws(() => toBytes("text"), TypeError);
});

test("a truncated frame is refused", () => {
  assert.throws(() => decodeFrame(new Uint8Array(2)), RangeError);
  assert.throws(() => decodeFrame(encodeFrame(header, []).subarray(0, 20)), /header says/);
});
