// What a lab is, as labs/labs.go says it: the JSON inside <sl-lab>.

import { callOf } from "./call.ts";

export interface Arg {
  readonly name: string;
  readonly kind: string; // "text", "room" and "person" are inputs; "fixed" is sent as it is, unseen
  readonly value: unknown;
}

export interface Action {
  readonly namespace: string;
  readonly event: string;
  readonly label: string;
  readonly args: readonly Arg[];
  readonly ack: boolean;
}

export interface Mode {
  readonly name: string;
  readonly title: string;
  readonly actions: readonly Action[];
}

export interface Spec {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly modes: readonly Mode[];
  readonly namespaces: readonly string[];
  readonly auth: readonly Arg[];
  readonly actions: readonly Action[];
}

type Loose = Record<string, unknown>;

const list = (v: unknown): Loose[] => (Array.isArray(v) ? (v as Loose[]) : []);
const text = (v: unknown, otherwise = ""): string => (typeof v === "string" && v !== "" ? v : otherwise);

const args = (v: unknown): Arg[] => list(v).map((a) => ({ name: text(a["name"]), kind: text(a["kind"], "text"), value: a["value"] }));

const actions = (v: unknown): Action[] =>
  list(v).map((a) => ({
    namespace: text(a["namespace"], "/"),
    event: text(a["event"]),
    label: text(a["label"], text(a["event"])),
    args: args(a["args"]),
    ack: a["ack"] === true,
  }));

/** Reads the JSON of a spec; the zero values that Go leaves out are filled in. Throws when it is no JSON. */
export function parseSpec(json: string, name = ""): Spec {
  const raw = JSON.parse(json) as Loose;
  const doors = Array.isArray(raw["namespaces"]) ? (raw["namespaces"] as unknown[]).map(String) : [];
  return {
    name: text(raw["name"], name),
    title: text(raw["title"], text(raw["name"], name)),
    about: text(raw["about"]),
    modes: list(raw["modes"]).map((m) => ({ name: text(m["name"]), title: text(m["title"], text(m["name"])), actions: actions(m["actions"]) })),
    namespaces: doors.length > 0 ? doors : ["/"],
    auth: args(raw["auth"]),
    actions: actions(raw["actions"]),
  };
}

/** The buttons of a pane in one mode: the lab's own, then the mode's. */
export function actionsOf(spec: Spec, mode: string): Action[] {
  const extra = spec.modes.find((m) => m.name === mode)?.actions ?? [];
  return [...spec.actions, ...extra];
}

/** Rooms that the lab's inputs suggest, once each. */
export function suggestedRooms(spec: Spec): string[] {
  const rooms = spec.modes.flatMap((m) => actionsOf(spec, m.name)).flatMap((a) => a.args);
  const named = rooms.filter((a) => a.kind === "room" && typeof a.value === "string").map((a) => a.value as string);
  return named.length > 0 ? [...new Set([...named, "kitchen", "garden", "attic"])] : [];
}

/** Rooms that the ready-made calls among the buttons name. */
export function calledRooms(actions: readonly Action[]): string[] {
  const rooms = actions.flatMap((a) => callOf(a.event, a.args.map((v) => v.value))?.mods ?? []).flatMap((m) => m.rooms ?? []);
  return [...new Set(rooms)].filter((r) => r !== "socket.id");
}
