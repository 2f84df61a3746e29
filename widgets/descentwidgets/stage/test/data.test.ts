// Data of one's own: a file goes out in pieces, one at a time; what need not be sent is refused in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "../src/client";
import { described } from "../src/data/told";
import { hindrance, MOST_BYTES, PIECE, Upload } from "../src/data/upload";
import { Store } from "../src/store";

type Piece = Extract<Command, { kind: "upload" }>;

function outbox() {
  const sent: Piece[] = [];
  return { sent, send: (command: Command) => sent.push(command as Piece) };
}

test("a file arrives byte for byte, and a piece waits for the answer to the one before", async () => {
  const bytes = Uint8Array.from({ length: 2 * PIECE + 5 }, (_, i) => (i * 7919) % 256);
  const client = outbox();
  const upload = new Upload(new File([bytes], "own.npz"), client);
  await upload.advance(0);
  await upload.advance(0); // not answered yet
  assert.equal(client.sent.length, 1);
  for (let echo = 1; echo <= 5; echo++) await upload.advance(echo);
  assert.deepEqual(client.sent.map((m) => m.at), [0, PIECE, 2 * PIECE]);
  assert.ok(client.sent.every((m) => m.name === "own.npz" && m.size === bytes.length && m.data.length <= 524288));
  assert.deepEqual(Buffer.concat(client.sent.map((m) => Buffer.from(m.data, "base64"))), Buffer.from(bytes));
  assert.ok(!upload.answered(2) && upload.answered(3));
});

test("a file that is empty or too large is not sent, and it is said why", () => {
  assert.equal(hindrance("a.csv", MOST_BYTES), "");
  assert.match(hindrance("a.csv", 0), /empty/);
  assert.match(hindrance("a.csv", 12 * 2 ** 20), /at most 8 MiB; found 12\.0 MiB/);
});

test("what is told about data stays until it is told anew, null included", () => {
  const store = new Store();
  const frame = (header: object) => ({ header: { frame: 1, ...header }, payload: new Float32Array(), body: new Uint8Array() });
  const data = { name: "iris.csv", sha256: "ab", target: "species", kind: "classes" as const, rows: 150, columns: 4, classes: 3 };
  store.apply(frame({ data, refused: "no" }));
  store.apply(frame({}));
  assert.deepEqual([store.data, store.refused], [data, "no"]);
  store.apply(frame({ data: null, refused: "" }));
  assert.deepEqual([store.data, store.refused], [null, ""]);
});

test("data in words, one and many", () => {
  assert.equal(described(1797, 64, "classes", 10), "1,797 examples with 64 inputs, 10 classes");
  assert.equal(described(12, 1, "numbers", 0), "12 examples with 1 input, a number to be told");
});
