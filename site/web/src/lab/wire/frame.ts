// A frame of the wire in the one notation: its direction seen from the client, then the packet as it is on the wire.
//
//	> 42["join","kitchen"]      < 0{"sid":"…","upgrades":["websocket"],…}      > bAQID  (three bytes)

/** One packet of one client. */
export interface Frame {
  readonly n: number; // 1, 2, 3 … in the order in which they were seen, over all clients
  readonly who: string; // the person's key
  readonly sent: boolean; // by the client; otherwise received
  readonly text: string; // the packet: 42["join","kitchen"]
  readonly over: string; // "polling" or "websocket"
  readonly ms: number; // since the recording began
}

/** A packet as engine.io-client hands it out: not yet, or no longer, encoded. */
export interface EnginePacket {
  readonly type: string;
  readonly data?: unknown;
}

const codes: Record<string, string> = { open: "0", close: "1", ping: "2", pong: "3", message: "4", upgrade: "5", noop: "6" };

const longest = 2000; // characters of a frame that are kept

/** The packet's text as it is on the wire. Bytes are written as polling does: b and base64. */
export function textOf(packet: EnginePacket): string {
  const { type, data } = packet;
  if (data === undefined || data === null) return codes[type] ?? type;
  if (typeof data === "string") return cut(`${codes[type] ?? type}${data}`);
  return bytesOf(data);
}

/** The line of the notation. */
export function lineOf(frame: Frame): string {
  return `${frame.sent ? ">" : "<"} ${frame.text}`;
}

function bytesOf(data: unknown): string {
  const view = data instanceof ArrayBuffer ? new Uint8Array(data) : ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : undefined;
  if (!view) return "b…"; // a Blob gives its bytes only later
  const most = 1200; // whole groups of three, so that what is kept is good base64
  const shown = btoa(String.fromCharCode(...view.subarray(0, most)));
  return view.length > most ? `b${shown}…` : `b${shown}`;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
