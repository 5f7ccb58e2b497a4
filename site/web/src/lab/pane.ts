// One person: doors, what the connection is, the lab's buttons, the inbox.

import { ActionForm, inputField } from "./actions.ts";
import type { CableState } from "./api.ts";
import { Cable } from "./cable.ts";
import { Client, type ClientListener } from "./client.ts";
import { h, setText } from "./dom.ts";
import { DoorRow } from "./door.ts";
import { Inbox } from "./inbox.ts";
import { mark, type Person, type Seat } from "./people.ts";
import type { Action, Spec } from "./spec.ts";
import { show, showAll } from "./values.ts";
import type { World } from "./world.ts";

/** What a pane asks of the lab around it. */
export interface PaneHost {
  connect(pane: Pane, ns: string): void;
  changed(): void;
  /** Somebody is about to do something: what arrives from now on is news. */
  acted(): void;
  said(person: Person, what: string): void;
  /** Somebody sends something, and has an answer to it. */
  sending(person: Person, event: string, values: readonly unknown[]): void;
  answered(person: Person, event: string, got: readonly unknown[] | string): void;
  received(person: Person, event: string): void;
  /** Does something to a person's cable; false when it could not be done. */
  pull(pane: Pane, state: CableState, ms: number): Promise<boolean>;
  /** A client cannot reach the server. */
  lost(): void;
}

export class Pane implements ClientListener {
  readonly el: HTMLElement;
  readonly seat: Seat;
  readonly person: Person;
  readonly inbox: Inbox;
  client: Client;
  fresh = 0; // events received since anybody last did something
  private readonly spec: Spec;
  private readonly host: PaneHost;
  private readonly rows: DoorRow[];
  private readonly auth: { readonly name: string; readonly read: () => string }[] = [];
  private readonly seen = new Map<string, number>(); // "tick.n" -> the greatest that came
  private readonly transport: HTMLElement;
  private readonly tabButton: HTMLButtonElement;
  private readonly actions = h("div", { class: "lab-actions" });
  private readonly total: HTMLElement;
  private readonly cable: Cable;
  private forms: ActionForm[] = [];

  constructor(seat: Seat, spec: Spec, host: PaneHost) {
    const { person, title } = seat;
    this.seat = seat;
    this.person = person;
    this.spec = spec;
    this.host = host;
    this.client = new Client(seat, spec.namespaces, this);
    this.inbox = new Inbox(`${title}: inbox`, spec.namespaces.length > 1);
    this.rows = spec.namespaces.map((ns) => new DoorRow(ns, title, spec.namespaces.length > 1, () => this.toggle(ns)));
    const only = this.rows.length === 1 ? this.rows[0] : undefined; // a single door needs no row of its own to be opened
    this.transport = h("span", { class: "lab-transport" });
    this.tabButton = h("button", { class: "lab-small", type: "button", "aria-disabled": "true", click: () => this.closeTab() }, "Close tab");
    this.cable = new Cable(title, (state, ms) => host.pull(this, state, ms));
    this.total = h("span", { class: "lab-count" }, "0");
    this.el = h(
      "section",
      { class: `lab-pane lab-card who-${person.key}` },
      h("header", {}, h("h3", { class: "who" }, mark(person), title), only?.button, this.tabButton),
      h("div", { class: "lab-doors" }, this.transport, this.authFields(), ...this.rows.map((r) => r.el)),
      this.actions,
      this.cable.el,
      h("h4", {}, "Inbox", " ", this.total),
      this.inbox.box,
    );
    this.refresh(undefined);
  }

  get connected(): boolean {
    return [...this.client.doors.values()].some((d) => d.state === "in");
  }

  get stateWords(): string {
    const doors = [...this.client.doors.values()];
    const open = doors.filter((d) => d.state === "in");
    if (open.length > 0) return doors.length > 1 ? `in ${open.map((d) => d.ns).join(", ")}` : "connected";
    if (doors.some((d) => d.state === "retrying")) return "trying again";
    if (doors.some((d) => d.state === "connecting")) return "connecting";
    if (doors.some((d) => d.state === "refused")) return "refused";
    return this.client.tabClosed ? "tab closed" : "not here";
  }

  /** Gives the pane the buttons of a mode; rooms is the id of the list of suggested room names. */
  offer(actions: readonly Action[], rooms: string): void {
    this.forms = actions.map((a) => new ActionForm(a, this.seat.title, rooms, (action, values) => this.send(action, values)));
    const groups = this.spec.namespaces.map((ns) => {
      const forms = this.forms.filter((f) => f.action.namespace === ns);
      if (forms.length === 0) return null;
      const title = this.spec.namespaces.length > 1 ? h("h4", {}, h("code", {}, ns)) : null;
      return h("div", { class: "lab-group" }, title, ...forms.map((f) => f.el));
    });
    this.actions.replaceChildren(...groups.filter((g) => g !== null));
    this.refresh(undefined);
  }

  /** What is brought along in the handshake, as it is now. */
  get authValues(): Record<string, unknown> {
    const typed = this.auth.map((a) => [a.name, a.read()]).filter(([, v]) => v !== "");
    const seen = this.spec.auth.filter((a) => a.kind === "seen").map((a) => [a.name, this.seen.get(String(a.value))]);
    return Object.fromEntries([...typed, ...seen.filter(([, n]) => n !== undefined)]);
  }

