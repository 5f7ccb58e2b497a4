import assert from "node:assert/strict";
import { test } from "node:test";
import { callCode, callOf, isCall } from "../call.ts";
import { people } from "../people.ts";
import type { Fact } from "../world.ts";
import { Draft } from "./draft.ts";
import { Outcome } from "./outcome.ts";

const [alice, bob] = [people[0]!, people[1]!];

test("a call is composed link by link, the tempting wrong ones too", () => {
  const draft = new Draft();
  assert.equal(callCode(draft.call), 'io.emit("note")');
  draft.add("broadcast");
  assert.equal(callCode(draft.call), 'io.broadcast.emit("note")');
  draft.remove(0);
  draft.base = "socket";
  draft.add("to");
  assert.equal(callCode(draft.call), 'socket.to([]).emit("note")');
  draft.toggle(0, "kitchen", true);
  assert.equal(callCode(draft.call), 'socket.to("kitchen").emit("note")');
  draft.toggle(0, "socket.id", true);
  draft.add("except");
  draft.toggle(1, 'the "attic"', true);
  assert.equal(callCode(draft.call), 'socket.to(["kitchen", socket.id]).except("the \\"attic\\"").emit("note")');
  draft.toggle(0, "kitchen", false);
  draft.remove(1);
  draft.add("timeout");
  draft.wait(1, 9e9);
  assert.equal(callCode(draft.call), 'socket.to(socket.id).timeout(4000).emit("note", callback)');
});

test("a ready-made call can be changed without changing the button", () => {
  const ready = { base: 'io.of("/admin")', mods: [{ name: "to", rooms: ["red"] }], event: "note" };
  const draft = Draft.of(ready);
  draft.toggle(0, "red", false);
  draft.add("local");
  assert.equal(callCode(draft.call), 'io.of("/admin").to([]).local.emit("note")');
  assert.equal(callCode(ready), 'io.of("/admin").to("red").emit("note")');
});

test("a call is told from other values", () => {
  assert.equal(callOf("call", [{ base: "io", mods: null, event: "note" }])?.base, "io");
  for (const value of [null, "io", { base: "io" }, { base: "io", mods: "x", event: "e" }]) assert.equal(isCall(value), false);
  assert.equal(callOf("say", [{ base: "io", mods: [], event: "note" }]), undefined);
  assert.equal(callOf("call", "cut off…"), undefined);
});

const fact = (kind: string, who: string, more: Partial<Fact> = {}): Fact => ({ id: 0, ms: 0, kind, who, text: "", ...more });
const note = (who: string): Fact => fact("delivery", who, { event: "note" });

test("who was reached is what the server sent and the pages got", () => {
  const o = new Outcome(alice, { base: "io", mods: [], event: "note" });
  o.fact(note("Dave")); // of a call before
  assert.equal(o.words, "");
  o.fact(fact("event", "Alice", { event: "call" }));
  for (const who of ["Alice", "Bob", "Carol", "Carol"]) o.fact(note(who));
  o.received(alice, "note");
  assert.equal(o.words, "Alice got it. It was sent to Bob and Carol, and has not arrived.");
  for (const p of [bob, people[2]!, people[2]!]) o.received(p, "note");
  o.received(bob, "something else");
  o.fact(fact("ack", "Alice"));
  o.answer = [{ ok: true }];
  assert.equal(o.words, "Alice, Bob and Carol (2 copies) got it. Dave did not.");
  o.fact(fact("event", "Bob", { event: "call" }));
  o.fact(note("Dave"));
  assert.equal(o.words, "Alice, Bob and Carol (2 copies) got it. Dave did not.");
});

test("nobody, an error, and what the callback was given", () => {
  const o = new Outcome(bob, { base: "io", mods: [{ name: "broadcast" }], event: "note" });
  o.fact(fact("event", "Bob", { event: "call" }));
  assert.equal(o.words, "");
  o.fact(fact("ack", "Bob"));
  o.answer = [{ ok: false, why: "TypeError: Cannot read properties of undefined (reading 'emit')" }];
  assert.equal(o.words, "Nobody got it.");
  assert.match(o.error, /^TypeError: Cannot read/);
  o.answer = "no answer within 5 s";
  assert.equal(o.error, "no answer within 5 s");
  o.answer = [{ ok: true, answers: ["Alice is here"] }];
  assert.deepEqual([o.error, o.answers], ["", ["Alice is here"]]);
});
