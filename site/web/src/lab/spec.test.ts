import assert from "node:assert/strict";
import { test } from "node:test";
import { phraseText } from "./log.ts";
import { seatsOf } from "./people.ts";
import { actionsOf, calledRooms, modeOf, parseSpec, suggestedRooms } from "./spec.ts";

const house = JSON.stringify({
  name: "rooms",
  title: "House",
  modes: [{ name: "open", title: "Open" }, { name: "calls", title: "Calls", actions: [{ event: "call", label: "io.emit", args: [{ name: "call", kind: "fixed", value: { base: "io" } }] }] }],
  actions: [{ event: "join", label: "Join", args: [{ name: "room", kind: "room", value: "cellar" }], ack: true }],
});

test("what Go leaves out of a spec is filled in", () => {
  const spec = parseSpec(house);
  assert.deepEqual(spec.namespaces, ["/"]);
  assert.deepEqual(spec.auth, []);
  assert.equal(spec.actions[0]?.namespace, "/");
  assert.equal(spec.modes[1]?.actions[0]?.ack, false);
});

test("a mode's buttons come after the lab's own", () => {
  const spec = parseSpec(house);
  assert.deepEqual(actionsOf(spec, "open").map((a) => a.event), ["join"]);
  assert.deepEqual(actionsOf(spec, "calls").map((a) => a.event), ["join", "call"]);
});

test("rooms are suggested only where a lab has rooms", () => {
  assert.deepEqual(suggestedRooms(parseSpec(house)), ["cellar", "kitchen", "garden", "attic"]);
  assert.deepEqual(suggestedRooms(parseSpec('{"name":"chat"}')), []);
});

test("somebody may sit at two panes, each with a line of its own", () => {
  const seats = seatsOf(parseSpec('{"people":["Alice","Alice","Bob","Zoe"]}').people);
  assert.deepEqual(seats.map((s) => [s.person.name, s.title, s.line]), [["Alice", "Alice, tab 1", "alice"], ["Alice", "Alice, tab 2", "alicex"], ["Bob", "Bob", "bob"]]);
  assert.deepEqual(seatsOf(parseSpec("{}").people).map((s) => s.title), ["Alice", "Bob", "Carol", "Dave"]);
});

test("a mode says how the panes connect, an action how often and how long", () => {
  const spec = parseSpec('{"modes":[{"name":"polling","transports":["polling"],"mute":["Dave"]}],"actions":[{"event":"flood","times":50,"timeout":1000},{"event":"say"}]}');
  assert.deepEqual([modeOf(spec, "polling")?.transports, modeOf(spec, "polling")?.mute, modeOf(spec, "none")], [["polling"], ["Dave"], undefined]);
  assert.deepEqual(spec.actions.map((a) => [a.times, a.timeout]), [[50, 1000], [1, 0]]);
});

test("the rooms of ready-made calls are known", () => {
  const call = (mods: unknown): object => ({ event: "call", args: [{ name: "call", kind: "fixed", value: { base: "io", mods, event: "note" } }] });
  const spec = parseSpec(JSON.stringify({ actions: [call(null), call([{ name: "to", rooms: ["red", "blue"] }, { name: "except", rooms: ["socket.id", "red"] }])] }));
  assert.deepEqual(calledRooms(spec.actions), ["red", "blue"]);
});

test("a broken spec is an error, not an empty lab", () => {
  assert.throws(() => parseSpec("{"), SyntaxError);
});

test("facts are put into words", () => {
  const words = (kind: string, more: object): string =>
    phraseText({ id: 1, ms: 0, kind, text: "text", ...more }).map((p) => (typeof p === "string" ? p : `‹${p.code}›`)).join("");
  assert.equal(words("event", { event: "Chat", args: ["hi", { n: 1 }], unheard: true }), 'sent ‹Chat› ‹"hi", {n: 1}›: nobody listens for it');
  assert.equal(words("disconnect", { reason: "transport close" }), "disconnected: ‹transport close›");
  assert.equal(words("delivery", { event: "note", args: '["much too lo…' }), '‹note› ‹["much too lo…›');
  assert.equal(words("answer", { args: [true] }), "answered ‹true›");
  assert.equal(words("failure", { reason: "boom" }), "caused an error in a handler: ‹boom›");
  assert.equal(words("event", { event: "call", args: [{ base: "io", mods: [{ name: "broadcast" }], event: "note" }] }), 'sent ‹call› ‹io.broadcast.emit("note")›');
  assert.equal(words("ack", { event: "join", args: [{ ok: true }] }), "got the answer to ‹join› ‹{ok: true}›");
  assert.equal(words("plug", { reason: "cut" }), "had the cable pulled");
  assert.equal(words("plug", { reason: "delay 500 ms" }), "has a slow cable (delay 500 ms)");
  assert.equal(words("something new", {}), "text");
});
