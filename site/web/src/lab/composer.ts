// The way to the composer of server calls: a fold below the people. What is in it is loaded when it is first opened.

import type { Call } from "./call.ts";
import { h } from "./dom.ts";
import type { Person } from "./people.ts";
import type { Fact } from "./world.ts";

/** What the composer asks of the lab around it. */
export interface ComposerHost {
  /** Has the server make a call in the handler of one person; the composer hears of it as of any other. */
  call(person: Person, call: Call): void;
  canCall(person: Person): boolean;
  /** Rooms to choose from, and everybody's ids. */
  rooms(): string[];
  ids(): { readonly name: string; readonly id: string }[];
}

/** What the composer hears. */
export interface ComposerView {
  readonly el: HTMLElement;
  choose(person: Person): void;
  /** A call is on its way, from here or from a ready-made button. */
  sending(person: Person, call: Call): void;
  answered(person: Person, got: readonly unknown[] | string): void;
  fact(fact: Fact): void;
  received(person: Person, event: string): void;
  refresh(): void;
  clear(): void;
}

export class Composer {
  readonly el: HTMLDetailsElement;
  view: ComposerView | undefined;
  private last: { readonly person: Person; readonly call: Call } | undefined;
  private chosen: Person | undefined;

  constructor(host: ComposerHost) {
    const inside = h("div", { class: "lab-compose-inside" });
    this.el = h("details", { class: "lab-compose lab-card", toggle: () => void this.open(host, inside) }, h("summary", {}, "Compose a call of your own"), inside);
  }

  choose(person: Person): void {
    this.chosen = person;
    this.view?.choose(person);
  }

  sending(person: Person, call: Call): void {
    this.last = { person, call };
    this.view?.sending(person, call);
  }

  private async open(host: ComposerHost, inside: HTMLElement): Promise<void> {
    if (!this.el.open || this.view) return;
    try {
      const { Compose } = await import("./compose/view.ts");
      if (this.view) return; // opened twice meanwhile
      this.view = new Compose(host, this.last?.call);
      const person = this.last?.person ?? this.chosen;
      if (person) this.view.choose(person);
      inside.replaceChildren(this.view.el);
    } catch {
      inside.replaceChildren(h("p", { class: "lab-empty" }, "The composer could not be loaded. Close it and open it again."));
    }
  }
}
