import assert from "node:assert/strict";
import { test } from "node:test";
import { show, showAll } from "./values.ts";

test("values read like JavaScript", () => {
  assert.equal(show("tea"), '"tea"');
  assert.equal(show({ room: "kitchen", "two words": [1, null, true] }), '{room: "kitchen", "two words": [1, null, true]}');
  assert.equal(show(undefined), "undefined");
  assert.equal(show(new Uint8Array(3)), "3 bytes");
  assert.equal(show(new ArrayBuffer(1)), "1 byte");
});

test("what nests without end is cut, and so is what is long", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  assert.equal(show(loop), "{self: {self: {self: {self: …}}}}");
  assert.equal(showAll(["a", 1]), '"a", 1');
  assert.equal(showAll(["x".repeat(500)]).length, 161);
});
