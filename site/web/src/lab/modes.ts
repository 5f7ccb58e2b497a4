// The ways in which a lab's server can behave, as radio buttons. Choosing another one rebuilds the house.

import { h, uid } from "./dom.ts";
import type { Mode } from "./spec.ts";

export function modeSwitch(modes: readonly Mode[], chosen: string, choose: (mode: string) => void): HTMLElement | null {
  if (modes.length < 2) return null;
  const name = uid("lab-mode");
  return h(
    "fieldset",
    { class: "lab-modes" },
    h("legend", {}, "The server"),
    ...modes.map((m) =>
      h(
        "label",
        {},
        h("input", { type: "radio", name, value: m.name, checked: m.name === chosen, change: () => choose(m.name) }),
        h("span", {}, m.title),
      ),
    ),
  );
}
