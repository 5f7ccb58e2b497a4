// The lab's own buttons: one small form for each action, made from the spec. Enter in a field sends, as in any form.

import { h, uid } from "./dom.ts";
import { people } from "./people.ts";
import type { Action, Arg } from "./spec.ts";

export type Send = (action: Action, values: unknown[]) => void;

export class ActionForm {
  readonly el: HTMLFormElement;
  readonly action: Action;
  private readonly readers: (() => unknown)[];
  private readonly button: HTMLButtonElement;

  constructor(action: Action, who: string, rooms: string, send: Send) {
    this.action = action;
    const fields = action.args.map((arg) => field(arg, who, action.label, rooms));
    this.readers = fields.map((f) => f.read);
    this.button = h("button", { class: action.label.includes("(") ? "lab-do is-code" : "lab-do", type: "submit", "aria-disabled": "true" }, action.label);
    const inputs = fields.map((f) => f.el).filter((e) => e !== null);
    const size = inputs.length === 0 ? " is-bare" : inputs.length === 1 && action.args[0]?.kind !== "text" ? " is-short" : "";
    this.el = h("form", { class: `lab-action${size}`, autocomplete: "off", "data-event": action.event }, this.button, ...inputs);
    this.el.addEventListener("submit", (e) => {
      e.preventDefault();
      if (this.enabled) send(this.action, this.readers.map((read) => read()));
    });
  }

  /** aria-disabled instead of disabled: the button keeps its place in the tab order and the focus when a connection is lost. */
  get enabled(): boolean {
    return this.button.getAttribute("aria-disabled") !== "true";
  }
  set enabled(on: boolean) {
    this.button.setAttribute("aria-disabled", String(!on));
    if (on) this.button.removeAttribute("title");
    else this.button.title = "Connect first";
  }
}

interface Field {
  readonly el: HTMLElement | null;
  readonly read: () => unknown;
}

function field(arg: Arg, who: string, label: string, rooms: string): Field {
  if (arg.kind === "fixed") return { el: null, read: () => arg.value };
  const name = `${who}: ${label}, ${arg.name}`;
  if (arg.kind === "person") {
    const select = h("select", { "aria-label": name }, ...people.map((p) => h("option", { value: p.name, selected: p.name === arg.value }, p.name)));
    return { el: select, read: () => select.value };
  }
  return inputField(arg, name, rooms);
}

/** A line of text; a room is suggested from the lab's rooms. */
export function inputField(arg: Arg, name: string, rooms: string): { el: HTMLInputElement; read: () => string } {
  const el = h("input", {
    type: "text",
    id: uid("lab-field"),
    name: arg.name,
    "aria-label": name,
    placeholder: arg.name,
    value: typeof arg.value === "string" ? arg.value : "",
    class: `is-${arg.kind}`,
    list: arg.kind === "room" ? rooms : undefined,
    spellcheck: "false",
    autocapitalize: "off",
  });
  return { el, read: () => el.value };
}
