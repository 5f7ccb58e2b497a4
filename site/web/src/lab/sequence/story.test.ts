import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "../world.ts";
import { sentenceOf, Story } from "./story.ts";

const all = ["Alice", "Bob", "Carol", "Dave"];
let id = 0;
const fact = (kind: string, who: string, more: Partial<Fact> = {}): Fact => ({ id: ++id, ms: 0, kind, who, text: "", ns: "/", ...more });

function told(facts: readonly Fact[], present: readonly string[] = all): string[] {
  const story = new Story();
  for (const f of facts) story.add({ fact: f, present });
  return story.steps.map(sentenceOf);
}

test("a message is one step, however many get it", () => {
  const said = { event: "said", args: ["tea"], ms: 10 };
  assert.deepEqual(told([fact("event", "Alice", { event: "say", args: ["kitchen", "tea"] }), fact("delivery", "Alice", said), fact("delivery", "Carol", { ...said, ms: 12 }), fact("ack", "Alice", { event: "say", args: [{ ok: true }] })]), [
    'Alice sent say "kitchen", "tea".',
    'The server sent said "tea" to Alice and Carol, not to Bob and Dave.',
    "The server answered Alice's say: {ok: true}.",
  ]);
});

test("copies are counted, later ones and others are steps of their own", () => {
  const note = { event: "note", args: [1] };
  assert.deepEqual(told([fact("delivery", "Bob", note), fact("delivery", "Bob", note), fact("delivery", "Bob", { ...note, ms: 51 }), fact("delivery", "Bob", { event: "note", args: [2], ms: 52 })], ["Bob"]), [
    "The server sent note 1 to Bob (2 copies).",
    "The server sent note 1 to Bob.",
    "The server sent note 2 to Bob.",
  ]);
});

test("what stands between two copies parts them", () => {
  const note = { event: "note", args: [1] };
  assert.equal(told([fact("delivery", "Bob", note), fact("join", "Carol", { room: "attic" }), fact("delivery", "Carol", note)]).length, 3);
});

test("a server with a clock fills nothing up", () => {
  const story = new Story();
  for (let i = 0; i < 1000; i++) {
    const first = story.add({ fact: fact("delivery", "Alice", { event: "tick", args: [i], ms: i * 300 }), present: all });
    const again = story.add({ fact: fact("delivery", "Bob", { event: "tick", args: [i], ms: i * 300 }), present: all });
    assert.deepEqual([first?.number, again?.number, again?.step.to.size], [i, i, 2]);
  }
  assert.equal(story.steps.length, 400);
});

test("comings, goings and what nobody heard", () => {
  assert.deepEqual(told([
    fact("connection", "Dave", { ns: "/chat" }),
    fact("join", "Dave", { room: "xyz", own: true }),
    fact("event", "Dave", { event: "Chat", args: [], unheard: true }),
    fact("refuse", "Dave", { ns: "/admin", reason: "not authorized" }),
    fact("answer", "Dave", { args: ["yes"] }),
    fact("disconnect", "Dave", { reason: "transport close" }),
    fact("open", "", { line: 3 }),
    fact("delivery", "somebody else", { event: "note" }),
  ]), [
    "Dave connected in /chat.",
    "Dave sent Chat. Nobody listens for it.",
    "Dave was refused not authorized in /admin.",
    'Dave answered the server: "yes".',
    "Dave disconnected transport close.",
  ]);
});
