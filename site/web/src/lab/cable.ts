// A person's cable: whole, pulled, slow or silent. The lab server does it to the real connections; what each end makes of it
// is what they say themselves.

import type { CableState } from "./api.ts";
import { h, setText, uid } from "./dom.ts";

const slow = 500; // ms, each way

const choices: readonly { readonly state: CableState; readonly label: string; readonly words: string }[] = [
  { state: "open", label: "whole", words: "" },
  { state: "cut", label: "pulled", words: "The connection was broken off, and so is each new one." },
  { state: "delay", label: "slow", words: "Everything arrives half a second later, both ways." },
  { state: "mute", label: "silent", words: "Nothing arrives, both ways, and nobody is told." },
];

/** What the two ends believe, in words. */
export interface Beliefs {
  readonly page: string;
  readonly server: string;
}

export class Cable {
  readonly el: HTMLDetailsElement;
  state: CableState = "open";
  private readonly inputs: HTMLInputElement[];
  private readonly now = h("b", {});
  private readonly words = h("p", { class: "cable-words" });
  private readonly page = h("dd", {});
  private readonly server = h("dd", {});
  private since = 0;
  private patience = 0;
  private clock: ReturnType<typeof setInterval> | undefined;

  /** pull asks the server; it resolves to false when that could not be done. */
  constructor(who: string, pull: (state: CableState, ms: number) => Promise<boolean>) {
    const name = uid("lab-cable");
    this.inputs = choices.map((c) => h("input", { type: "radio", name, value: c.state, checked: c.state === "open", change: () => void choose(c.state) }));
    const choose = async (state: CableState): Promise<void> => {
      const was = this.state;
      this.show(state);
      if (!(await pull(state, state === "delay" ? slow : 0))) this.show(was);
    };
    this.el = h(
      "details",
      { class: "lab-cable" },
      h("summary", {}, "Cable: ", this.now),
      h("fieldset", { class: "lab-modes" }, h("legend", { class: "visually-hidden" }, `${who}'s cable`), ...choices.map((c, i) => h("label", {}, this.inputs[i], h("span", {}, c.label)))),
      this.words,
      h("dl", { class: "cable-beliefs" }, h("div", {}, h("dt", {}, `${who}'s page believes`), this.page), h("div", {}, h("dt", {}, "The server believes"), this.server)),
    );
    this.show("open");
  }

  /** Whole again: the lab starts over. */
  reset(): void {
    this.show("open");
  }

  /** patience is how long the heartbeat may take, in seconds. */
  update(beliefs: Beliefs, patience: number): void {
    this.patience = patience;
    this.describe();
    setText(this.page, beliefs.page);
    setText(this.server, beliefs.server);
  }

  private show(state: CableState): void {
    this.state = state;
    this.since = Date.now();
    this.inputs.forEach((input) => (input.checked = input.value === state));
    this.el.dataset["state"] = state;
    this.describe();
    clearInterval(this.clock);
    this.clock = state === "mute" ? setInterval(() => this.tell(), 1000) : undefined;
    this.tell();
  }

  private describe(): void {
    const heartbeat = this.state === "mute" && this.patience > 0 ? ` The heartbeat notices within ${this.patience} s.` : "";
    setText(this.words, (choices.find((c) => c.state === this.state)?.words ?? "") + heartbeat);
  }

  private tell(): void {
    const label = choices.find((c) => c.state === this.state)?.label ?? "";
    setText(this.now, this.state === "mute" ? `${label} for ${Math.round((Date.now() - this.since) / 1000)} s` : label);
  }
}
