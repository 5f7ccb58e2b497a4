// What a lab is, as labs/labs.go says it: the JSON inside <sl-lab>.

import { callOf } from "./call.ts";
import { people } from "./people.ts";

export interface Arg {
  readonly name: string;
  readonly kind: string; // "text", "room" and "person" are inputs; "fixed" is sent as it is, "seen" is the greatest number that came
  readonly value: unknown;
}

export interface Action {
  readonly namespace: string;
  readonly event: string;
  readonly label: string;
  readonly args: readonly Arg[];
  readonly ack: boolean;
  readonly timeout: number; // ms to wait for the acknowledgement; 0 is the usual time
  readonly times: number; // how often it is sent, at once
}

export interface Mode {
  readonly name: string;
  readonly title: string;
  readonly actions: readonly Action[];
  readonly transports: readonly string[]; // of the panes; empty means polling, then an upgrade
  readonly mute: readonly string[]; // names of people whose panes acknowledge nothing
}

export interface Spec {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly modes: readonly Mode[];
  readonly namespaces: readonly string[];
  readonly people: readonly string[]; // who the panes are; somebody may have two
  readonly auth: readonly Arg[];
  readonly actions: readonly Action[];
}

type Loose = Record<string, unknown>;

const list = (v: unknown): Loose[] => (Array.isArray(v) ? (v as Loose[]) : []);
const text = (v: unknown, otherwise = ""): string => (typeof v === "string" && v !== "" ? v : otherwise);

const words = (v: unknown): string[] => (Array.isArray(v) ? (v as unknown[]).map(String) : []);
const whole = (v: unknown, otherwise: number): number => (typeof v === "number" && v > 0 ? Math.floor(v) : otherwise);

const args = (v: unknown): Arg[] => list(v).map((a) => ({ name: text(a["name"]), kind: text(a["kind"], "text"), value: a["value"] }));

const actions = (v: unknown): Action[] =>
  list(v).map((a) => ({
    namespace: text(a["namespace"], "/"),
    event: text(a["event"]),
    label: text(a["label"], text(a["event"])),
    args: args(a["args"]),
    ack: a["ack"] === true,
    timeout: whole(a["timeout"], 0),
    times: whole(a["times"], 1),
  }));

/** Reads the JSON of a spec; the zero values that Go leaves out are filled in. Throws when it is no JSON. */
export function parseSpec(json: string, name = ""): Spec {
  const raw = JSON.parse(json) as Loose;
  const doors = words(raw["namespaces"]);
  const cast = words(raw["people"]);
  return {
    name: text(raw["name"], name),
    title: text(raw["title"], text(raw["name"], name)),
    about: text(raw["about"]),
    modes: list(raw["modes"]).map((m) => ({ name: text(m["name"]), title: text(m["title"], text(m["name"])), actions: actions(m["actions"]), transports: words(m["transports"]), mute: words(m["mute"]) })),
    namespaces: doors.length > 0 ? doors : ["/"],
    people: cast.length > 0 ? cast : people.map((p) => p.name),
    auth: args(raw["auth"]),
    actions: actions(raw["actions"]),
  };
}

/** The mode of that name. */
export function modeOf(spec: Spec, mode: string): Mode | undefined {
  return spec.modes.find((m) => m.name === mode);
}

/** The buttons of a pane in one mode: the lab's own, then the mode's. */
export function actionsOf(spec: Spec, mode: string): Action[] {
  const extra = modeOf(spec, mode)?.actions ?? [];
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
