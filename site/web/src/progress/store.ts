// What the learner has done, kept in the learner's own browser. One versioned JSON value; items are keyed by their id and
// carry the revision of the answer key, so mending a typing error in a lesson loses nothing.
import type { Response } from "../checkpoint/types.ts";

export const storageKey = "socketlab.progress";
export const version = 1;

export interface Item {
  rev: string;
  /** The first answer, kept apart for ever: only it says how hard the question was. Absent when the answer was shown before. */
  first?: { right: boolean; answer: Response };
  attempts: number;
  /** The learner asked to be shown the answer before finding it. */
  revealed: boolean;
  done: boolean;
  /** When this last changed, ISO 8601. */
  at: string;
}

export interface Place {
  /** Site-relative address of the lesson, without the base: "chat/emit-and-on/". */
  path: string;
  title: string;
  /** The heading or checkpoint that was being read. */
  anchor?: string;
  at: string;
}

export interface Progress {
  version: typeof version;
  items: Record<string, Item>;
  /** Lessons whose end has been seen, by id: what counts as done where there is nothing to answer. */
  read: Record<string, string>;
  last?: Place;
}

/** What a lesson asks, as the page lists it: "1.2-a@3f2a91bc". */
export interface Asked {
  id: string;
  rev: string;
}

export type LessonState = "new" | "started" | "done";

export type Keeper = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const empty = (): Progress => ({ version, items: {}, read: {} });

export class ImportError extends Error {}

/** Reads and writes through to storage each time, so two tabs do not undo each other. Without storage it lives in memory. */
export class Store {
  readonly #keeper: Keeper | undefined;
  readonly #now: () => Date;
  #memory: Progress = empty();
  #stored = true;

  constructor(keeper: Keeper | undefined, now: () => Date = () => new Date()) {
    this.#keeper = keeper;
    this.#now = now;
  }

  /** False once storage has refused: what is done now will be gone when the page closes, and the page should say so. */
  get lasting(): boolean {
    return this.#stored && this.#keeper !== undefined;
  }

  read(): Progress {
    if (!this.#keeper || !this.#stored) return this.#memory;
    try {
      const text = this.#keeper.getItem(storageKey);
      this.#memory = text === null ? empty() : parse(text);
    } catch {
      // unreadable or closed to us; what is in memory is the best there is
    }
    return this.#memory;
  }

  item(asked: Asked): Item | undefined {
    const item = this.read().items[asked.id];
    return item?.rev === asked.rev ? item : undefined;
  }

  /** True when the learner answered an earlier revision of this item. */
  outdated(asked: Asked): boolean {
    const item = this.read().items[asked.id];
    return item !== undefined && item.rev !== asked.rev;
  }

  attempt(asked: Asked, answer: Response, right: boolean): Item {
    return this.#change(asked, (item) => {
      if (item.attempts === 0 && !item.revealed) item.first = { right, answer };
      if (!item.done) item.attempts++;
      item.done ||= right;
    });
  }

  reveal(asked: Asked): Item {
    return this.#change(asked, (item) => {
      if (!item.done) item.revealed = true;
    });
  }

  markRead(lesson: string): void {
    this.#update((p) => {
      p.read[lesson] ??= this.#now().toISOString();
    });
  }

  visit(place: Omit<Place, "at">): void {
    this.#update((p) => {
      p.last = { ...place, at: this.#now().toISOString() };
    });
  }

  lesson(id: string, asked: Asked[]): { state: LessonState; done: number; of: number } {
    const items = asked.map((a) => this.item(a));
    const done = items.filter((item) => item?.done).length;
    const started = items.some((item) => item !== undefined);
    const complete = asked.length === 0 ? id in this.read().read : done === asked.length;
    return { state: complete ? "done" : started ? "started" : "new", done, of: asked.length };
  }

  export(): string {
    return JSON.stringify(this.read(), null, 1);
  }

  /** Adds what a file from [export] holds to what is here; where both know an item, done wins, then the later one. */
  import(text: string): number {
    const other = parse(text);
    this.#update((p) => {
      for (const [id, item] of Object.entries(other.items)) {
        const mine = p.items[id];
        if (!mine || (mine.rev !== item.rev ? item.at > mine.at : item.done !== mine.done ? item.done : item.at > mine.at)) p.items[id] = item;
      }
      p.read = { ...other.read, ...p.read };
      if (other.last && (!p.last || other.last.at > p.last.at)) p.last = other.last;
    });
    return Object.keys(other.items).length;
  }

  reset(): void {
    this.#memory = empty();
    try {
      this.#keeper?.removeItem(storageKey);
    } catch {
      this.#stored = false;
    }
  }

  #change(asked: Asked, edit: (item: Item) => void): Item {
    let result!: Item;
    this.#update((p) => {
      const old = p.items[asked.id];
      result = old?.rev === asked.rev ? old : { rev: asked.rev, attempts: 0, revealed: false, done: false, at: "" };
      edit(result);
      result.at = this.#now().toISOString();
      p.items[asked.id] = result;
    });
    return result;
  }

  #update(edit: (p: Progress) => void): void {
    const progress = this.read();
    edit(progress);
    this.#memory = progress;
    try {
      this.#keeper?.setItem(storageKey, JSON.stringify(progress));
    } catch {
      this.#stored = false;
    }
  }
}

/** "1.2-a@3f2a91bc 1.2-b@…" as the page writes it into data-items. */
export function askedFrom(list: string): Asked[] {
  return list.split(/\s+/).filter(Boolean).map((pair) => {
    const at = pair.lastIndexOf("@");
    return { id: pair.slice(0, at), rev: pair.slice(at + 1) };
  });
}

function parse(text: string): Progress {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ImportError("This file is not JSON. Choose a file that was exported here.");
  }
  if (!isRecord(value) || !isRecord(value["items"])) throw new ImportError("This file holds no progress of Socketlab. Choose a file that was exported here.");
  if (value["version"] !== version) throw new ImportError(`This file has version ${String(value["version"])}; this site reads version ${version}.`);
  const progress = empty();
  for (const [id, item] of Object.entries(value["items"])) {
    if (isItem(item)) progress.items[id] = item;
  }
  if (isRecord(value["read"])) {
    for (const [id, at] of Object.entries(value["read"])) if (typeof at === "string") progress.read[id] = at;
  }
  const last = value["last"];
  if (isRecord(last) && typeof last["path"] === "string" && /^[\w-]+(\/[\w-]+)*\/$/.test(last["path"]) && typeof last["title"] === "string" && typeof last["at"] === "string") {
    progress.last = { path: last["path"], title: last["title"], at: last["at"] };
    if (typeof last["anchor"] === "string") progress.last.anchor = last["anchor"];
  }
  return progress;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isItem(value: unknown): value is Item {
  return (
    isRecord(value) && typeof value["rev"] === "string" && typeof value["attempts"] === "number" &&
    typeof value["revealed"] === "boolean" && typeof value["done"] === "boolean" && typeof value["at"] === "string"
  );
}
