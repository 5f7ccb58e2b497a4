import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "./explain.ts";
import { Folder, type Happening } from "./fold.ts";
import { lineOf, textOf, type Frame } from "./frame.ts";
import { Tap, type Engine } from "./tap.ts";

test("a packet is written as it is on the wire", () => {
  assert.equal(textOf({ type: "message", data: '2["join","kitchen"]' }), '42["join","kitchen"]');
  assert.equal(textOf({ type: "pong" }), "3");
  assert.equal(textOf({ type: "message", data: new Uint8Array([1, 2, 3]).buffer }), "bAQID");
  assert.equal(textOf({ type: "message", data: new Uint8Array([0, 1, 2, 3]).subarray(1) }), "bAQID");
  assert.equal(textOf({ type: "message", data: `2["${"x".repeat(9000)}"]` }).length, 2001);
  assert.equal(lineOf(frame("alice", "> 3")), "> 3");
});

const said: [line: string, ...words: RegExp[]][] = [
  ['< 0{"sid":"lv_VI9","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}', /^0: open/, /lv_VI9, which is not the id of a socket/, /every 25 s and wait 20 s/, /change to websocket/],
  ["> 1", /^1: close\. The client/],
  ["< 1", /^1: close\. The server/],
  ["< 2", /^2: ping.*heartbeat/],
  ["> 3", /^3: pong.*still there/],
  ["> 2probe", /^2: ping, with the word “probe”/],
  ["< 3probe", /^3: pong, with the word “probe”.*works/],
  ["> 5", /^5: upgrade/],
  ["< 6", /^6: nothing/],
  ["> 40", /asks to be let into the main namespace\.$/],
  ['> 40{"name":"Alice"}', /brings \{name: "Alice"\} along \(auth\)/],
  ['> 40/admin,{"token":"key"}', /into the namespace \/admin and brings \{token: "key"\}/],
  ["> 40/admin,", /into the namespace \/admin\.$/],
  ['< 40{"sid":"x1"}', /lets the client into the main namespace\. The socket's id there is x1\.$/],
  ['< 40{"sid":"x1","pid":"p1"}', /pick this session up again/],
  ["> 41", /1: disconnect\. The client leaves the main namespace/],
  ["< 41/admin,", /1: disconnect\. The server puts the client out of the namespace \/admin/],
  ['> 42["join","kitchen"]', /^4: a message\. 2: event\. Its name is "join"; its value is "kitchen"\.$/],
  ['< 42["tick"]', /Its name is "tick"; it carries no value/],
  ['> 42/admin,7["kick","Bob",true]', /Namespace \/admin/, /its values are "Bob", true/, /client wants an answer, under number 7/],
  ['< 420["awake?"]', /server wants an answer, under number 0/],
  ['< 437[{"ok":true}]', /3: acknowledgement\. The answer to the event with number 7: \{ok: true\}\.$/],
  ["> 43/staff,0[]", /3: acknowledgement\. Namespace \/staff\. The answer to the event with number 0, without a value/],
  ['< 44/boss,{"message":"Invalid namespace"}', /4: connect error.*\/boss: “Invalid namespace”/],
  ['> 451-["photo",{"_placeholder":true,"num":0}]', /5: event with bytes in it\. 1 attachment of bytes will follow.*its value is attachment 1/],
  ['< 462-/photos,3[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', /6: acknowledgement with bytes/, /\/photos/, /number 3: attachment 1, attachment 2/],
  ["< bAQID", /^3 bytes: an attachment of the packet before/],
  ["< bAQ==", /^1 byte:/],
  ["> 4hello", /not one of Socket\.IO/],
  ["> hello", /no packet type/],
  ['< 42["long","xxx…', /cannot be read here/],
];
for (const [line, ...words] of said) {
  test(`in words: ${line.slice(0, 40)}`, () => {
    for (const w of words) assert.match(explain(line), w);
  });
}

let n = 0;
function frame(who: string, line: string, over = "websocket"): Frame {
  return { n: ++n, who, sent: line.startsWith(">"), text: line.slice(2), over, ms: n };
}

function folded(...lines: [string, string][]): Happening[] {
  const folder = new Folder();
  const all: Happening[] = [];
  for (const [who, line] of lines) {
    const got = folder.add(frame(who, line));
    if (got && !got.again) all.push(got.happening);
  }
  return all;
}

test("heartbeat, handshake and upgrade are folded away; what a program sees stays", () => {
  const all = folded(["alice", '< 0{"sid":"e"}'], ["alice", '> 40{"name":"Alice"}'], ["alice", '< 40{"sid":"s"}'], ["alice", "> 2probe"], ["alice", "< 6"], ["alice", "< 2"], ["alice", "> 3"], ["alice", '< 42["tick",1]'], ["alice", "> 41"]);
  assert.deepEqual(all.map((h) => [h.what, h.name, h.values]), [["asks to enter", "/", ""], ["is in", "/", ""], ["event", "tick", "1"], ["leaves", "/", ""]]);
});

test("an answer is named after the event that asked, for each client, namespace and direction by itself", () => {
  const all = folded(
    ["alice", '> 420["join","kitchen"]'],
    ["bob", '> 420["leave","attic"]'],
    ["alice", '> 42/admin,0["stats"]'],
    ["alice", '< 420["awake?"]'],
    ["bob", "< 430[]"],
    ["alice", '> 430["yes"]'],
    ["alice", "< 430[true]"],
    ["alice", "< 43/admin,0[4]"],
    ["alice", "< 439[]"],
  );
  assert.deepEqual(all.slice(4).map((h) => [h.who, h.sent, h.name, h.values]), [
    ["bob", false, "leave", ""],
    ["alice", true, "awake?", '"yes"'],
    ["alice", false, "join", "true"],
    ["alice", false, "stats", "4"],
    ["alice", false, "number 9", ""],
  ]);
});

test("attachments belong to the packet before them, whatever comes between", () => {
  const [photo, hi] = folded(["bob", '< 452-["photo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]'], ["bob", "< bAQID"], ["bob", "> 3"], ["alice", '< 42["hi"]'], ["bob", "< bBA=="], ["bob", "< bBA=="]);
  assert.deepEqual(photo?.frames.map((f) => f.text.slice(0, 3)), ["452", "bAQ", "bBA"]);
  assert.equal(photo?.values, "attachment 2, attachment 1");
  assert.equal(hi?.frames.length, 1);
});

class FakeEngine {
  transport = { name: "polling" };
  private readonly on_ = new Map<string, ((v: never) => void)[]>();
  on(event: string, f: (v: never) => void): void {
    this.on_.set(event, [...(this.on_.get(event) ?? []), f]);
  }
  emit(event: string, value: unknown): void {
    for (const f of this.on_.get(event) ?? []) f(value as never);
  }
}

test("the tap tells both directions, both transports and the change between them, and forgets the oldest", () => {
  const heard: string[] = [];
  const tap = new Tap((f) => heard.push(`${f.who} ${lineOf(f)} ${f.over}`));
  const engine = new FakeEngine();
  tap.attach("bob", engine as unknown as Engine);
  tap.attach("bob", engine as unknown as Engine); // one that is tapped already
  engine.emit("packet", { type: "open", data: "{}" });
  engine.emit("packetCreate", { type: "message", data: "0" });
  engine.emit("upgrading", { name: "websocket" });
  engine.emit("packetCreate", { type: "message", data: '2["hi"]' });
  engine.transport = { name: "websocket" };
  engine.emit("upgrade", engine.transport);
  engine.emit("packet", { type: "ping" });
  assert.deepEqual(heard, ["bob < 0{} polling", "bob > 40 polling", "bob > 2probe websocket", "bob < 3probe websocket", "bob > 5 websocket", 'bob > 42["hi"] websocket', "bob < 2 websocket"]);
  for (let i = 0; i < 700; i++) engine.emit("packet", { type: "ping" });
  assert.equal(tap.frames.length, 600);
});
