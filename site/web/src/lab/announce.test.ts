import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence, type News } from "./announce.ts";

const received = (who: string, what: string): News => ({ who, what, kind: "received" });
const said = (who: string, what: string): News => ({ who, what, kind: "said" });

test("one event for many people is one sentence", () => {
  assert.equal(sentence([received("Alice", "note"), received("Bob", "note"), received("Dave", "note")]), "note: Alice, Bob and Dave received it.");
});

test("several copies are counted, several events kept apart", () => {
  assert.equal(sentence([received("Bob", "a"), received("Bob", "a"), received("Carol", "b")]), "a: Bob (2 times) received it. b: Carol received it.");
});

test("people who did the same are named together, before what was received", () => {
  assert.equal(sentence([received("Bob", "a"), said("Alice", "connected"), said("Bob", "connected")]), "Alice and Bob connected. a: Bob received it.");
});
