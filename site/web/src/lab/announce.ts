// One polite voice for the whole lab. Four inboxes that each announced every line would drown a listener, so what happens
// within a short time is gathered into one sentence: who received what.

import { names } from "./people.ts";

export interface News {
  readonly who: string; // "Bob"
  readonly what: string; // event name, or a sentence part such as "connected"
  readonly kind: "received" | "said"; // received an event; or a sentence of its own, "Bob connected"
}

/** "note: Alice, Bob and Dave received it. Carol connected." */
export function sentence(news: readonly News[]): string {
  const said: string[] = [];
  const got = new Map<string, Map<string, number>>();
  const did = new Map<string, string[]>();
  for (const n of news) {
    if (n.kind === "received") {
      const by = got.get(n.what) ?? new Map<string, number>();
      by.set(n.who, (by.get(n.who) ?? 0) + 1);
      got.set(n.what, by);
    } else {
      did.set(n.what, [...(did.get(n.what) ?? []), n.who]);
    }
  }
  for (const [what, who] of did) said.push(`${names([...new Set(who)])} ${what}.`);
  for (const [event, by] of got) {
    const people = [...by].map(([who, n]) => (n > 1 ? `${who} (${n} times)` : who));
    said.push(`${event}: ${names(people)} received it.`);
  }
  return said.join(" ");
}

export class Announcer {
  private readonly region: HTMLElement;
  private waiting: News[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pause: number;

  /** region is an element with aria-live="polite"; pause is how long news is gathered, in milliseconds. */
  constructor(region: HTMLElement, pause = 700) {
    this.region = region;
    this.pause = pause;
  }

  say(news: News): void {
    this.waiting.push(news);
    this.timer ??= setTimeout(() => this.speak(), this.pause);
  }

  private speak(): void {
    this.timer = undefined;
    this.region.textContent = sentence(this.waiting);
    this.waiting = [];
  }
}
