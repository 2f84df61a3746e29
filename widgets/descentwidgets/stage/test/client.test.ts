import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../src/client";

function setup() {
  const sent: Record<string, unknown>[] = [];
  const clock = { now: 0 };
  const client = new Client({ send: (m) => sent.push(m as never), onFrame: () => {}, close: () => {} }, () => clock.now);
  return { client, sent, clock };
}
const lr = (value: number) => ({ kind: "set", name: "lr", value }) as const;

test("ids increase; an ack has none", () => {
  const { client, sent } = setup();
  client.send({ kind: "hello" });
  client.send({ kind: "play" });
  client.drawn(4, 1);
  assert.deepEqual(sent, [{ kind: "hello", id: 1 }, { kind: "play", id: 2 }, { kind: "ack", frame: 4 }]);
});

test("one steering message is in flight and the newest wins", () => {
  const { client, sent } = setup();
  for (const v of [1, 2, 3, 4]) client.steer("set lr", lr(v));
  assert.deepEqual(sent.map((m) => m["value"]), [1]);
  assert.equal(client.steering, true);
  client.received(1);
  assert.deepEqual(sent.map((m) => m["value"]), [1, 4]);
  client.received(2);
  assert.equal(client.steering, false);
  assert.equal(sent.length, 2);
});

test("different controls do not displace each other", () => {
  const { client, sent } = setup();
  client.steer("set lr", lr(1));
  client.steer("move", { kind: "move", plane: 0, x: 1, y: 1, drop: true });
  client.steer("set lr", lr(2));
  client.received(1);
  client.received(2);
  assert.deepEqual(sent.map((m) => m["kind"]), ["set", "move", "set"]);
});

test("an old echo does not release, a lost one does after a second", () => {
  const { client, sent, clock } = setup();
  client.send({ kind: "play" });
  client.steer("set lr", lr(1));
  client.steer("set lr", lr(2));
  client.received(1);
  assert.equal(sent.length, 2);
  clock.now = 1500;
  client.steer("set lr", lr(3));
  assert.deepEqual(sent.map((m) => m["value"]), [undefined, 1, 3]);
});

test("latency runs from sending to the picture that echoes", () => {
  const { client, clock } = setup();
  client.send({ kind: "step", n: 1 });
  clock.now = 30;
  client.send({ kind: "step", n: 1 });
  clock.now = 100;
  client.drawn(1, 1);
  clock.now = 130;
  client.drawn(2, 2);
  assert.deepEqual(client.echoes, [{ id: 1, kind: "step", ms: 100 }, { id: 2, kind: "step", ms: 100 }]);
});
