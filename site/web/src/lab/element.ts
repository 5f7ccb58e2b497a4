// <sl-lab>: a visitor's private lab in the page. It opens a session on the lab server when the learner opens the house, drives
// four real clients, and draws what the server says happened.

import { Announcer } from "./announce.ts";
import { checkSession, createSession, endSession, LabError, labsAt, setLine, type CableState, type Session } from "./api.ts";
import { callOf, type Call } from "./call.ts";
import type { ClientOptions } from "./client.ts";
import { Composer, type ComposerHost } from "./composer.ts";
import { h, uid } from "./dom.ts";
import { Facts } from "./facts.ts";
import { House } from "./house.ts";
import { Journeys } from "./journey.ts";
import { ServerLog } from "./log.ts";
import { modeSwitch } from "./modes.ts";
import { Notice } from "./notice.ts";
import { Pane, type PaneHost } from "./pane.ts";
import { people, seatsOf, type Person } from "./people.ts";
import { Roster } from "./roster.ts";
import { actionsOf, calledRooms, modeOf, parseSpec, suggestedRooms, type Spec } from "./spec.ts";
import { Views } from "./views.ts";
import { World, type Fact } from "./world.ts";

type ClientLib = typeof import("socket.io-client");

const wideFrom = 700; // px of the lab itself, from where four panes fit beside each other

export class SlLab extends HTMLElement implements PaneHost, ComposerHost {
  private spec!: Spec;
  private labs: URL | null = null;
  private mode = "";
  private session: Session | undefined;
  private lib: ClientLib | undefined;
  private facts: Facts | undefined;
  private world: World | undefined;
  private panes: Pane[] = [];
  private roster!: Roster;
  private house!: House;
  private log!: ServerLog;
  private views!: Views;
  private readonly journeys = new Journeys((journey) => this.house.carry(journey));
  private composer: Composer | undefined; // in labs with ready-made calls
  private notice!: Notice;
  private voice!: Announcer;
  private readonly tools = h(
    "div",
    { class: "lab-tools", hidden: true },
    h("button", { class: "lab-small is-main", type: "button", click: () => void this.connectAll() }, "Connect all four"),
    h("button", { class: "lab-small", type: "button", click: () => void this.startOver() }, "Start over"),
  );
  private readonly workshop = h("div", { class: "lab-workshop", hidden: true });
  private readonly resize = new ResizeObserver(() => this.layout());
  private readonly leave = (): void => this.abandon();
  private drawing = false;
  private busy = false; // a session is being opened
  private asking = false; // the server is being asked whether the session lives

  connectedCallback(): void {
    if (this.panes.length > 0) return; // moved within the page
    const json = this.querySelector('script[type="application/json"]')?.textContent ?? "{}";
    this.spec = parseSpec(json, this.dataset["lab"]);
    this.mode = this.dataset["mode"] || this.spec.modes[0]?.name || "";
    this.labs = labsAt(document.documentElement, this.dataset["base"] ?? "/");
    this.build();
    addEventListener("pagehide", this.leave);
    this.resize.observe(this);
    this.layout();
  }

