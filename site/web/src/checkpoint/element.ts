// <sl-checkpoint>: a question that the server has already written as a form. This adds the verdict and the memory.
import { el, html, icon } from "../dom.ts";
import { announce, store } from "../progress/shared.ts";
import type { Item } from "../progress/store.ts";
import { answer, grade } from "./grade.ts";
import { kindForm, type KindForm } from "./kind.ts";
import { judged, onLabFacts } from "./observe.ts";
import { labs, play } from "./run.ts";
import type { Key, Response, Verdict } from "./types.ts";

export class Checkpoint extends HTMLElement {
  #key!: Key;
  #kind!: KindForm;
  #verdict!: HTMLElement;
  #spoken!: HTMLElement;
  #ready = false;

  connectedCallback(): void {
    const form = this.querySelector("form");
    const data = this.querySelector("script[type='application/json']")?.textContent;
    if (this.#ready || !form || !data) return;
    this.#ready = true;
    this.#key = JSON.parse(data) as Key;
    this.#verdict = this.querySelector(".cp-verdict") as HTMLElement;
    this.#spoken = this.querySelector(".cp-spoken") as HTMLElement;
    this.#kind = kindForm(this.#key, form, (text) => (this.#spoken.textContent = text));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#key.kind === "observe") void this.#look(true);
      else this.#check();
    });
    form.addEventListener("input", () => this.#unsay());
    this.querySelector("[data-do=show]")?.addEventListener("click", () => this.#show());
    this.querySelector("[data-do=again]")?.addEventListener("click", () => this.#again());
    this.querySelector("[data-do=run]")?.addEventListener("click", () => void this.#run());
    this.#remember();
    if (this.#key.kind === "observe") onLabFacts(() => void this.#look(false));
  }

  /** Asks the lab's server what it has seen of a task. It passes at once; what is missing is told when asked. */
  async #look(asked: boolean): Promise<void> {
    if (!asked && store.item(this.#key)?.done) return;
    const result = await judged(this.#key.id);
    if (typeof result === "string") {
      if (asked) this.#say("is-open", result);
      return;
    }
    this.#kind.write(result.met.flatMap((met, i) => (met ? [i] : [])));
    if (result.passed) this.#tools(false);
    if (result.passed || asked) this.#check();
  }

  #check(): void {
    const response = this.#kind.read();
    const verdict = grade(this.#key, response);
    if (typeof verdict === "string") {
      this.#say("is-open", verdict);
      return;
    }
    const item = store.attempt(this.#key, response, verdict.right);
    this.#pronounce(verdict, item);
    announce();
    this.#paint(item);
  }

  #pronounce(verdict: Verdict, item: Item): void {
    this.#kind.mark(verdict.notes);
    // The reasons stand beside their options for the eye; for the ear they follow the verdict in one piece.
    const reasons = verdict.notes.filter((note) => note.right === verdict.right && note.say !== "");
    const heard = reasons.map((note) => `${this.#kind.name(note.part)}: ${textOf(note.say)}`).join(" ");
    if (verdict.right) this.#say("is-right", verdict.summary, this.#key.say, heard);
    else this.#say("is-wrong", verdict.summary, verdict.why, heard);
    // From the second try that fails on, one hint more each time; the others can be opened one after the other.
    const hints = this.querySelectorAll<HTMLDetailsElement>(".cp-hint");
    if (!verdict.right) for (const [i, hint] of hints.entries()) if (item.attempts >= i + 2) hint.open = true;
  }

  #show(): void {
    const item = store.reveal(this.#key);
    if (this.#key.kind !== "observe") this.#write(answer(this.#key));
    if (this.#key.kind === "observe") this.#say("is-open", "This is how.", this.#key.show);
    else this.#say("is-open", "This is the answer.", this.#key.say);
    this.#tools(true);
    announce();
    this.#paint(item);
  }

  /** Plays the question's scene at a lab server, and lays what is ticked over what happens. */
  async #run(): Promise<void> {
    if (this.#key.kind !== "recipients") return;
    const place = this.querySelector<HTMLElement>(".cp-run");
    const button = this.querySelector<HTMLButtonElement>("[data-do=run]");
    const at = labs();
    if (!place || !button || !at || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    place.replaceChildren(await play(at, this.#key, this.#kind.read() as number[]));
    button.removeAttribute("aria-busy");
    button.textContent = "Run it again";
  }

  #again(): void {
    this.#kind.clear();
    this.#unsay();
    this.querySelector<HTMLElement>("input, .cp-move:not([hidden], :disabled)")?.focus();
  }

  /** Puts back what this browser knows: an answer that was right stands there, with its reason. */
  #remember(): void {
    const item = store.item(this.#key);
    this.#paint(item);
    if (!item?.done) return;
    this.#write(answer(this.#key));
    this.#say("is-right", this.#key.kind === "observe" ? "You have done this." : "You have answered this.", this.#key.say);
  }

  #write(response: Response): void {
    this.#kind.write(response);
    const verdict = grade(this.#key, response);
    this.#kind.mark(typeof verdict === "string" ? [] : verdict.notes);
  }

  #say(state: "is-right" | "is-wrong" | "is-open", summary: string, why?: string, heard?: string): void {
    const sign = state === "is-open" ? [] : [icon(state === "is-right" ? "tick" : "cross"), " "];
    const parts: Node[] = [el("strong", {}, ...sign, summary)];
    if (heard) parts.push(el("span", { class: "visually-hidden" }, ` ${heard} `));
    if (why) parts.push(html("div", "cp-say", why));
    this.#verdict.className = `cp-verdict ${state}`;
    this.#verdict.replaceChildren(...parts);
  }

  #unsay(): void {
    this.#verdict.className = "cp-verdict";
    this.#verdict.replaceChildren();
    this.querySelector(".cp-run")?.replaceChildren();
    this.#kind.mark([]);
    this.#tools(false);
  }

  #tools(shown: boolean): void {
    for (const [name, hide] of [["check", shown], ["show", shown], ["again", !shown]] as const) {
      const button = this.querySelector<HTMLElement>(`[data-do=${name}]`);
      if (button) button.hidden = hide;
    }
    if (shown) this.querySelector<HTMLElement>("[data-do=again]")?.focus();
  }

  #paint(item: Item | undefined): void {
    const run = this.querySelector<HTMLElement>("[data-do=run]");
    if (run) run.hidden = !item || (item.attempts === 0 && !item.revealed) || !labs();
    const state = this.querySelector<HTMLElement>(".cp-state");
    if (!state) return;
    state.replaceChildren();
    if (item?.done) state.append(icon("tick"), ` ${doneText(item)}`);
    else if (item?.revealed) state.append(this.#key.kind === "observe" ? "Shown; do it to finish it" : "Answer shown; answer it yourself to finish it");
    else if (item && item.attempts > 0) state.append(item.attempts === 1 ? "1 try so far" : `${item.attempts} tries so far`);
    else if (store.outdated(this.#key)) state.append("This question has changed since you answered it");
    this.toggleAttribute("data-done", item?.done === true);
  }
}

function doneText(item: Item): string {
  if (item.revealed) return "Done, after a look at the answer";
  return item.first?.right ? "Done at the first try" : `Done at try ${item.attempts}`;
}

function textOf(markup: string): string {
  return new DOMParser().parseFromString(markup, "text/html").body.textContent?.trim() ?? "";
}
