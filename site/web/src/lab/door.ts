// A way in: a namespace that a person may connect to, and what the connection is once it is there.

import type { Door } from "./client.ts";
import { h, setText } from "./dom.ts";
import type { Member } from "./world.ts";

export class DoorRow {
  readonly el: HTMLElement;
  readonly ns: string;
  readonly button: HTMLButtonElement;
  private readonly words: HTMLElement;
  private readonly about: HTMLElement;
  private readonly who: string;
  private readonly many: boolean;

  constructor(ns: string, who: string, many: boolean, toggle: () => void) {
    this.ns = ns;
    this.who = who;
    this.many = many;
    this.button = h("button", { class: "lab-plug", type: "button", click: toggle });
    this.words = h("span", { class: "lab-door-words" });
    this.about = h("dl", { class: "lab-about" });
    this.el = h("div", { class: "lab-door" }, many ? h("code", { class: "lab-door-ns" }, ns) : null, many ? this.button : null, this.words, this.about);
  }

  /** member is what the server knows of this door's socket, if it has said so already; transport is "" where it is said elsewhere. */
  update(door: Door, member: Member | undefined, transport: string): void {
    const on = door.state !== "out" && door.state !== "refused";
    const verb = on ? "Disconnect" : door.state === "refused" ? "Try again" : "Connect";
    setText(this.button, verb);
    this.button.setAttribute("aria-label", this.many ? `${verb}: ${this.who}, ${this.ns}` : `${verb}: ${this.who}`);
    this.el.dataset["state"] = door.state;
    this.button.classList.toggle("is-main", !on);
    setText(this.words, words(door));
    const rooms = member ? [...member.rooms] : [];
    const facts: [string, string][] = door.state === "in" ? [["id", door.id ?? ""]] : [];
    if (member && door.state === "in") facts.push(["rooms", rooms.length > 0 ? rooms.join(", ") : "none"]);
    if (door.state === "in" && transport) facts.push(["over", transport]);
    const key = JSON.stringify(facts);
    if (this.about.dataset["key"] === key) return;
    this.about.dataset["key"] = key;
    this.about.replaceChildren(...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("code", {}, value)))));
  }
}

function words(door: Door): string {
  switch (door.state) {
    case "connecting":
      return "Connecting";
    case "refused":
      return `Refused: “${door.why}”`;
    case "retrying":
      return door.why.endsWith(".") ? door.why : `Lost: ${door.why}. Trying again.`;
    case "out":
      return door.why ? `Disconnected: ${door.why}` : "";
    case "in":
      return "";
  }
}
