// The stream of facts: server-sent events that survive a lost connection and sleep while the page is hidden.
// A hidden page gives its connection back because a browser has only six to one server, for all tabs together.

import type { Fact } from "./world.ts";

export interface FactsListener {
  fact(fact: Fact): void;
  missed(count: number): void;
  ended(why: string): void;
  lost(): void; // the stream broke and is being tried again
  found(): void; // it is back
  failed(): void; // it will not be tried again
}

export class Facts {
  private source: EventSource | undefined;
  private last = 0;
  private done = false;
  private readonly url: string;
  private readonly to: FactsListener;
  private readonly visibility = (): void => this.wake();

  constructor(url: string, to: FactsListener) {
    this.url = url;
    this.to = to;
    document.addEventListener("visibilitychange", this.visibility);
    this.wake();
  }

  close(): void {
    this.done = true;
    document.removeEventListener("visibilitychange", this.visibility);
    this.source?.close();
    this.source = undefined;
  }

  private wake(): void {
    if (this.done) return;
    if (document.hidden) {
      this.source?.close();
      this.source = undefined;
    } else if (!this.source) {
      this.open();
    }
  }

  private open(): void {
    const source = new EventSource(this.last > 0 ? `${this.url}?after=${this.last}` : this.url);
    this.source = source;
    source.onopen = () => this.to.found();
    source.onmessage = (e) => {
      const fact = JSON.parse(e.data as string) as Fact;
      if (fact.id <= this.last) return; // a replay that overlaps
      this.last = fact.id;
      this.to.fact(fact);
    };
    source.addEventListener("missed", (e) => this.to.missed(Number((e as MessageEvent<string>).data)));
    source.addEventListener("end", (e) => {
      this.close();
      this.to.ended((e as MessageEvent<string>).data);
    });
    source.onerror = () => {
      if (source !== this.source) return;
      if (source.readyState === EventSource.CLOSED) {
        this.close();
        this.to.failed();
      } else {
        this.to.lost();
      }
    };
  }
}
