// A frame in plain words.

import { show, showAll } from "../values.ts";
import { readPacket, unread, valuesOf, type EngineType, type Packet } from "./packet.ts";

/** Says what a line of the notation means, such as `> 42["join","kitchen"]`: the digits first, then what they are for. */
export function explain(line: string): string {
  const sent = line.startsWith(">");
  const text = line.replace(/^[<>] ?/, "");
  const packet = readPacket(text);
  switch (packet.layer) {
    case "engine":
      return engine(packet.type, packet.data, sent);
    case "socket":
      return `4: a message. ${socket(packet, sent)}`;
    case "bytes":
      return `${packet.length === undefined ? "More bytes than are shown here" : count(packet.length, "byte")}: an attachment of the packet before. A WebSocket sends it as a binary frame; polling writes it as text, with a b in front.`;
    case "text":
      return "4: a message, but not one of Socket.IO. The other side does not understand it and closes the connection.";
    case "none":
      return "This begins with no packet type that Engine.IO knows (0 to 6). The other side takes it for an error.";
  }
}

function engine(type: EngineType, data: string, sent: boolean): string {
  switch (type) {
    case "open":
      return `0: open. The low-level connection exists; nobody is in a namespace yet. ${handshake(data)}`;
    case "close":
      return `1: close. ${sent ? "The client" : "The server"} ends the low-level connection, all namespaces on it included.`;
    case "ping":
      if (data === "probe") return "2: ping, with the word “probe”. Sent over the new WebSocket, to try whether anything comes through it. Meanwhile polling goes on.";
      return "2: ping. The heartbeat: the server asks whether the client is still there.";
    case "pong":
      if (data === "probe") return "3: pong, with the word “probe”. The try came back: the WebSocket works.";
      return "3: pong. The client is still there. If this stayed out, the server would give the client up.";
    case "upgrade":
      return "5: upgrade. From here on everything goes over the WebSocket; polling ends.";
    case "noop":
      return "6: nothing. It only ends a poll that is waiting, so that the transport can be changed.";
  }
}

function handshake(data: string): string {
  const got = json(data);
  const said: string[] = [];
  if (typeof got["sid"] === "string") said.push(`Its own id is ${got["sid"]}, which is not the id of a socket.`);
  if (typeof got["pingInterval"] === "number") said.push(`The server will ping every ${seconds(got["pingInterval"])}${typeof got["pingTimeout"] === "number" ? ` and wait ${seconds(got["pingTimeout"])} for the pong` : ""}.`);
  if (Array.isArray(got["upgrades"]) && got["upgrades"].length > 0) said.push(`The client may change to ${got["upgrades"].join(", ")}.`);
  return said.join(" ");
}

function socket(packet: Extract<Packet, { layer: "socket" }>, sent: boolean): string {
  const where = packet.ns === "/" ? "the main namespace" : `the namespace ${packet.ns}`;
  const elsewhere = packet.ns === "/" ? "" : ` Namespace ${packet.ns}.`;
  const values = valuesOf(packet);
  const following = packet.attachments > 0 ? ` ${count(packet.attachments, "attachment")} of bytes will follow, each in a frame of its own.` : "";
  switch (packet.type) {
    case "connect":
      if (sent) return `0: connect. The client asks to be let into ${where}${packet.data === undefined ? "" : ` and brings ${show(packet.data)} along (auth)`}.`;
      return `0: connect. The server lets the client into ${where}. ${socketID(packet.data)}`.trimEnd();
    case "disconnect":
      return sent ? `1: disconnect. The client leaves ${where}; the connection stays for other namespaces.` : `1: disconnect. The server puts the client out of ${where}.`;
    case "event":
    case "binary event":
      return `${packet.type === "event" ? "2: event" : "5: event with bytes in it"}.${elsewhere}${following} ${eventWords(values)}${asks(packet.id, sent)}`;
    case "ack":
    case "binary ack":
      return `${packet.type === "ack" ? "3: acknowledgement" : "6: acknowledgement with bytes in it"}.${elsewhere}${following} The answer to the event with number ${packet.id || "?"}${answerWords(values)}`;
    case "error":
      return `4: connect error. The server does not let the client into ${where}${why(packet.data)}.`;
  }
}

function eventWords(values: unknown[] | undefined): string {
  if (!values || values.length === 0) return "Its name and values cannot be read here.";
  const [name, ...rest] = values;
  const named = `Its name is ${show(name)}`;
  if (rest.length === 0) return `${named}; it carries no value.`;
  return `${named}; ${rest.length === 1 ? "its value is" : "its values are"} ${showAll(rest)}.`;
}

function asks(id: string, sent: boolean): string {
  return id ? ` ${sent ? "The client" : "The server"} wants an answer, under number ${id}.` : "";
}

function answerWords(values: unknown[] | undefined): string {
  if (!values) return ".";
  return values.length === 0 ? ", without a value." : `: ${showAll(values)}.`;
}

function socketID(data: unknown): string {
  const got = record(data);
  const id = typeof got["sid"] === "string" ? `The socket's id there is ${got["sid"]}.` : "";
  return typeof got["pid"] === "string" ? `${id} With the pid, which stays secret, the client can pick this session up again after a break.` : id;
}

function why(data: unknown): string {
  const message = record(data)["message"];
  return typeof message === "string" ? `: “${message}”` : "";
}

const record = (value: unknown): Record<string, unknown> => (typeof value === "object" && value !== null && value !== unread ? (value as Record<string, unknown>) : {});

function json(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text));
  } catch {
    return {}; // cut, or none: then there is nothing to say about it
  }
}

const seconds = (ms: number): string => `${ms / 1000} s`;
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
