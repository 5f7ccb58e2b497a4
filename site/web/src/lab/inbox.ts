// What reached one person, oldest first: events received, what was asked and how it was answered, comings and goings.

import { callCode, callOf } from "./call.ts";
import { h, Scroll, setText } from "./dom.ts";
import { showAll } from "./values.ts";

const keep = 200; // lines

export class Inbox {
  readonly el: HTMLOListElement;
  readonly box: HTMLElement;
  received = 0;
  latest = "";
  private readonly scroll: Scroll;
  private readonly empty: HTMLElement;
  private readonly manyDoors: boolean;

  constructor(label: string, manyDoors: boolean) {
    this.manyDoors = manyDoors;
    this.empty = h("p", { class: "lab-empty" }, "Nothing has arrived.");
    this.el = h("ol", { class: "lab-inbox", tabindex: 0, "aria-label": label });
    this.scroll = new Scroll(this.el, keep);
    this.box = h("div", { class: "lab-inbox-box" }, this.empty, this.el);
    this.el.hidden = true;
  }

  /** The inbox has come into view. */
  shown(): void {
    this.scroll.settle();
  }

  clear(): void {
    this.scroll.clear();
    this.el.hidden = true;
    this.empty.hidden = false;
    this.received = 0;
    this.latest = "";
  }

  receive(ns: string, event: string, args: readonly unknown[], asked: boolean): void {
    this.received++;
    const values = showAll(args);
    this.latest = values ? `${event} ${values}` : event;
    this.add(
      "is-in",
      h("span", { class: "lab-count" }, String(this.received)),
      h("b", {}, event),
      values ? h("code", {}, values) : null,
      this.door(ns),
      asked ? h("span", { class: "lab-aside" }, "answered") : null,
    );
  }

  /** Notes what this person sent. The returned function fills in the answer once there is one. */
  send(ns: string, event: string, args: readonly unknown[], ack: boolean): (answer: readonly unknown[] | string) => void {
    const call = callOf(event, args); // reads as the call that it is, not as its parts
    const values = call ? callCode(call) : showAll(args);
    const answer = h("span", { class: "lab-answer" }, ack ? "waiting for the answer" : "");
    this.add("is-out", h("span", { class: "lab-arrow" }, "sent"), h("b", {}, event), values ? h("code", {}, values) : null, this.door(ns), ack ? answer : null);
    return (got) => {
      answer.classList.toggle("is-late", typeof got === "string");
      if (typeof got === "string") setText(answer, got);
      else answer.replaceChildren("answer ", h("code", {}, got.length > 0 ? showAll(got) : "(no value)"));
      this.scroll.settle();
    };
  }

  note(text: string, detail = "", kind = "is-note"): void {
    this.add(kind, h("span", {}, text), detail ? h("code", {}, detail) : null);
  }

  private door(ns: string): HTMLElement | null {
    return this.manyDoors ? h("span", { class: "lab-aside" }, `in ${ns}`) : null;
  }

  private add(kind: string, ...parts: (Node | string | null)[]): void {
    this.empty.hidden = true;
    this.el.hidden = false;
    // Spaces between the parts, so that the line also reads well as text.
    const spaced = parts.filter((p) => p !== null).flatMap((p, i) => (i === 0 ? [p] : [" ", p]));
    this.scroll.add(h("li", { class: kind }, ...spaced));
  }
}
