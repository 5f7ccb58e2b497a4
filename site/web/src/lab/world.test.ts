import assert from "node:assert/strict";
import { test } from "node:test";
import { World, type Fact } from "./world.ts";

function worldOf(...facts: Partial<Fact>[]): World {
  const world = new World();
  facts.forEach((f, i) => world.apply({ id: i + 1, ms: 0, kind: "", text: "", ns: "/", ...f }));
  return world;
}
const alice = { socket: "a", who: "Alice" };
const bob = { socket: "b", who: "Bob" };

test("people are in the rooms that they joined and have not left", () => {
  const world = worldOf(
    { kind: "join", ...alice, room: "a", own: true },
    { kind: "connection", ...alice },
    { kind: "connection", ...bob },
    { kind: "join", ...alice, room: "kitchen" },
    { kind: "join", ...bob, room: "kitchen" },
    { kind: "join", ...bob, room: "attic" },
    { kind: "leave", ...bob, room: "kitchen" },
  );
  assert.deepEqual([...world.rooms("/")].map(([room, who]) => [room, who.map((m) => m.who)]), [["attic", ["Bob"]], ["kitchen", ["Alice"]]]);
  assert.deepEqual(world.hall("/"), []);
});

test("a room joined before the connection is reported counts too", () => {
  const world = worldOf({ kind: "join", ...alice, room: "kitchen" }, { kind: "connection", ...alice, line: 1 });
  assert.deepEqual([...(world.of("a")?.rooms ?? [])], ["kitchen"]);
});

test("who disconnects is in no room and in no hall", () => {
  const world = worldOf({ kind: "connection", ...alice }, { kind: "join", ...alice, room: "kitchen" }, { kind: "disconnect", ...alice });
  assert.equal(world.rooms("/").size, 0);
  assert.equal(world.members.size, 0);
});

test("the server knows who is there, and why somebody is not", () => {
  const world = worldOf({ kind: "connection", ...alice }, { kind: "connection", ...bob }, { kind: "disconnect", ...bob, reason: "ping timeout" });
  assert.deepEqual([world.has("Alice"), world.has("Bob"), world.gone.get("Bob")], [true, false, "ping timeout"]);
  world.apply({ id: 9, ms: 0, kind: "connection", text: "", socket: "b2", who: "Bob" });
  assert.deepEqual([world.has("Bob"), world.gone.size], [true, 0]);
});

test("namespaces have rooms of their own, and some do not exist", () => {
  const world = worldOf(
    { kind: "connection", ...alice, ns: "/chat" },
    { kind: "connection", socket: "a2", who: "Alice", ns: "/admin" },
    { kind: "join", socket: "a2", who: "Alice", ns: "/admin", room: "red" },
    { kind: "refuse", who: "Alice", ns: "/boss", reason: "Invalid namespace" },
    { kind: "refuse", who: "Bob", ns: "/admin", reason: "not authorized" },
  );
  assert.equal(world.rooms("/chat").size, 0);
  assert.deepEqual([...world.rooms("/admin").keys()], ["red"]);
  assert.deepEqual([...world.missing], ["/boss"]);
});

test("low-level connections come, change and go", () => {
  const world = worldOf({ kind: "open", line: 1, transport: "polling" }, { kind: "open", line: 2, transport: "websocket" }, { kind: "upgrade", line: 1, transport: "websocket" }, { kind: "close", line: 2 });
  assert.deepEqual([...world.lines], [[1, "websocket"]]);
});
