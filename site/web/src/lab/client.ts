// One person's page: one connection of the official client, with a socket for each namespace it entered.

import type { Manager as ManagerType, Socket } from "socket.io-client";
import type { Session } from "./api.ts";
import type { Seat } from "./people.ts";

export type DoorState = "out" | "connecting" | "in" | "refused" | "retrying";

export interface Door {
  readonly ns: string;
  state: DoorState;
  id: string | undefined; // the client-side socket's id
  why: string; // why it is out, refused or retrying, in words
}

/** What a pane hears from its client. */
export interface ClientListener {
  changed(): void; // a door or the transport
  lost(): void; // the server cannot be reached
  connectedTo(ns: string, id: string): void;
  disconnected(ns: string, reason: string): void;
  refused(ns: string, why: string): void;
  receive(ns: string, event: string, args: unknown[], asked: boolean): void;
}

/** The answer to an emit with acknowledgement, or why there is none. */
export type Answer = (values: readonly unknown[] | string) => void;

const answerTimeout = 5000; // ms
const noAnswer = "no answer: the connection ended first";

/** How a pane's client connects and behaves. */
export interface ClientOptions {
  readonly auth: () => Record<string, unknown>; // besides the name
  readonly transports: readonly string[];
  readonly mute: boolean; // it acknowledges nothing
}

export class Client {
  readonly seat: Seat;
  readonly doors: ReadonlyMap<string, Door>;
  tabClosed = false;
  patience = 0; // s: how long the heartbeat may take to notice a silent line, as the server said; 0 before it has
  private options: ClientOptions = { auth: () => ({}), transports: [], mute: false };
  private manager: ManagerType | undefined;
  private watcher: ((engine: ManagerType["engine"]) => void) | undefined;
  readonly lastIDs = new Map<string, string>(); // namespace -> id of the newest socket there, even if it is gone
  private readonly sockets = new Map<string, Socket>();
  private readonly to: ClientListener;

  constructor(seat: Seat, namespaces: readonly string[], to: ClientListener) {
    this.seat = seat;
    this.to = to;
    this.doors = new Map(namespaces.map((ns) => [ns, { ns, state: "out", id: undefined, why: "" }]));
  }

  /** "polling" or "websocket" while there is a low-level connection, otherwise "". */
  get transport(): string {
    const up = [...this.doors.values()].some((d) => d.state === "in");
    return up ? (this.manager?.engine?.transport?.name ?? "") : "";
  }

  /** Whether nothing is on its way: each door is open, closed or refused. */
  get settled(): boolean {
    return [...this.doors.values()].every((d) => d.state !== "connecting");
  }

  /** Whether any door is open, being opened or tried again. */
  get active(): boolean {
    return [...this.doors.values()].some((d) => d.state === "in" || d.state === "connecting" || d.state === "retrying");
  }

  /** Connects to a namespace; all namespaces of a pane share one connection. auth is read anew for each try. */
  connect(lib: typeof import("socket.io-client"), session: Session, ns: string, options: ClientOptions): void {
    const door = this.doors.get(ns);
    if (!door || door.state === "in" || door.state === "connecting") return;
    this.tabClosed = false;
    this.options = options;
    this.manager ??= this.open(lib, session, options.transports);
    let socket = this.sockets.get(ns);
    if (!socket) {
      socket = this.manager.socket(ns, {});
      this.listen(socket, door);
      this.sockets.set(ns, socket);
    }
    socket.auth = (give) => give({ name: this.seat.person.name, ...this.options.auth() });
    this.set(door, "connecting");
    socket.connect();
    this.showEngine();
  }

  /** Has look see each low-level connection from now on, before anything has come over it, and the one that is there. */
  watch(look: (engine: ManagerType["engine"]) => void): void {
    this.watcher = look;
    this.showEngine();
  }

