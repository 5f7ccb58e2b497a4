import assert from "node:assert/strict";
import test from "node:test";
import { answer, grade, normal } from "./grade.ts";
import type { ChoiceKey, FillKey, Key, OrderKey, Verdict } from "./types.ts";

const choice: ChoiceKey = {
  kind: "choice", id: "x", rev: "1", say: "",
  options: [{ right: false, say: "That is everybody." }, { right: true, say: "Yes." }, { right: false, say: "Nobody." }],
};
const multi: ChoiceKey = { ...choice, kind: "multi", options: [{ right: true, say: "a" }, { right: false, say: "b" }, { right: true, say: "c" }, { right: false, say: "d" }] };
const fill: FillKey = {
  kind: "fill", id: "x", rev: "1", say: "",
  blanks: [
    { accept: ["emit", "socket.emit"], wrong: [{ answers: ["send"], say: "No such method." }], otherwise: "Which verb?" },
    { accept: ['"chat message"'], wrong: [], otherwise: "Which name?" },
  ],
};
// on the page: c, extra, a, b; right: a b c
const order: OrderKey = { kind: "order", id: "x", rev: "1", say: "", texts: ["c", "extra", "a", "b"], lines: [2, 3, 0], extra: [{ line: 1, say: "Not this." }], otherwise: "What comes before?" };

function verdict(key: Key, response: number[] | string[]): Verdict {
  const v = grade(key, response);
  assert.notEqual(typeof v, "string", String(v));
  return v as Verdict;
}

test("the right answer of every kind is right", () => {
  for (const key of [choice, multi, fill, order]) assert.equal(verdict(key, answer(key)).right, true, key.kind);
});

test("nothing given is not an attempt", () => {
  for (const [key, response] of [[choice, []], [multi, []], [fill, ["emit", " "]], [order, []]] as [Key, never[]][]) {
    assert.equal(typeof grade(key, response), "string", key.kind);
  }
});

test("a wrong choice is told why", () => {
  const v = verdict(choice, [0]);
  assert.equal(v.right, false);
  assert.deepEqual(v.notes, [{ part: 0, right: false, say: "That is everybody." }]);
});

test("multi: each tick has its note, a missing one is told but not which", () => {
  const surplus = verdict(multi, [0, 1, 2]);
  assert.deepEqual([surplus.right, surplus.summary], [false, "One of your ticks does not belong."]);
  assert.deepEqual(surplus.notes.map((n) => n.right), [true, false, true]);
  const missing = verdict(multi, [0]);
  assert.deepEqual([missing.right, missing.notes.length], [false, 1]);
  assert.match(missing.summary, /still missing/);
  assert.match(verdict(multi, [1, 3]).summary, /^Two of your ticks do not belong, and something is still missing\.$/);
});

test("fill: spaces, quotes, case of the method and the last semicolon do not count", () => {
  assert.equal(verdict(fill, [" Socket . emit ; ", "'chat message'"]).right, true);
  const v = verdict(fill, ["SEND", "“chat message”"]);
  assert.deepEqual(v.notes, [{ part: 0, right: false, say: "No such method." }, { part: 1, right: true, say: "" }]);
  assert.equal(v.summary, "One of the two blanks is right so far.");
  assert.equal(verdict(fill, ["shout", '"Chat Message"']).notes[0]?.say, "Which verb?");
});

test("fill: letter case and spaces inside quotes do count", () => {
  assert.equal(verdict(fill, ["emit", '"Chat Message"']).right, false);
  assert.equal(verdict(fill, ["emit", '"chatmessage"']).right, false);
});

test("normal", () => {
  const cases: [string, string][] = [
    ['io.to( "kitchen" ).emit( "note" );', 'io.to("kitchen").emit("note")'],
    ["io.To(`kitchen`)", 'io.to("kitchen")'],
    ["  chat   message ", "chat message"],
    ["socket . id", "socket.id"],
    ['"a"  ,  "b"', '"a","b"'],
  ];
  for (const [given, want] of cases) assert.equal(normal(given), want);
});

test("order: one thing to mend at a time", () => {
  const extra = verdict(order, [2, 1, 3, 0]);
  assert.deepEqual([extra.summary, extra.notes], ["One line does not belong.", [{ part: 1, right: false, say: "Not this." }]]);
  assert.match(verdict(order, [2, 3]).summary, /set aside belongs/);
  const late = verdict(order, [2, 0, 3]);
  assert.deepEqual([late.summary, late.notes[0]?.part], ["The first line is in place. Look at the next one.", 0]);
  assert.equal(verdict(order, [0, 2, 3]).summary, "Another line comes first.");
});

test("order: lines of the same text may stand for each other", () => {
  const twins: OrderKey = { ...order, texts: ["x", "y", "x"], lines: [0, 1, 2], extra: [] };
  assert.equal(verdict(twins, [2, 1, 0]).right, true);
});
