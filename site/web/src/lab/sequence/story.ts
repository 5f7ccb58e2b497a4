// What an action set off, step by step, from the server's facts: who sent what, to whom it went and to whom not.

import { callCode, callOf } from "../call.ts";
import { names, personOf } from "../people.ts";
import { show } from "../values.ts";
import type { Fact } from "../world.ts";

/** One step between the server and the people. */
export interface Step {
  /** up: a client's event; down: the server's, to some; reply: the server's answer; back: a client's; still: nothing travels. */
  readonly kind: "up" | "down" | "reply" | "back" | "still";
  readonly who: string; // the person's name; "" for down
  readonly what: string; // event, or what happened: "joined"
  readonly values: string;
  readonly ns: string;
  readonly to: Map<string, number>; // of down: name -> copies
  readonly not: readonly string[]; // of down: who was there and did not get it
  readonly bad: boolean; // refused, or nobody listens
}

/** A fact, and of a delivery who was in its namespace then. */
export interface Seen {
  readonly fact: Fact;
  readonly present: readonly string[];
}

const together = 50; // ms between copies of one message
const most = 400; // steps that are kept; a server with a clock goes on for ever

export class Story {
  private last: { readonly key: string; readonly ms: number; readonly index: number } | undefined;
  readonly steps: Step[] = []; // the newest
  private gone = 0; // steps that were forgotten

  /** The step that the fact began or changed, and its number from the beginning; undefined when it is none of this story. */
  add({ fact, present }: Seen): { readonly step: Step; readonly number: number } | undefined {
    if (!personOf(fact.who) || fact.own) return undefined;
    if (fact.kind === "delivery") return this.deliver(fact, present);
    const step = stepOf(fact);
    if (!step) return undefined;
    this.last = undefined;
    return this.put(step, this.steps.length);
  }

  private put(step: Step, index: number): { readonly step: Step; readonly number: number } {
    this.steps[index] = step;
    const number = this.gone + index;
    if (this.steps.length > most) {
      this.steps.shift();
      this.gone++;
      if (this.last) this.last = { ...this.last, index: this.last.index - 1 };
    }
    return { step, number };
  }

  private deliver(fact: Fact, present: readonly string[]): { readonly step: Step; readonly number: number } {
    const key = JSON.stringify([fact.ns, fact.event, fact.args]);
    const who = fact.who ?? "";
    const last = this.last;
    const before = last && last.key === key && fact.ms - last.ms <= together ? this.steps[last.index] : undefined;
    const to = new Map(before?.to);
    to.set(who, (to.get(who) ?? 0) + 1);
    const not = [...new Set(present)].filter((p) => !to.has(p) && personOf(p) !== undefined);
    const step: Step = { ...stepFrom("down", fact, fact.event ?? "", values(fact.args)), who: "", to, not };
    const index = before && last ? last.index : this.steps.length;
    this.last = { key, ms: fact.ms, index };
    return this.put(step, index);
  }
}

function stepOf(fact: Fact): Step | undefined {
  switch (fact.kind) {
    case "event": {
      const call = callOf(fact.event ?? "", fact.args);
      return { ...stepFrom("up", fact, fact.event ?? "", call ? callCode(call) : values(fact.args)), bad: fact.unheard === true };
    }
    case "ack":
      return stepFrom("reply", fact, fact.event ?? "", values(fact.args));
    case "answer":
      return stepFrom("back", fact, fact.event ?? "", values(fact.args));
    case "connection":
      return stepFrom("still", fact, "connected", "");
    case "disconnect":
      return stepFrom("still", fact, "disconnected", fact.reason ?? "");
    case "join":
      return stepFrom("still", fact, "joined", fact.room ?? "");
    case "leave":
      return stepFrom("still", fact, "left", fact.room ?? "");
    case "refuse":
      return { ...stepFrom("still", fact, "was refused", fact.reason ?? ""), bad: true };
    case "failure":
      return { ...stepFrom("still", fact, "caused an error", fact.reason ?? ""), bad: true };
  }
  return undefined;
}

function stepFrom(kind: Step["kind"], fact: Fact, what: string, text: string): Step {
  return { kind, who: personOf(fact.who)?.name ?? "", what, values: text, ns: fact.ns ?? "/", to: new Map(), not: [], bad: false };
}

function values(args: Fact["args"]): string {
  if (args === undefined) return "";
  return typeof args === "string" ? args : args.map((v) => show(v)).join(", ");
}

/** The step as a sentence; it says all that the drawing shows. */
export function sentenceOf(step: Step): string {
  const door = step.ns === "/" ? "" : ` in ${step.ns}`;
  const what = [step.what, step.values].filter((s) => s !== "").join(" ");
  switch (step.kind) {
    case "up":
      return `${step.who} sent ${what}${door}${step.bad ? ". Nobody listens for it" : ""}.`;
    case "down": {
      const got = names([...step.to].map(([who, n]) => (n > 1 ? `${who} (${n} copies)` : who)));
      return `The server sent ${what}${door} to ${got}${step.not.length > 0 ? `, not to ${names(step.not)}` : ""}.`;
    }
    case "reply":
      return `The server answered ${step.who}${step.what ? `'s ${step.what}` : ""}${step.values ? `: ${step.values}` : ""}${door}.`;
    case "back":
      return `${step.who} answered the server${step.values ? `: ${step.values}` : ""}${door}.`;
    case "still":
      return `${step.who} ${what}${door}.`;
  }
}
