import assert from "node:assert/strict";
import test from "node:test";
import { answer, grade, normal, whoGets } from "./grade.ts";
import type { ChoiceKey, FillKey, Key, ObserveKey, OrderKey, RecipientsKey, Rule, Verdict } from "./types.ts";

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

const rule = (about: Partial<Rule>): Rule => ({ extra: [], missing: [], nobody: false, all: false, say: "", ...about });
const seat = (name: string, gets: boolean) => ({ name, seat: name, who: name.toLowerCase(), gets });
const recipients: RecipientsKey = {
  kind: "recipients", id: "x", rev: "1", say: "",
  seats: [seat("Alice", false), seat("Bob", true), seat("Carol", true), seat("Dave", false)],
  rules: [rule({ extra: [0], missing: [1], say: "both" }), rule({ extra: [0], say: "sender" }), rule({ missing: [2], say: "member" }), rule({ nobody: true, say: "somebody" })],
  otherwise: "look again",
};

test("recipients: the first rule that applies speaks, and names its people alone", () => {
  for (const [ticked, summary, why, parts] of [
    [[0, 2], "Bob gets it. Alice does not get it.", "both", [0, 1]],
    [[0, 1, 2, 3], "Alice does not get it.", "sender", [0]],
    [[1], "Carol gets it.", "member", [2]],
    [[4], "Carol gets it.", "member", [2]],
    [[1, 2, 3], "Not these people.", "look again", []],
  ] as const) {
    const v = verdict(recipients, [...ticked]);
    assert.deepEqual([v.right, v.summary, v.why, v.notes.map((note) => note.part)], [false, summary, why, parts]);
  }
  assert.equal(verdict({ ...recipients, rules: recipients.rules.slice(3) }, [4]).summary, "Somebody gets it.");
  assert.equal(verdict({ ...recipients, rules: [rule({ all: true })] }, [0, 1, 2, 3]).summary, "Not everybody gets it.");
});

test("recipients: exactly those are right, and nobody is an answer", () => {
  assert.equal(grade(recipients, []), "Tick who receives it first, or nobody.");
  assert.deepEqual(answer(recipients), [1, 2]);
  assert.deepEqual([verdict(recipients, [2, 1]).right, verdict(recipients, [2, 1]).summary], [true, "Right. Bob and Carol get it. Alice and Dave do not."]);
  const silence = { ...recipients, seats: recipients.seats.map((one) => ({ ...one, gets: false })), rules: [] };
  assert.deepEqual(answer(silence), [4]);
  assert.equal(verdict(silence, [4]).right, true);
  assert.equal(verdict(silence, [0]).right, false);
  assert.deepEqual([whoGets(silence.seats), whoGets(recipients.seats.slice(1, 3)), whoGets(recipients.seats.slice(0, 2))],
    ["Nobody gets it.", "All two get it.", "Bob gets it. Alice does not."]);
  assert.deepEqual([whoGets(silence.seats, true), whoGets(recipients.seats.slice(1, 3), true), whoGets(recipients.seats, true)],
    ["Nobody got it.", "All two got it.", "Bob and Carol got it. Alice and Dave did not."]);
});

test("observe: what the lab server has judged, in words", () => {
  const task: ObserveKey = { kind: "observe", id: "x", rev: "1", say: "", needs: 3, show: "" };
  assert.deepEqual(answer(task), [0, 1, 2]);
  for (const [met, right, summary] of [
    [[], false, "The server has seen nothing of this yet."],
    [[1], false, "Two things are still missing."],
    [[0, 2], false, "One thing is still missing."],
    [[0, 1, 2], true, "Done. The server has seen all of it."],
  ] as const) {
    const v = verdict(task, [...met]);
    assert.deepEqual([v.right, v.summary], [right, summary]);
  }
});
