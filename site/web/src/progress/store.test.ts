import assert from "node:assert/strict";
import test from "node:test";
import { askedFrom, ImportError, Store, storageKey, type Keeper } from "./store.ts";

class Memory implements Keeper {
  readonly values = new Map<string, string>();
  getItem(key: string): string | null { return this.values.get(key) ?? null; }
  setItem(key: string, value: string): void { this.values.set(key, value); }
  removeItem(key: string): void { this.values.delete(key); }
}

class Refusing implements Keeper {
  getItem(): string | null { throw new Error("denied"); }
  setItem(): void { throw new Error("quota"); }
  removeItem(): void { throw new Error("denied"); }
}

const a = { id: "1.2-a", rev: "r1" };
const b = { id: "1.2-b", rev: "r1" };
const at = (time: string) => (): Date => new Date(time);

test("the first answer is kept apart from later ones", () => {
  const store = new Store(new Memory());
  store.attempt(a, [0], false);
  const item = store.attempt(a, [2], true);
  assert.deepEqual(item.first, { right: false, answer: [0] });
  assert.deepEqual([item.attempts, item.done, item.revealed], [2, true, false]);
});

test("tries after the right answer change nothing that was reached", () => {
  const store = new Store(new Memory());
  store.attempt(a, [1], true);
  const again = store.attempt(a, [0], false);
  assert.deepEqual([again.done, again.attempts, again.first?.right], [true, 1, true]);
});

test("an answer after the reveal is no first answer", () => {
  const store = new Store(new Memory());
  store.reveal(a);
  const item = store.attempt(a, [1], true);
  assert.deepEqual([item.first, item.revealed, item.done], [undefined, true, true]);
  assert.equal(store.reveal(a).revealed, true);
  store.attempt(b, [1], true);
  assert.equal(store.reveal(b).revealed, false, "looking after the right answer is no reveal");
});

test("what one page wrote another reads", () => {
  const keeper = new Memory();
  const [one, two] = [new Store(keeper), new Store(keeper)];
  one.attempt(a, [1], true);
  two.attempt(b, ["emit"], true);
  assert.deepEqual(Object.keys(one.read().items).sort(), ["1.2-a", "1.2-b"]);
});

test("a mended key asks again, and says so", () => {
  const store = new Store(new Memory());
  store.attempt(a, [1], true);
  const mended = { ...a, rev: "r2" };
  assert.equal(store.item(mended), undefined);
  assert.equal(store.outdated(mended), true);
  assert.equal(store.attempt(mended, [0], false).attempts, 1);
});

test("a lesson is done when all its items are; without items when its end was seen", () => {
  const store = new Store(new Memory());
  assert.equal(store.lesson("1.2", [a, b]).state, "new");
  store.attempt(a, [1], true);
  assert.deepEqual(store.lesson("1.2", [a, b]), { state: "started", done: 1, of: 2 });
  store.attempt(b, [1], true);
  assert.equal(store.lesson("1.2", [a, b]).state, "done");
  assert.equal(store.lesson("1.7", []).state, "new");
  store.markRead("1.7");
  assert.equal(store.lesson("1.7", []).state, "done");
});

test("without storage everything works until the page closes", () => {
  for (const keeper of [undefined, new Refusing()]) {
    const store = new Store(keeper);
    store.attempt(a, [1], true);
    assert.equal(store.item(a)?.done, true);
    assert.equal(store.lasting, false);
    store.reset();
    assert.equal(store.item(a), undefined);
  }
});

test("unreadable storage is left alone until something is written", () => {
  const keeper = new Memory();
  keeper.setItem(storageKey, "{oops");
  const store = new Store(keeper);
  assert.deepEqual(store.read().items, {});
  store.attempt(a, [1], true);
  assert.equal(new Store(keeper).item(a)?.done, true);
});

test("export and import carry everything; done wins, then the later one", () => {
  const old = new Store(new Memory(), at("2026-01-01T00:00:00Z"));
  old.attempt(a, [1], true);
  old.attempt(b, [0], false);
  old.visit({ path: "chat/emit/", title: "1.3" });
  const here = new Store(new Memory(), at("2026-02-01T00:00:00Z"));
  here.attempt(a, [0], false);
  here.attempt(b, [2], false);
  assert.equal(here.import(old.export()), 2);
  assert.equal(here.item(a)?.done, true);
  assert.deepEqual(here.item(b)?.first?.answer, [2]);
  assert.equal(here.read().last?.path, "chat/emit/");
});

test("import refuses what is not ours, in words", () => {
  const store = new Store(new Memory());
  for (const [text, want] of [["nonsense", /not JSON/], ["[]", /no progress of Socketlab/], ['{"version":9,"items":{}}', /version 9/]] as const) {
    assert.throws(() => store.import(text), (error) => error instanceof ImportError && want.test(error.message));
  }
  const bad = '{"version":1,"items":{"x":{"rev":1}},"read":{},"last":{"path":"javascript:alert(1)","title":"t","at":"2026"}}';
  store.import(bad);
  assert.deepEqual([store.read().items, store.read().last], [{}, undefined]);
});

test("askedFrom", () => {
  assert.deepEqual(askedFrom("1.2-a@r1  1.2-b@r2 "), [{ id: "1.2-a", rev: "r1" }, { id: "1.2-b", rev: "r2" }]);
  assert.deepEqual(askedFrom(""), []);
});
