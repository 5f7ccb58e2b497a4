import assert from "node:assert/strict";
import { test } from "node:test";
import { Journeys, type Journey } from "./journey.ts";
import { World, type Fact } from "./world.ts";

test("copies of one message travel together, to exactly those who get it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const world = new World();
  let id = 0;
  const fact = (kind: string, who: string, ms: number, more: Partial<Fact> = {}): Fact => ({ id: ++id, ms, kind, who, text: "", ns: "/", socket: who, ...more });
  for (const who of ["Alice", "Bob", "Carol"]) world.apply(fact("connection", who, 0));
  const gone: Journey[] = [];
  const journeys = new Journeys((j) => gone.push(j));
  const see = (...facts: Fact[]): void => facts.forEach((f) => journeys.fact(f, world));
  see(fact("event", "Alice", 100, { event: "say" }), fact("delivery", "Alice", 101, { event: "said", args: [1] }), fact("delivery", "Carol", 101, { event: "said", args: [1] }));
  assert.equal(gone.length, 0);
  see(fact("delivery", "Bob", 102, { event: "other", args: [] }));
  t.mock.timers.tick(50);
  see(fact("delivery", "Bob", 5000, { event: "tick", args: [1] }));
  t.mock.timers.tick(50);
  assert.deepEqual(gone, [
    { from: "Alice", to: ["Alice", "Carol"], not: ["Bob"] },
    { from: "Alice", to: ["Bob"], not: ["Alice", "Carol"] },
    { from: "", to: ["Bob"], not: ["Alice", "Carol"] },
  ]);
});
