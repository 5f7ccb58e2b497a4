// Frames folded to what a program sees of them: events, answers, comings and goings. Heartbeat, handshake and change of
// transport are folded away; attachments belong to the packet before them.

import { showAll } from "../values.ts";
import type { Frame } from "./frame.ts";
import { readPacket, valuesOf, type Packet } from "./packet.ts";

/** One line of the folded wire and the frames it is made of. */
export interface Happening {
  readonly who: string;
  readonly sent: boolean;
  readonly what: string; // "event", "answer", "asks to enter", "is in", "leaves", "is put out", "is refused"
  readonly name: string; // of the event, of the event that is answered, or the namespace
  readonly values: string;
  readonly ns: string;
  readonly ms: number;
  readonly frames: Frame[];
}

/** Folds frames as they come. It remembers only what is still open: events that want an answer, and missing attachments. */
export class Folder {
  private readonly asked = new Map<string, string>(); // who, direction, namespace and number -> name of the event
  private readonly open = new Map<string, { readonly of: Happening; left: number }>(); // who and direction

  /** The happening that the frame begins, the one before that it completes (again), or nothing: it is folded away. */
  add(frame: Frame): { readonly happening: Happening; readonly again: boolean } | undefined {
    const packet = readPacket(frame.text);
    const end = `${frame.who} ${frame.sent}`;
    if (packet.layer === "bytes") {
      const open = this.open.get(end);
      if (!open) return undefined;
      open.of.frames.push(frame);
      if (--open.left === 0) this.open.delete(end);
      return { happening: open.of, again: true };
    }
    if (packet.layer !== "socket") return undefined;
    const happening: Happening = { who: frame.who, sent: frame.sent, ns: packet.ns, ms: frame.ms, frames: [frame], ...this.words(frame, packet) };
    if (packet.attachments > 0) this.open.set(end, { of: happening, left: packet.attachments });
    return { happening, again: false };
  }

  private words(frame: Frame, packet: Extract<Packet, { layer: "socket" }>): { what: string; name: string; values: string } {
    const values = valuesOf(packet) ?? [];
    const key = (sent: boolean): string => `${frame.who} ${sent} ${packet.ns} ${packet.id}`;
    switch (packet.type) {
      case "event":
      case "binary event": {
        const name = String(values[0] ?? "?");
        if (packet.id) this.remember(key(frame.sent), name);
        return { what: "event", name, values: showAll(values.slice(1)) };
      }
      case "ack":
      case "binary ack": {
        const name = this.asked.get(key(!frame.sent)) ?? `number ${packet.id}`;
        this.asked.delete(key(!frame.sent));
        return { what: "answer", name, values: showAll(values) };
      }
      case "connect":
        return { what: frame.sent ? "asks to enter" : "is in", name: packet.ns, values: "" };
      case "disconnect":
        return { what: frame.sent ? "leaves" : "is put out of", name: packet.ns, values: "" };
      case "error":
        return { what: "is refused by", name: packet.ns, values: message(packet.data) };
    }
  }

  private remember(key: string, name: string): void {
    this.asked.set(key, name);
    const [oldest] = this.asked.keys();
    if (this.asked.size > 100 && oldest !== undefined) this.asked.delete(oldest); // never answered
  }
}

function message(data: unknown): string {
  const text = (data as { message?: unknown } | undefined)?.message;
  return typeof text === "string" ? JSON.stringify(text) : "";
}
