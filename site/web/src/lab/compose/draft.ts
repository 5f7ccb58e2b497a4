// A call that is being composed. It may well be a wrong one: those have to be tried to be understood.

import type { Call, Mod } from "../call.ts";

export const bases = ["io", "socket", 'io.of("/admin")'] as const;

/** The links that may be added, in the order in which they are offered. */
export const links = ["broadcast", "to", "in", "except", "timeout"] as const;

export const takesRooms = (name: string): boolean => name === "to" || name === "in" || name === "except";

const patience = { start: 1000, least: 50, most: 4000 }; // ms of timeout; the page itself waits 5 s for the answer

export class Draft {
  base: string = bases[0];
  mods: Mod[] = [];
  event = "note";

  static of(call: Call): Draft {
    const draft = new Draft();
    draft.base = call.base;
    draft.mods = [...(call.mods ?? [])];
    draft.event = call.event;
    return draft;
  }

  get call(): Call {
    return { base: this.base, mods: this.mods, event: this.event };
  }

  add(name: string): void {
    this.mods = [...this.mods, takesRooms(name) ? { name, rooms: [] } : name === "timeout" ? { name, ms: patience.start } : { name }];
  }

  remove(index: number): void {
    this.mods = this.mods.filter((_, i) => i !== index);
  }

  /** Puts a room (or an id, or socket.id) into the list of a link, or takes it out. */
  toggle(index: number, room: string, on: boolean): void {
    const rooms = (this.mods[index]?.rooms ?? []).filter((r) => r !== room);
    this.change(index, { rooms: on ? [...rooms, room] : rooms });
  }

  wait(index: number, ms: number): void {
    this.change(index, { ms: Math.round(Math.min(patience.most, Math.max(patience.least, ms || 0))) });
  }

  private change(index: number, change: Partial<Mod>): void {
    this.mods = this.mods.map((m, i) => (i === index ? { ...m, ...change } : m));
  }
}
