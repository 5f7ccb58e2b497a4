// Notes on their way through the house: copies of one message that the server hands over together are one journey.

import type { Fact, World } from "./world.ts";

export interface Journey {
  readonly from: string; // who caused it, "" when the server sends by itself
  readonly to: readonly string[]; // names
  readonly not: readonly string[]; // who was there and does not get it
}

const together = 40; // ms: longer than the copies of a message are apart in the stream of facts
const cause = 1000; // ms: a message that comes so soon after an event is taken for its effect

export class Journeys {
  private readonly go: (journey: Journey) => void;
  private sender = { who: "", ms: -Infinity };
  private key = "";
  private to = new Set<string>();
  private not: readonly string[] = [];
  private from = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(go: (journey: Journey) => void) {
    this.go = go;
  }

  fact(fact: Fact, world: World): void {
    if (fact.kind === "event") this.sender = { who: fact.who ?? "", ms: fact.ms };
    if (fact.kind !== "delivery") return;
    const key = JSON.stringify([fact.ns, fact.event, fact.args]);
    if (key !== this.key) this.leave();
    this.key = key;
    this.from = fact.ms - this.sender.ms <= cause ? this.sender.who : "";
    this.to.add(fact.who ?? "");
    this.not = world.namesIn(fact.ns ?? "/");
    this.timer ??= setTimeout(() => this.leave(), together);
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const to = [...this.to];
    const journey = { from: this.from, to, not: this.not.filter((name) => !this.to.has(name)) };
    this.to = new Set();
    this.key = "";
    if (to.length > 0) this.go(journey);
  }
}
