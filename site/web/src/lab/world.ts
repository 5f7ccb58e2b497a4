// What the server's facts add up to: who is connected, in which namespace, in which rooms, over which line.
// Nothing here is guessed from what a pane did.

/** One entry of the server's trace (labs/trace), as it comes over server-sent events. */
export interface Fact {
  id: number;
  ms: number;
  kind: string;
  text: string;
  ns?: string;
  socket?: string;
  who?: string;
  line?: number;
  transport?: string;
  room?: string;
  event?: string;
  args?: unknown[] | string; // a string when the values were too long to keep
  unheard?: boolean;
  own?: boolean;
  reason?: string;
}

export interface Member {
  readonly socket: string;
  readonly who: string;
  readonly ns: string;
  readonly line: number;
  readonly rooms: Set<string>;
}

export class World {
  readonly members = new Map<string, Member>();
  readonly missing = new Set<string>(); // namespaces that somebody asked for and the server does not have
  readonly gone = new Map<string, string>(); // who disconnected last time for which reason, and is not back
  readonly lines = new Map<number, string>(); // number of the low-level connection -> its transport

  apply(fact: Fact): void {
    const member = fact.socket ? this.members.get(fact.socket) : undefined;
    switch (fact.kind) {
      case "open":
      case "upgrade":
        if (fact.line) this.lines.set(fact.line, fact.transport ?? "");
        break;
      case "close":
        if (fact.line) this.lines.delete(fact.line);
        break;
      case "refuse":
        if (fact.ns && fact.reason === "Invalid namespace") this.missing.add(fact.ns);
        break;
      case "connection":
        if (fact.socket) this.enter(fact, fact.socket);
        if (fact.who) this.gone.delete(fact.who);
        break;
      case "disconnect":
        if (fact.socket) this.members.delete(fact.socket);
        if (fact.who) this.gone.set(fact.who, fact.reason ?? "");
        break;
      case "join":
        // A socket joins its own room before its connection is reported.
        if (fact.room !== undefined && fact.socket && !fact.own) (member ?? this.enter(fact, fact.socket)).rooms.add(fact.room);
        break;
      case "leave":
        if (fact.room !== undefined) member?.rooms.delete(fact.room);
        break;
    }
  }

  private enter(fact: Fact, socket: string): Member {
    const known = this.members.get(socket);
    if (known) return known;
    const member = { socket, who: fact.who ?? "", ns: fact.ns ?? "/", line: fact.line ?? 0, rooms: new Set<string>() };
    this.members.set(socket, member);
    return member;
  }

  /** Rooms of one namespace in the order in which they came to be, with the people in them. */
  rooms(ns: string): Map<string, Member[]> {
    const rooms = new Map<string, Member[]>();
    for (const m of this.members.values()) {
      if (m.ns !== ns) continue;
      for (const room of m.rooms) rooms.set(room, [...(rooms.get(room) ?? []), m]);
    }
    return new Map([...rooms].sort(([a], [b]) => a.localeCompare(b)));
  }

  /** Members of a namespace that are in no room. */
  hall(ns: string): Member[] {
    return [...this.members.values()].filter((m) => m.ns === ns && m.rooms.size === 0);
  }

  /** Whether the server counts anybody of that name as connected. */
  has(who: string): boolean {
    return [...this.members.values()].some((m) => m.who === who);
  }

  /** The names of everybody in a namespace. */
  namesIn(ns: string): string[] {
    return [...new Set([...this.members.values()].filter((m) => m.ns === ns).map((m) => m.who))];
  }

  of(socket: string | undefined): Member | undefined {
    return socket === undefined ? undefined : this.members.get(socket);
  }
}
