// A server call in parts, as the Switchboard takes it (labs/broadcast), and as the JavaScript that it is.

export interface Mod {
  readonly name: string; // broadcast, to, in, except, timeout, local, volatile …
  readonly rooms?: readonly string[]; // "socket.id" stands for that socket's id
  readonly ms?: number; // of timeout
}

export interface Call {
  readonly base: string; // io, socket, io.of("/admin")
  readonly mods: readonly Mod[];
  readonly event: string;
  readonly ack?: boolean;
}

/** Whether a value that is sent is a call; anything may be sent. */
export function isCall(value: unknown): value is Call {
  const call = value as Partial<Call> | null;
  return typeof call === "object" && call !== null && typeof call.base === "string" && typeof call.event === "string" && (call.mods === null || call.mods === undefined || Array.isArray(call.mods));
}

/** io.to(["kitchen", "garden"]).emit("note") */
export function callCode(call: Call): string {
  return callParts(call).join("");
}

/** The call link by link: a line may be broken between them. */
export function callParts(call: Call): string[] {
  const mods = call.mods ?? [];
  const waits = call.ack === true || mods.some((m) => m.name === "timeout");
  const emit = call.event === "" ? "" : `.emit(${JSON.stringify(call.event)}${waits ? ", callback" : ""})`;
  return [call.base, ...mods.map(modCode), emit];
}

export function modCode(mod: Mod): string {
  switch (mod.name) {
    case "broadcast":
    case "local":
    case "volatile":
      return `.${mod.name}`;
    case "timeout":
      return `.timeout(${mod.ms ?? 0})`;
  }
  const rooms = (mod.rooms ?? []).map((r) => (r === "socket.id" ? r : JSON.stringify(r)));
  return `.${mod.name}(${rooms.length === 1 ? rooms[0] : `[${rooms.join(", ")}]`})`;
}

/** The call in the values of an event, if they are one. */
export function callOf(event: string, args: unknown): Call | undefined {
  const [first] = Array.isArray(args) ? (args as unknown[]) : [];
  return event === "call" && isCall(first) ? first : undefined;
}