  disconnectedCallback(): void {
    // A node that is only being moved is back before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      removeEventListener("pagehide", this.leave);
      this.resize.disconnect();
      this.abandon();
    });
  }

  // ---- what panes ask for ----

  connect(pane: Pane, ns: string): void {
    if (this.lib && this.session) pane.client.connect(this.lib, this.session, ns, this.optionsOf(pane));
    else void this.open().then((open) => open && this.connect(pane, ns)); // the house was closed meanwhile
  }

  private optionsOf(pane: Pane): ClientOptions {
    const mode = modeOf(this.spec, this.mode);
    return { auth: () => pane.authValues, transports: mode?.transports ?? [], mute: mode?.mute.includes(pane.person.name) ?? false };
  }

  changed(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      for (const pane of this.panes) pane.refresh(this.world);
      this.roster.update();
      this.house.draw(this.world);
      this.composer?.view?.refresh();
    });
  }

  acted(): void {
    for (const pane of this.panes) pane.fresh = 0;
    this.views.acted();
    this.changed();
  }

  said(person: Person, what: string): void {
    this.voice.say({ who: person.name, what, kind: "said" });
  }

  sending(person: Person, event: string, values: readonly unknown[]): void {
    const call = callOf(event, values);
    if (call) this.composer?.sending(person, call);
  }

  answered(person: Person, event: string, got: readonly unknown[] | string): void {
    if (event === "call") this.composer?.view?.answered(person, got);
  }

  received(person: Person, event: string): void {
    this.composer?.view?.received(person, event);
    this.voice.say({ who: person.name, what: event, kind: "received" });
    this.house.glow(person.key);
  }

  async pull(pane: Pane, state: CableState, ms: number): Promise<boolean> {
    if (!this.session) return false;
    this.acted();
    try {
      await setLine(this.session, pane.seat.line, state, ms);
      return true;
    } catch {
      this.notice.warn("The lab server did not touch the cable. Try again.");
      return false;
    }
  }

  /** A client lost the server: is it only the line, or is the session over? */
  lost(): void {
    const { session } = this;
    if (!session || this.asking) return;
    this.asking = true;
    checkSession(session)
      .catch((err: unknown) => {
        if (this.session === session && err instanceof LabError && err.trouble === "gone") this.over("");
      })
      .finally(() => setTimeout(() => (this.asking = false), 3000));
  }

  // ---- what the composer asks for ----

  call(person: Person, call: Call): void {
    this.paneOf(person)?.send({ namespace: this.spec.namespaces[0] ?? "/", event: "call", ack: true }, [call]);
  }

  canCall(person: Person): boolean {
    return this.paneOf(person)?.client.doors.get(this.spec.namespaces[0] ?? "/")?.state === "in";
  }

  rooms(): string[] {
    const standing = this.spec.namespaces.flatMap((ns) => [...(this.world?.rooms(ns).keys() ?? [])]);
    return [...new Set([...calledRooms(actionsOf(this.spec, this.mode)), ...standing])];
  }

  ids(): { name: string; id: string }[] {
    return this.panes.flatMap((p) => [...p.client.doors.values()].flatMap((d) => (d.id === undefined ? [] : [{ name: p.person.name, id: d.id }])));
  }

  private paneOf(person: Person): Pane | undefined {
    return this.panes.find((p) => p.person === person);
  }

  // ---- the life of a session ----

  /** Opens the house: a server of one's own, empty. */
  private async open(): Promise<boolean> {
    if (!this.labs || this.busy) return false;
    this.busy = true;
    this.notice.wait(this.session ? "Building the house anew" : "Opening the house");
    try {
      const [lib, session] = await Promise.all([this.lib ?? import("socket.io-client"), createSession(this.labs, this.spec.name, this.mode)]);
      this.lib = lib;
      this.start(session);
      this.notice.clear();
      return true;
    } catch (err) {
      this.trouble(err);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private start(session: Session): void {
    this.session = session;
    this.dataset["session"] = session.self; // tasks of the lesson ask its server: checkpoint/observe.ts
    this.world = new World();
    this.log.clear();
    for (const pane of this.panes) pane.reset();
    this.composer?.view?.clear();
    this.views.clear();
    this.workshop.hidden = false;
    this.tools.hidden = false;
    this.facts = new Facts(session.facts, {
      fact: (fact) => this.saw(fact),
      missed: (n) => this.log.say(`${n} lines were too old to be kept.`),
      ended: (why) => this.over(why),
      lost: () => this.notice.warn("The line to the lab server is broken. Trying again."),
      found: () => this.notice.clear(),
      failed: () => void this.ask(session),
    });
    this.layout();
    this.changed();
  }

  private saw(fact: Fact): void {
    this.world?.apply(fact);
    this.log.add(fact);
    if (this.world) {
      this.views.fact(fact, this.world);
      this.journeys.fact(fact, this.world);
    }
    this.composer?.view?.fact(fact);
    this.dispatchEvent(new Event("lab-fact", { bubbles: true }));
    this.changed();
  }

  /** The stream of facts failed for good: find out why, in words. */
  private async ask(session: Session): Promise<void> {
    try {
      await checkSession(session);
      this.over("The lab server closed the line.");
    } catch (err) {
      if (err instanceof LabError && err.trouble === "gone") this.over("");
      else this.trouble(err);
    }
  }

  /** The session is no more. What was seen stays readable; nothing in it works any longer. */
  private over(why: string): void {
    this.stop();
    this.notice.offer(`${why || "This lab is not there any more: it was idle for too long, or its server was started anew."} Inboxes and log stay as they are until you go on.`, "Open a new house", () => void this.restart());
  }

  private trouble(err: unknown): void {
    const known = err instanceof LabError;
    const words: Record<string, string> = {
      unreachable: "The lab server cannot be reached. This says nothing about your answers.",
      full: "All houses are taken right now. One becomes free when somebody leaves.",
      gone: "The lab server does not know this lab.",
      refused: known ? err.message : "",
    };
    const text = known ? (words[err.trouble] ?? err.message) : "The lab could not be loaded. This says nothing about your answers.";
    this.stop();
    this.notice.offer(text, "Try again", () => void this.restart(), "is-warning");
  }

  /** Closes everything on this side. */
  private stop(): void {
    this.facts?.close();
    this.facts = undefined;
    for (const pane of this.panes) pane.client.discard();
    this.session = undefined;
    delete this.dataset["session"];
    this.world = undefined; // nobody is anywhere any more
    this.changed();
  }

  private async restart(): Promise<void> {
    const again = this.panes.filter((p) => p.connected).map((p) => ({ pane: p, doors: [...p.client.doors.values()].filter((d) => d.state === "in").map((d) => d.ns) }));
    if (this.session) endSession(this.session);
    this.stop();
    if (await this.open()) for (const { pane, doors } of again) for (const ns of doors) this.connect(pane, ns);
  }

  /** The page is being left: the server need not wait until the session is idle. */
  private abandon(): void {
    if (!this.session) return;
    endSession(this.session);
    this.stop();
    this.notice.offer("You left this page, and the house was closed behind you.", "Open a new house", () => void this.restart());
  }

  // ---- drawing ----

  private build(): void {
    const live = h("p", { class: "visually-hidden", "aria-live": "polite" });
    this.voice = new Announcer(live);
    this.notice = new Notice();
    this.house = new House(this.spec.namespaces, people.filter((p) => this.spec.people.includes(p.name)));
    this.log = new ServerLog();
    this.panes = seatsOf(this.spec.people).map((seat) => new Pane(seat, this.spec, this));
    this.roster = new Roster(this.panes, (person) => this.composer?.choose(person));
    if (actionsOf(this.spec, this.mode).some((a) => callOf(a.event, a.args.map((v) => v.value)))) this.composer = new Composer(this);
    this.views = new Views(this.log.el, () => this.panes.map((p) => p.client));
    const rooms = h("datalist", { id: uid("lab-rooms") }, ...suggestedRooms(this.spec).map((r) => h("option", { value: r })));
    for (const pane of this.panes) pane.offer(actionsOf(this.spec, this.mode), rooms.id);
    this.workshop.append(this.roster.el, ...(this.composer ? [this.composer.el] : []), h("div", { class: "lab-panes" }, ...this.panes.map((p) => p.el)), this.views.el, rooms);
    const terminal = h(
      "details",
      { class: "lab-terminal" },
      h("summary", {}, "Run this lab in a terminal"),
      h("p", {}, "The same server, with its log of every connection, in a terminal of your own:"),
      h("pre", {}, h("code", {}, `socketlab lab ${this.spec.name}`)),
      h("p", {}, "Then open ", h("code", {}, "http://localhost:3000/"), " in four windows: four clients."),
    );
    const head = h("header", { class: "lab-head" }, h("h2", {}, this.spec.title), this.tools, h("p", {}, this.spec.about));
    this.replaceChildren(h("div", { class: "lab" }, head, this.modes(rooms.id), this.house.el, this.notice.el, this.workshop, terminal, live));
    if (this.labs) {
      this.notice.offer("A server of your own, with nobody in it yet. Nobody else hears what happens here.", "Open the house", () => void this.open());
    } else {
      this.notice.tell("This copy of the course has no lab server. You can run the lab on your own machine:");
      terminal.open = true;
    }
  }

  private modes(rooms: string): HTMLElement | null {
    return modeSwitch(this.spec.modes, this.mode, (mode) => {
      this.mode = mode;
      for (const pane of this.panes) pane.offer(actionsOf(this.spec, mode), rooms);
      this.changed();
      if (this.session) void this.restart();
    });
  }

  /** One after the other, so that the log tells the same story each time; nobody waits long for anybody. */
  private async connectAll(): Promise<void> {
    if (!this.session && !(await this.open())) return;
    this.acted();
    const first = this.spec.namespaces[0] ?? "/";
    for (const pane of this.panes) {
      this.connect(pane, first);
      for (let waited = 0; waited < 500 && !pane.client.settled; waited += 20) await new Promise((done) => setTimeout(done, 20));
    }
  }

  private async startOver(): Promise<void> {
    if (this.session) endSession(this.session);
    this.stop();
    await this.open();
  }

  private layout(): void {
    const wide = this.clientWidth >= wideFrom;
    this.classList.toggle("is-wide", wide);
    this.roster.layout(wide);
  }
}

