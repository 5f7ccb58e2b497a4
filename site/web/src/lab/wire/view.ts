// The wire of the four clients: folded to events, or every packet; each opened to what it is on the wire and what that means.

import type { Client } from "../client.ts";
import { copyButton } from "../copy.ts";
import { h, Scroll, setText, uid } from "../dom.ts";
import { mark, people, personOf } from "../people.ts";
import type { View } from "../views.ts";
import { explain } from "./explain.ts";
import { Folder, type Happening } from "./fold.ts";
import { lineOf, type Frame } from "./frame.ts";
import { Tap, type Engine } from "./tap.ts";

const keep = 300; // lines in view

export class WireView implements View {
  readonly el: HTMLElement;
  private readonly tap = new Tap((frame) => this.heard(frame));
  private folder = new Folder();
  private readonly rows = new WeakMap<Happening, Row>();
  private readonly list = h("ol", { class: "wire-list", tabindex: 0, "aria-label": "Frames, oldest first" });
  private readonly scroll = new Scroll(this.list, keep);
  private readonly empty = h("p", { class: "lab-empty" }, "Frames are recorded from now on. Start over to see how a connection begins.");
  private readonly every = h("input", { type: "checkbox", id: uid("wire-every"), change: () => this.redraw() });
  private readonly hidden = new Set<string>(); // people whose frames are not shown
  private readonly folded = h("p", { class: "wire-folded" });
  private waiting: Frame[] = []; // heard while out of sight, or since the last frame of the screen
  private drawing = false;
  private stale = false;

  constructor() {
    const filter = h(
      "div",
      { class: "wire-who", role: "group", "aria-label": "Whose frames" },
      ...people.map((p) => {
        const button = h("button", { class: `wire-person who who-${p.key}`, type: "button", "aria-pressed": "true", title: p.name, click: () => this.toggle(p.key, button) }, mark(p), h("span", { class: "visually-hidden" }, p.name));
        return button;
      }),
    );
    this.el = h(
      "div",
      { class: "wire" },
      h("header", {}, filter, h("label", { class: "wire-every" }, this.every, "every packet"), copyButton("Copy as text", () => this.text())),
      this.empty,
      this.list,
      this.folded,
    );
    this.list.hidden = true;
  }

  watch(client: Client): void {
    client.watch((engine) => this.tap.attach(client.seat.person.key, engine as unknown as Engine));
  }

  clear(): void {
    this.tap.clear();
    this.waiting = [];
    this.redraw();
  }

  shown(): void {
    this.draw();
    this.scroll.settle();
  }

  private heard(frame: Frame): void {
    this.waiting.push(frame);
    if (this.waiting.length > keep * 2) {
      this.stale = true; // out of sight for long: what the tap keeps will be drawn anew
      this.waiting = [];
    }
    if (this.drawing || !this.el.checkVisibility()) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.draw();
    });
  }

  private draw(): void {
    if (this.stale) {
      this.redraw();
      return;
    }
    const frames = this.waiting;
    this.waiting = [];
    for (const frame of frames) this.show(frame);
    this.count();
  }

  private redraw(): void {
    this.stale = false;
    this.waiting = [];
    this.folder = new Folder();
    this.scroll.clear();
    for (const frame of this.tap.frames) this.show(frame);
    this.count();
  }

  private show(frame: Frame): void {
    if (this.hidden.has(frame.who)) return;
    if (this.every.checked) {
      this.scroll.add(new Row(frame.who, [frame], packetLabel(frame)).el);
      return;
    }
    const got = this.folder.add(frame);
    if (!got) return;
    const row = this.rows.get(got.happening);
    if (got.again && row) {
      row.grow(frame);
    } else {
      const made = new Row(frame.who, got.happening.frames, eventLabel(got.happening));
      this.rows.set(got.happening, made);
      this.scroll.add(made.el);
    }
  }

  private count(): void {
    const shown = this.shownFrames().length;
    this.empty.hidden = this.tap.frames.length > 0;
    this.list.hidden = this.tap.frames.length === 0;
    const away = shown - [...this.list.querySelectorAll<HTMLElement>("li")].reduce((n, li) => n + Number(li.dataset["frames"]), 0);
    setText(this.folded, away > 0 && !this.every.checked ? `${away} more ${away === 1 ? "packet" : "packets"}: handshake, heartbeat, change of transport.` : "");
  }

  private toggle(who: string, button: HTMLElement): void {
    const off = !this.hidden.delete(who);
    if (off) this.hidden.add(who);
    button.setAttribute("aria-pressed", String(!off));
    this.redraw();
  }

  private shownFrames(): Frame[] {
    return this.tap.frames.filter((f) => !this.hidden.has(f.who));
  }

  /** The frames of the clients that are shown, in the one notation; with the client before each when there are several. */
  private text(): string {
    const frames = this.shownFrames();
    const several = new Set(frames.map((f) => f.who)).size > 1;
    return frames.map((f) => `${several ? `${f.who} ` : ""}${lineOf(f)}\n`).join("");
  }
}

