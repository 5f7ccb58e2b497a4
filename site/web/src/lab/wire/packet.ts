// Reads a packet's text: Engine.IO 4, and within its messages Socket.IO 5.
// https://github.com/socketio/socket.io/tree/main/docs/engine.io-protocol and …/socket.io-protocol

import { Bare } from "../values.ts";

export type EngineType = "open" | "close" | "ping" | "pong" | "upgrade" | "noop";
export type SocketType = "connect" | "disconnect" | "event" | "ack" | "error" | "binary event" | "binary ack";

export type Packet =
  | { readonly layer: "engine"; readonly type: EngineType; readonly data: string }
  | { readonly layer: "socket"; readonly type: SocketType; readonly ns: string; readonly id: string; readonly attachments: number; readonly data: unknown }
  | { readonly layer: "bytes"; readonly length: number | undefined } // undefined: more than is kept
  | { readonly layer: "text"; readonly data: string } // a message of Engine.IO that is none of Socket.IO
  | { readonly layer: "none" };

const engineTypes: Record<string, EngineType> = { "0": "open", "1": "close", "2": "ping", "3": "pong", "5": "upgrade", "6": "noop" };
const socketTypes: readonly SocketType[] = ["connect", "disconnect", "event", "ack", "error", "binary event", "binary ack"];

/** A value that could not be read, because the packet was too long to keep or is no JSON. */
export const unread = new Bare("something that cannot be read here");

export function readPacket(text: string): Packet {
  const type = text[0] ?? "";
  if (type === "b") return { layer: "bytes", length: text.endsWith("…") ? undefined : lengthOf(text.slice(1)) };
  const engine = engineTypes[type];
  if (engine) return { layer: "engine", type: engine, data: text.slice(1) };
  if (type !== "4") return { layer: "none" };
  // 4 type [attachments -] [/namespace ,] [id] [data]
  const m = /^4([0-6])(?:(\d+)-)?(?:(\/[^,]*),?)?(\d*)(.*)$/s.exec(text);
  const kind = socketTypes[Number(m?.[1])];
  if (!m || !kind) return { layer: "text", data: text.slice(1) };
  return { layer: "socket", type: kind, ns: m[3] ?? "/", id: m[4] ?? "", attachments: Number(m[2] ?? 0), data: parse(m[5] ?? "") };
}

function parse(json: string): unknown {
  if (json === "") return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return unread;
  }
}

function lengthOf(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** The name and the values of an event, or the values of an answer; a placeholder of bytes reads: attachment 1. */
export function valuesOf(packet: Packet): unknown[] | undefined {
  if (packet.layer !== "socket" || !Array.isArray(packet.data)) return undefined;
  return packet.data.map(placeholders);
}

function placeholders(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(placeholders);
  if (typeof value !== "object" || value === null) return value;
  const { _placeholder: placeholder, num } = value as { _placeholder?: unknown; num?: unknown };
  if (placeholder === true && typeof num === "number") return new Bare(`attachment ${num + 1}`);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, placeholders(v)]));
}
