// The house, drawn from the server's facts: rooms as rooms with the people who are in them, namespaces as floors with a door
// each, and whoever is not connected outside. Plain boxes and lists, so that it is read aloud as well as seen.

import { h } from "./dom.ts";
import type { Journey } from "./journey.ts";
import { mark, names, people, personOf, type Person } from "./people.ts";
import type { Member, World } from "./world.ts";

const greyFor = 1200; // ms

export class House {
  readonly el: HTMLElement;
  private drawn = "";
  private readonly air = h("div", { class: "lab-air", "aria-hidden": "true" }); // where notes fly
  private skipped: ReturnType<typeof setTimeout> | undefined;
  private readonly namespaces: readonly string[];

  private readonly cast: readonly Person[];

  constructor(namespaces: readonly string[], cast: readonly Person[]) {
    this.namespaces = namespaces;
    this.cast = cast;
    this.el = h("section", { class: "lab-house", "aria-label": "The house" });
    this.draw(undefined);
  }

  /** Draws the world; undefined is the house at night, before there is a server. */
  draw(world: World | undefined): void {
    const floors = this.namespaces.map((ns) => this.floor(ns, world));
    const inside = new Set(world ? [...world.members.values()].map((m) => personOf(m.who)?.key) : []);
    const outside = this.cast.filter((p) => !inside.has(p.key));
    const key = JSON.stringify([floors.map((f) => f.key), outside.map((p) => p.key), world !== undefined]);
    if (key === this.drawn) return; // most facts move nobody
    this.drawn = key;
    this.el.classList.toggle("is-dark", world === undefined);
    this.el.replaceChildren(
      h("div", { class: "lab-roof", "aria-hidden": "true" }),
      h("div", { class: this.namespaces.length > 1 ? "lab-floors is-many" : "lab-floors" }, ...floors.map((f) => f.el)),
      h(
        "p",
        { class: "lab-outside" },
        h("span", {}, outside.length > 0 ? "Outside" : "Nobody is outside"),
        h("span", { class: "lab-tokens" }, ...outside.map((p) => token(p, true))),
      ),
      this.air,
    );
  }

  /** Lets the marks of whoever just received something light up for a moment. */
  glow(who: string | undefined): void {
    const person = personOf(who);
    if (!person) return;
    for (const el of this.el.querySelectorAll(`.who-${person.key}`)) {
      el.classList.remove("is-lit");
      void (el as HTMLElement).offsetWidth; // restarts the animation
      el.classList.add("is-lit");
    }
  }

  /** Lets a note travel to exactly those who get it; who does not turns grey for a moment. */
  carry({ from, to, not }: Journey): void {
    if (document.hidden || !this.el.checkVisibility()) return;
    const tokens = (names: readonly string[]): HTMLElement[] => names.flatMap((n) => [...this.el.querySelectorAll<HTMLElement>(`.lab-rooms .who-${personOf(n)?.key ?? "nobody"}`)]);
    this.el.querySelectorAll(".is-skipped").forEach((el) => el.classList.remove("is-skipped"));
    for (const el of tokens(not)) el.classList.add("is-skipped");
    clearTimeout(this.skipped);
    this.skipped = setTimeout(() => this.el.querySelectorAll(".is-skipped").forEach((el) => el.classList.remove("is-skipped")), greyFor);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const origin = this.el.getBoundingClientRect();
    const middle = (el: Element): string => {
      const box = el.getBoundingClientRect();
      return `${box.x + box.width / 2 - origin.x}px ${box.y + box.height / 2 - origin.y}px`;
    };
    const server = this.el.querySelector(".lab-roof") ?? this.el;
    const start = tokens([from])[0] ?? server;
    for (const name of to) {
      const end = tokens([name])[0]; // a person in two rooms gets one copy
      if (!end) continue;
      const note = h("span", { class: "lab-note" });
      this.air.append(note);
      // Up to the server and down again.
      note.animate([{ translate: middle(start) }, { translate: middle(server) }, { translate: middle(end) }], { duration: 320, easing: "ease-in-out" }).onfinish = () => note.remove();
    }
  }

  private floor(ns: string, world: World | undefined): { el: HTMLElement; key: unknown } {
    const rooms = world ? [...world.rooms(ns)] : [];
    const hall = world ? world.hall(ns) : [];
    const many = this.namespaces.length > 1;
    const missing = world?.missing.has(ns) ?? false;
    const hallName = rooms.length > 0 ? "in no room" : many ? "" : "the hall";
    const inside = missing
      ? [h("li", { class: "lab-room is-hall" }, h("span", { class: "lab-room-name" }, "there is no such namespace"))]
      : [many && hall.length === 0 && rooms.length > 0 ? null : room(hallName, hall, false), ...rooms.map(([name, members]) => room(name, members, true))];
    const el = h(
      "div",
      { class: missing ? "lab-floor is-missing" : "lab-floor" },
      many ? h("h3", { class: "lab-door-name" }, h("span", { class: "lab-door-icon", "aria-hidden": "true" }), h("code", {}, ns)) : null,
      h("ul", { class: "lab-rooms" }, ...inside),
    );
    return { el, key: [ns, missing, hall.map((m) => m.socket), rooms.map(([n, ms]) => [n, ms.map((m) => m.socket)])] };
  }
}

function room(name: string, members: readonly Member[], real: boolean): HTMLElement {
  const who = people.flatMap((p) => members.filter((m) => personOf(m.who) === p).map(() => p)); // always in the same order
  return h(
    "li",
    { class: real ? "lab-room" : "lab-room is-hall" },
    name ? h(real ? "b" : "span", { class: "lab-room-name" }, name) : null,
    h("span", { class: "lab-tokens" }, ...who.map((p) => token(p, false))),
    h("span", { class: "visually-hidden" }, who.length > 0 ? `: ${names(who.map((p) => p.name))}` : ": nobody"),
  );
}

function token(person: Person, out: boolean): HTMLElement {
  return h("span", { class: `who who-${person.key}${out ? " is-out" : ""}`, title: person.name }, mark(person), out ? h("span", { class: "visually-hidden" }, person.name) : null);
}
