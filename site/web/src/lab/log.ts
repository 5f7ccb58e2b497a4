// What the server saw, as lines a person reads. The same entries as text, in the one notation, are what "Copy" copies.

import { callCode, callOf } from "./call.ts";
import { copyButton } from "./copy.ts";
import { h, Scroll, setText } from "./dom.ts";
import { mark, personOf } from "./people.ts";
import { show } from "./values.ts";
import type { Fact } from "./world.ts";

const keep = 300; // lines

export class ServerLog {
  readonly el: HTMLElement;
  private readonly scroll: Scroll;
  private readonly count: HTMLElement;
  private readonly lines: string[] = [];
  private lastDelivery: { readonly key: string; readonly ms: number; readonly to: HTMLElement } | undefined;

  constructor() {
    const list = h("ol", { class: "lab-log-lines", tabindex: 0, "aria-label": "What the server saw" });
    this.scroll = new Scroll(list, keep);
    this.count = h("span", { class: "lab-count" }, "0");
    const copy = copyButton("Copy as text", () => this.lines.map((l) => `${l}\n`).join(""));
    this.el = h("div", { class: "lab-log" }, h("header", {}, h("h3", {}, "What the server saw"), this.count, copy), list);
  }

  clear(): void {
    this.scroll.clear();
    this.lines.length = 0;
    this.lastDelivery = undefined;
    setText(this.count, "0");
  }

  add(fact: Fact): void {
    this.lines.push(fact.text);
    if (this.lines.length > 1000) this.lines.shift();
    setText(this.count, String(this.lines.length));
    if (fact.own) return; // every socket's own room would only be noise here; the text has it
    if (fact.kind === "delivery" && this.fold(fact)) return;
    this.lastDelivery = undefined;
    const words = phrase(fact);
    const li = h("li", { class: `is-${fact.kind}` }, h("time", {}, clock(fact.ms)), " ");
    const who = whoEl(fact);
    if (fact.kind === "delivery") {
      const to = h("span", { class: "lab-to" }, who);
      li.append(...words, " to ", to);
      this.lastDelivery = { key: deliveryKey(fact), ms: fact.ms, to };
    } else {
      if (who) li.append(who, " ");
      li.append(...words);
    }
    if (fact.ns && fact.ns !== "/") li.append(" ", h("span", { class: "lab-aside" }, `in ${fact.ns}`));
    this.scroll.add(li);
  }

  say(text: string): void {
    this.scroll.add(h("li", { class: "is-say" }, text));
  }

  /** Copies of one message on their way to several clients are one line: what was sent, and to whom. */
  private fold(fact: Fact): boolean {
    const last = this.lastDelivery;
    if (!last || last.key !== deliveryKey(fact) || fact.ms - last.ms > 50) return false;
    const who = whoEl(fact);
    if (who) last.to.append(" ", who);
    this.scroll.settle();
    return true;
  }
}

const deliveryKey = (f: Fact): string => JSON.stringify([f.ns, f.event, f.args]);

function whoEl(fact: Fact): HTMLElement | null {
  const person = personOf(fact.who);
  if (person) return h("span", { class: `who who-${person.key}` }, mark(person), person.name);
  return fact.socket ? h("code", {}, fact.socket) : null;
}

/** Seconds since the lab opened: 0.4, 12.3. */
function clock(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function values(args: Fact["args"]): string {
  if (args === undefined) return "";
  return typeof args === "string" ? args : args.map((v) => show(v)).join(", ");
}

/** What happened, in words; names and values as code. The person's name stands before it. */
export function phraseText(fact: Fact): (string | { readonly code: string })[] {
  const code = (s: string | undefined): { readonly code: string } => ({ code: s ?? "" });
  const line = `connection ${fact.line ?? "?"}`;
  const call = fact.kind === "event" ? callOf(fact.event ?? "", fact.args) : undefined;
  const args = call ? callCode(call) : values(fact.args);
  const withArgs = args ? [" ", code(args)] : [];
  switch (fact.kind) {
    case "listening":
      return ["The server is listening. Nobody needs to be there for that."];
    case "open":
      return [`Low-level ${line} opened (${fact.transport ?? "?"})`];
    case "upgrade":
      return [`Low-level ${line} is a ${fact.transport ?? "?"} now`];
    case "close":
      return [`Low-level ${line} closed: `, code(fact.reason)];
    case "plug":
      return cableWords(fact.reason ?? "");
    case "admit":
      return ["was let in"];
    case "refuse":
      return ["was refused: ", code(fact.reason)];
    case "connection":
      return ["connected ", code(fact.socket)];
    case "disconnect":
      return ["disconnected: ", code(fact.reason)];
    case "join":
      return ["joined ", code(fact.room)];
    case "leave":
      return ["left ", code(fact.room)];
    case "event":
      return ["sent ", code(fact.event), ...withArgs, ...(fact.unheard ? [": nobody listens for it"] : [])];
    case "ack":
      return [...(fact.event ? ["got the answer to ", code(fact.event)] : ["got the answer"]), ...withArgs];
    case "answer":
      return ["answered", ...withArgs];
    case "failure":
      return ["caused an error in a handler: ", code(fact.reason)];
    case "delivery":
      return [code(fact.event), ...withArgs];
    default:
      return [fact.text];
  }
}

function cableWords(done: string): string[] {
  const words: Record<string, string> = { open: "has a whole cable again", cut: "had the cable pulled", mute: "has a cable that is silent" };
  return [words[done] ?? `has a slow cable (${done})`];
}

function phrase(fact: Fact): (string | Node)[] {
  return phraseText(fact).map((p) => (typeof p === "string" ? p : h("code", {}, p.code)));
}