/** A line that opens to its packets. */
class Row {
  readonly el: HTMLLIElement;
  private readonly frames: Frame[];
  private readonly inside = h("div", { class: "wire-inside", hidden: true });
  private readonly button: HTMLButtonElement;

  constructor(who: string, frames: readonly Frame[], label: readonly (Node | string)[]) {
    this.frames = [...frames];
    const sent = frames[0]?.sent ?? false;
    const person = personOf(who);
    this.button = h(
      "button",
      { class: "wire-row", type: "button", "aria-expanded": "false", click: () => this.toggle() },
      person ? h("span", { class: `who who-${who}` }, mark(person), h("span", { class: "visually-hidden" }, `${person.name} `)) : null,
      h("span", { class: "wire-way", "aria-hidden": "true" }, sent ? ">" : "<"),
      h("span", { class: "visually-hidden" }, sent ? "sent " : "received "),
      h("span", { class: "wire-label" }, ...label),
    );
    this.el = h("li", { class: sent ? "is-sent" : "is-received" }, this.button, this.inside);
    this.el.dataset["frames"] = String(this.frames.length);
  }

  /** An attachment that belongs to this line. */
  grow(frame: Frame): void {
    this.frames.push(frame);
    this.el.dataset["frames"] = String(this.frames.length);
    if (!this.inside.hidden) this.inside.append(packetWords(frame));
  }

  private toggle(): void {
    const open = this.inside.hidden;
    this.inside.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    this.inside.replaceChildren(...(open ? this.frames.map(packetWords) : []));
    const list = this.el.parentElement;
    if (!open || !list) return;
    // Brings what opened into the list's own window; the page stays where it is.
    const below = this.el.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
    if (below > 0) list.scrollTop += below;
  }
}

function packetWords(frame: Frame): HTMLElement {
  return h("div", {}, h("p", { class: "wire-frame" }, h("code", {}, lineOf(frame)), " ", h("span", { class: "lab-aside" }, `over ${frame.over}`)), h("p", {}, explain(lineOf(frame))));
}

function packetLabel(frame: Frame): (Node | string)[] {
  return [h("code", {}, frame.text), " ", h("span", { class: "lab-aside" }, frame.over)];
}

function eventLabel(happening: Happening): (Node | string)[] {
  const { what, name, values } = happening;
  const door = happening.ns !== "/" && (what === "event" || what === "answer") ? [" ", h("span", { class: "lab-aside" }, `in ${happening.ns}`)] : [];
  const shown = values ? [" ", h("code", {}, values)] : [];
  if (what === "event") return [h("b", {}, name), ...shown, ...door];
  if (what === "answer") return ["answer to ", h("b", {}, name), ...shown, ...door];
  return [`${what} `, h("code", {}, name), ...shown];
}