  /** Says goodbye to one namespace; the server sees "client namespace disconnect". */
  disconnect(ns: string): void {
    this.sockets.get(ns)?.disconnect();
    const door = this.doors.get(ns);
    if (door && door.state !== "out") this.set(door, "out");
  }

  /** Ends the connection the way a closed tab does: no goodbye; the server sees "transport close". */
  closeTab(): void {
    const { manager } = this;
    if (!manager) return;
    this.tabClosed = true;
    this.drop(); // first: a page that is gone is not told of its own end
    manager.reconnection(false);
    manager.engine?.close();
  }

  /** Forgets everything at once and silently: the lab itself is starting over. */
  discard(): void {
    for (const socket of this.sockets.values()) socket.removeAllListeners().offAny();
    this.manager?.removeAllListeners();
    this.manager?.reconnection(false);
    for (const socket of this.sockets.values()) socket.disconnect();
    this.drop();
  }

  /** patience is how long to wait for the answer, in ms; 0 is the usual time. */
  emit(ns: string, event: string, args: readonly unknown[], answer?: Answer, patience = 0): void {
    const socket = this.sockets.get(ns);
    if (!socket?.connected) return;
    if (!answer) {
      socket.emit(event, ...args);
      return;
    }
    const wait = patience || answerTimeout;
    socket.timeout(wait).emit(event, ...args, (err: Error | null, ...values: unknown[]) => answer(err ? (socket.connected ? `no answer within ${wait / 1000} s` : noAnswer) : values));
  }

  private open(lib: typeof import("socket.io-client"), session: Session, transports: readonly string[]): ManagerType {
    // The name in the address is for the plug alone: the lab server has to know whose connections to break.
    const manager = new lib.Manager(session.origin, { path: session.socket, autoConnect: false, forceNew: true, query: { line: this.seat.line }, ...(transports.length > 0 ? { transports: [...transports] } : {}) });
    manager.on("open", () => {
      manager.engine.on("upgrade", () => this.to.changed());
    });
    // Said just before the next connection is made.
    manager.on("reconnect_attempt", () => queueMicrotask(() => this.showEngine()));
    return manager;
  }

  private showEngine(): void {
    const engine = this.manager?.engine;
    if (!engine) return;
    engine.once("handshake", ({ pingInterval, pingTimeout }: { pingInterval: number; pingTimeout: number }) => {
      this.patience = (pingInterval + pingTimeout) / 1000;
      this.to.changed();
    });
    this.watcher?.(engine);
  }

  private listen(socket: Socket, door: Door): void {
    socket.on("connect", () => {
      this.lastIDs.set(door.ns, socket.id ?? "");
      this.set(door, "in", socket.id);
      this.to.connectedTo(door.ns, socket.id ?? "");
    });
    socket.on("connect_error", (err) => {
      // An active socket is tried again by the client itself: the server was not reached. Otherwise the server said no.
      if (socket.active) {
        this.set(door, "retrying", undefined, "The server cannot be reached. Trying again.");
        this.to.lost();
        return;
      }
      this.set(door, "refused", undefined, err.message);
      this.to.refused(door.ns, err.message);
    });
    socket.on("disconnect", (reason) => {
      if (this.sockets.get(door.ns) !== socket) return; // its tab is closed already
      this.set(door, socket.active ? "retrying" : "out", undefined, reason);
      this.to.disconnected(door.ns, reason);
    });
    socket.onAny((event: string, ...args: unknown[]) => {
      const last = args.at(-1);
      const asked = typeof last === "function";
      if (asked) args.pop();
      this.to.receive(door.ns, event, args, asked && !this.options.mute);
      if (asked && !this.options.mute) (last as (v: unknown) => void)(`${this.seat.person.name} is here`);
    });
  }

  private drop(): void {
    this.manager = undefined;
    this.sockets.clear();
    for (const door of this.doors.values()) this.set(door, "out");
  }

  private set(door: Door, state: DoorState, id?: string, why = ""): void {
    door.state = state;
    door.id = id;
    door.why = why;
    this.to.changed();
  }
}
