// The four people, one line each, always in view: who is connected, and who received something since the last thing anybody did.
// Where there is no room for four panes side by side, the lines are tabs that choose whose pane is shown.

import { h, setText, uid } from "./dom.ts";
import { mark, type Person } from "./people.ts";
import type { Pane } from "./pane.ts";
import { markTab, tabKey } from "./tabs.ts";

interface Row {
  readonly person: Person;
  readonly pane: Pane;
  readonly tab: HTMLButtonElement;
  readonly who: HTMLElement;
  readonly state: HTMLElement;
  readonly latest: HTMLElement;
  readonly fresh: HTMLElement;
}

export class Roster {
  readonly el: HTMLElement;
  private readonly rows: Row[];
  private chosen = 0;
  private wide = false;

  private readonly chose: (person: Person) => void;

  /** chose is told whose pane was chosen. */
  constructor(panes: readonly Pane[], chose: (person: Person) => void) {
    this.chose = chose;
    this.el = h("div", { class: "lab-roster lab-card", role: "tablist", "aria-label": "People", "aria-orientation": "vertical" });
    this.rows = panes.map((pane, i) => this.row(pane, i));
    this.el.append(...this.rows.map((r) => r.tab));
    this.el.addEventListener("keydown", (e) => this.key(e));
    this.choose(0, false);
  }

  /** Draws every line anew from its pane. */
  update(): void {
    for (const r of this.rows) {
      r.who.classList.toggle("is-out", !r.pane.connected);
      setText(r.state, r.pane.stateWords);
      setText(r.latest, r.pane.inbox.latest);
      setText(r.fresh, r.pane.fresh > 0 ? `got ${r.pane.fresh}` : "");
      r.tab.classList.toggle("is-fresh", r.pane.fresh > 0);
    }
  }

  /** Wide: all panes are shown and nothing is to be chosen. */
  layout(wide: boolean): void {
    this.wide = wide;
    this.el.hidden = wide;
    for (const { pane, tab } of this.rows) {
      if (wide) {
        pane.el.removeAttribute("role");
        pane.el.removeAttribute("aria-labelledby");
        pane.el.setAttribute("aria-label", pane.seat.title);
      } else {
        pane.el.setAttribute("role", "tabpanel");
        pane.el.removeAttribute("aria-label");
        pane.el.setAttribute("aria-labelledby", tab.id);
      }
    }
    this.choose(this.chosen, false);
  }

  private row(pane: Pane, i: number): Row {
    const { person } = pane;
    const who = h("span", { class: `who who-${person.key} is-out` }, mark(person), pane.seat.title);
    const state = h("span", { class: "lab-state" });
    const latest = h("code", { class: "lab-latest" });
    const fresh = h("span", { class: "lab-fresh" });
    pane.el.id ||= uid("lab-pane");
    const tab = h(
      "button",
      { class: "lab-tab", type: "button", role: "tab", id: uid("lab-tab"), "aria-controls": pane.el.id, click: () => this.pick(i, false) },
      who,
      " ",
      state,
      " ",
      latest,
      " ",
      fresh,
    );
    return { person, pane, tab, who, state, latest, fresh };
  }

  private pick(index: number, focus: boolean): void {
    this.choose(index, focus);
    const person = this.rows[index]?.person;
    if (person) this.chose(person);
  }

  private choose(index: number, focus: boolean): void {
    this.chosen = index;
    markTab(this.rows.map((r) => r.tab), index, focus);
    this.rows.forEach((r, i) => {
      r.pane.el.hidden = i !== index && !this.wide;
      if (!r.pane.el.hidden) r.pane.inbox.shown();
    });
  }

  private key(e: KeyboardEvent): void {
    const index = tabKey(e, this.chosen, this.rows.length);
    if (index === undefined) return;
    e.preventDefault();
    this.pick(index, true);
  }
}
