// Talking to the bench (labs/bench): a private lab for this visitor.

export interface Session {
  readonly session: string;
  readonly origin: string; // where the lab server is: "http://localhost:8080"
  readonly socket: string; // path of its Socket.IO server: "/lab/x1/socket.io/"
  readonly facts: string; // address of its facts
  readonly self: string; // address of the session
}

/** Why there is no session: nothing answered, the house is full, the session ended, or the request was refused. */
export type Trouble = "unreachable" | "full" | "gone" | "refused";

export class LabError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/** Where the labs of this page are, or null when they are nowhere (a static copy of the site). */
export function labsAt(root: HTMLElement, base: string): URL | null {
  const elsewhere = root.dataset["labsUrl"];
  if (elsewhere === "") return null;
  if (elsewhere !== undefined) return new URL(elsewhere.endsWith("/") ? elsewhere : `${elsewhere}/`, location.href);
  return location.protocol.startsWith("http") ? new URL(base, location.href) : null;
}

export async function createSession(labs: URL, lab: string, mode: string): Promise<Session> {
  const response = await ask(new URL("lab/sessions", labs), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(mode ? { lab, mode } : { lab }),
  });
  const got = (await response.json()) as { session: string; socket: string; facts: string };
  const at = (path: string): URL => new URL(path, labs);
  const socket = at(got.socket);
  return {
    session: got.session,
    origin: socket.origin,
    socket: socket.pathname,
    facts: at(got.facts).href,
    self: at(got.socket).href.replace(/\/socket\.io\/$/, ""),
  };
}

/** What a person's line does: everything passes, is broken off, arrives late, or does not arrive. */
export type CableState = "open" | "cut" | "delay" | "mute";

/** Who received what when a question's scene was played at a server of its own, and what that server saw. */
export interface Run {
  readonly gets: readonly string[]; // "Alice", "Alice@/admin"
  readonly facts: readonly string[]; // in the notation of the trace
}

/** Plays the scene of a checkpoint. The revision says which edition of the question the page has. */
export async function runScene(labs: URL, checkpoint: string, rev: string): Promise<Run> {
  const body = JSON.stringify({ checkpoint, rev });
  const response = await ask(new URL("lab/runs", labs), { method: "POST", headers: { "Content-Type": "application/json" }, body });
  return (await response.json()) as Run;
}

/** What a session's server says of a task of the lesson. */
export interface Judged {
  readonly passed: boolean;
  readonly met: readonly boolean[]; // of each need
  readonly suits: boolean; // the session is of the task's lab, in its mode
}

export async function judgeTask(self: string, checkpoint: string): Promise<Judged> {
  return (await (await ask(new URL(`${self}/tasks/${encodeURIComponent(checkpoint)}`), {})).json()) as Judged;
}

/** Does something to the line of one person (the ?line= of its client); ms is the delay. */
export async function setLine(session: Session, line: string, state: CableState, ms: number): Promise<void> {
  const body = JSON.stringify(ms > 0 ? { state, ms } : { state });
  await ask(new URL(`${session.self}/lines/${line}`), { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

/** Resolves while the session lives; otherwise rejects with the trouble. */
export async function checkSession(session: Session): Promise<void> {
  await ask(new URL(session.self), {});
}

/** Ends a session. Nobody waits for the answer: what is not ended now ends by itself when idle. */
export function endSession(session: Session): void {
  fetch(session.self, { method: "DELETE", keepalive: true }).catch(() => undefined);
}

async function ask(url: URL, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  } catch {
    throw new LabError("unreachable", "The lab server does not answer.");
  }
  if (response.ok) return response;
  let words = `The lab server answered ${response.status}.`;
  try {
    const body = (await response.json()) as { error?: { message?: string } };
    words = body.error?.message ?? words;
  } catch {
    // Not from the bench: a proxy or another server in its place. The status is all that is known.
  }
  if (response.status === 404 || response.status === 410) throw new LabError("gone", words);
  throw new LabError(response.status === 503 ? "full" : "refused", words);
}
