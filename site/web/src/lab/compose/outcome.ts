// What became of a call: to whom the server sent the event, who has got it, and what the server answered.

import { callCode, type Call } from "../call.ts";
import { names, people, type Person } from "../people.ts";
import type { Fact } from "../world.ts";

export class Outcome {
  readonly person: Person;
  readonly call: Call;
  readonly code: string;
  readonly sent = new Map<string, number>(); // name -> copies that the server handed over
  readonly got = new Map<string, number>(); // name -> copies that arrived
  answer: readonly unknown[] | string | undefined;
  private begun = false; // the server has the call
  private over = false; // and has answered it, so that nothing more comes of it

  constructor(person: Person, call: Call) {
    this.person = person;
    this.call = call;
    this.code = callCode(call);
  }

  fact(fact: Fact): void {
    if (fact.kind === "event" && fact.event === "call") {
      if (this.begun) this.over = true; // somebody else's call
      else this.begun = fact.who === this.person.name;
    } else if (!this.begun || this.over) {
      return;
    } else if (fact.kind === "delivery" && fact.event === this.call.event) {
      add(this.sent, fact.who ?? "");
    } else if (fact.kind === "ack" && fact.who === this.person.name) {
      this.over = true;
    }
  }

  received(person: Person, event: string): void {
    if (event === this.call.event) add(this.got, person.name);
  }

  /** The error that real code gives, or why there is no answer at all. */
  get error(): string {
    if (typeof this.answer === "string") return this.answer;
    const reply = this.reply;
    return reply["ok"] === false ? String(reply["why"] ?? "") : "";
  }

  /** What the receivers answered, when the call asked them. */
  get answers(): readonly unknown[] | undefined {
    const answers = this.reply["answers"];
    return Array.isArray(answers) ? (answers as unknown[]) : undefined;
  }

  private get reply(): Record<string, unknown> {
    const first = Array.isArray(this.answer) ? (this.answer as unknown[])[0] : undefined;
    return typeof first === "object" && first !== null ? (first as Record<string, unknown>) : {};
  }

  /** "Alice and Carol got it. Bob and Dave did not." Nothing is said before it has happened. */
  get words(): string {
    const got = people.filter((p) => this.got.has(p.name));
    const late = people.filter((p) => this.sent.has(p.name) && !this.got.has(p.name));
    const not = people.filter((p) => !this.sent.has(p.name) && !this.got.has(p.name));
    if (got.length === 0 && late.length === 0) return this.over || this.answer !== undefined ? "Nobody got it." : "";
    const copies = (p: Person): string => ((this.got.get(p.name) ?? 0) > 1 ? `${p.name} (${this.got.get(p.name)} copies)` : p.name);
    const said: string[] = [];
    if (got.length > 0) said.push(`${names(got.map(copies))} got it.`);
    if (late.length > 0) said.push(`It was sent to ${names(late.map((p) => p.name))}, and has not arrived.`);
    if (not.length > 0 && this.over) said.push(`${names(not.map((p) => p.name))} did not.`);
    return said.join(" ");
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
