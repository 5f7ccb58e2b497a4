// Listens to the low-level connections of the four clients and keeps the newest frames. It only listens: the official client
// tells of each packet itself ("packet", "packetCreate"), so watching changes nothing.

import { textOf, type EnginePacket, type Frame } from "./frame.ts";

const keep = 600; // frames of all clients together

/** What the tap needs of engine.io-client's Socket. */
export interface Engine {
  readonly transport?: { readonly name: string };
  on(event: "packet" | "packetCreate", listen: (packet: EnginePacket) => void): unknown;
  on(event: "upgradeError" | "close", listen: () => void): unknown;
  on(event: "upgrading" | "upgrade", listen: (transport: { readonly name: string }) => void): unknown;
}

export class Tap {
  readonly frames: Frame[] = [];
  private readonly seen = new WeakSet<Engine>();
  private readonly began = performance.now();
  private last = 0;
  private readonly heard: (frame: Frame) => void;

  constructor(heard: (frame: Frame) => void) {
    this.heard = heard;
  }

  /** Listens to a connection of one person; more than once does no harm. */
  attach(who: string, engine: Engine): void {
    if (this.seen.has(engine)) return;
    this.seen.add(engine);
    let waiting: string[] | undefined; // what the client sends while it changes the transport goes out behind the change
    const now = (): string => engine.transport?.name ?? "";
    const add = (sent: boolean, text: string, over: string): void => this.add({ n: ++this.last, who, sent, text, over, ms: performance.now() - this.began });
    engine.on("packet", (p) => add(false, textOf(p), now()));
    engine.on("packetCreate", (p) => waiting ? waiting.push(textOf(p)) : add(true, textOf(p), now()));
    const flush = (): void => {
      for (const text of waiting ?? []) add(true, text, now());
      waiting = undefined;
    };
    // The try of a new transport passes by those two. The client says "upgrading" when its 2probe was answered with 3probe, and
    // "upgrade" when it has sent 5.
    engine.on("upgrading", (transport) => {
      waiting = [];
      add(true, "2probe", transport.name);
      add(false, "3probe", transport.name);
    });
    engine.on("upgrade", (transport) => {
      add(true, "5", transport.name);
      flush();
    });
    engine.on("upgradeError", flush);
    engine.on("close", flush);
  }

  clear(): void {
    this.frames.length = 0;
  }

  private add(frame: Frame): void {
    this.frames.push(frame);
    if (this.frames.length > keep) this.frames.shift();
    this.heard(frame);
  }
}