  /** Keeps the greatest number of each property that the handshake brings back. */
  private note(event: string, args: readonly unknown[]): void {
    for (const { kind, value } of this.spec.auth) {
      const [of, property = ""] = String(value).split(/\.(?=[^.]*$)/);
      const n = (args[0] as Record<string, unknown> | null | undefined)?.[property];
      if (kind === "seen" && of === event && typeof n === "number") this.seen.set(String(value), Math.max(n, this.seen.get(String(value)) ?? n));
    }
  }

  /** Forgets the connection and what arrived: the lab starts over. */
  reset(): void {
    this.client.discard();
    this.client = new Client(this.seat, this.spec.namespaces, this);
    this.inbox.clear();
    this.cable.reset();
    this.seen.clear();
    this.fresh = 0;
    this.refresh(undefined);
  }

  /** Draws what may have changed. Rooms come from the server's facts, everything else from the client. */
  refresh(world: World | undefined): void {
    for (const row of this.rows) {
      const door = this.client.doors.get(row.ns);
      if (door) row.update(door, world?.of(door.id), this.rows.length === 1 ? this.client.transport : "");
    }
    for (const form of this.forms) form.enabled = this.client.doors.get(form.action.namespace)?.state === "in";
    setText(this.transport, this.rows.length > 1 && this.client.transport ? `one connection, ${this.client.transport}` : "");
    this.tabButton.setAttribute("aria-disabled", String(!this.client.active));
    setText(this.total, String(this.inbox.received));
    this.cable.update({ page: this.beliefOfPage(), server: this.beliefOfServer(world) }, this.client.patience);
    this.el.classList.toggle("is-connected", this.connected);
  }

  private beliefOfPage(): string {
    const doors = [...this.client.doors.values()];
    if (doors.some((d) => d.state === "in")) return "connected";
    if (doors.some((d) => d.state === "retrying")) return "not connected, trying again";
    return "not connected";
  }

  private beliefOfServer(world: World | undefined): string {
    if (!world) return "not there";
    // Whoever sits at two panes is told apart by the id; a name also tells of a connection that the page knows nothing of yet.
    const ids = this.seat.title === this.person.name ? [] : [...this.client.lastIDs.values()];
    if (ids.length > 0 ? ids.some((id) => world.of(id)) : this.seat.title === this.person.name && world.has(this.person.name)) return "connected";
    const why = world.gone.get(this.person.name);
    return why && this.client.lastIDs.size > 0 ? `not there (${why})` : "not there";
  }

  private authFields(): HTMLElement | null {
    const typed = this.spec.auth.filter((a) => a.kind !== "seen");
    if (typed.length === 0) return null;
    return h(
      "div",
      { class: "lab-auth" },
      ...typed.map((arg) => {
        const field = inputField(arg, `${this.seat.title}: ${arg.name} to bring along`, "");
        this.auth.push({ name: arg.name, read: field.read });
        return h("label", {}, `${arg.name} `, field.el);
      }),
    );
  }

  private toggle(ns: string): void {
    const door = this.client.doors.get(ns);
    this.host.acted();
    if (door?.state === "in" || door?.state === "retrying" || door?.state === "connecting") {
      const was = door.state;
      this.client.disconnect(ns);
      // A socket that was in says so itself, through disconnected; another has nothing to say goodbye to.
      if (was !== "in") this.inbox.note("Stopped trying.");
    } else {
      this.host.connect(this, ns);
    }
  }

  private closeTab(): void {
    if (!this.client.active) return;
    this.host.acted();
    this.client.closeTab();
    this.inbox.note("Tab closed, without a goodbye.");
    this.host.said(this.person, "closed the tab");
  }

  send(action: Pick<Action, "namespace" | "event" | "ack"> & Partial<Action>, values: unknown[]): void {
    this.host.acted();
    for (let i = 0; i < (action.times ?? 1); i++) this.sendOnce(action, values);
  }

  private sendOnce(action: Pick<Action, "namespace" | "event" | "ack"> & Partial<Action>, values: unknown[]): void {
    this.host.sending(this.person, action.event, values);
    const answered = this.inbox.send(action.namespace, action.event, values, action.ack);
    this.client.emit(
      action.namespace,
      action.event,
      values,
      action.ack
        ? (got) => {
            answered(got);
            this.host.answered(this.person, action.event, got);
            this.host.said(this.person, typeof got === "string" ? `asked ${action.event}: ${got}` : `got the answer ${showAll(got)}`);
          }
        : undefined,
      action.timeout,
    );
  }

  changed(): void {
    this.host.changed();
  }

  lost(): void {
    this.host.lost();
  }

  connectedTo(ns: string, id: string): void {
    this.inbox.note(this.where("Connected", ns), id, "is-note is-good");
    this.host.said(this.person, this.where("connected", ns));
  }

  disconnected(ns: string, reason: string): void {
    this.inbox.note(this.where("Disconnected", ns), reason);
    this.host.said(this.person, `${this.where("disconnected", ns)}: ${reason}`);
  }

  refused(ns: string, why: string): void {
    this.inbox.note(this.where("Refused", ns), show(why), "is-note is-bad");
    this.host.said(this.person, `${this.where("was refused", ns)}: ${why}`);
  }

  receive(ns: string, event: string, args: unknown[], asked: boolean): void {
    this.fresh++;
    this.note(event, args);
    this.inbox.receive(ns, event, args, asked);
    this.host.received(this.person, event);
    this.host.changed();
  }

  private where(what: string, ns: string): string {
    return this.spec.namespaces.length > 1 ? `${what} (${ns})` : what;
  }
}
