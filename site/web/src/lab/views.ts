// What happened, seen in three ways: what the server saw, what went over the wire, who sent what to whom. The last two are
// loaded, and begin to record, when they are first opened.

import type { Client } from "./client.ts";
import { h, uid } from "./dom.ts";
import { markTab, tabKey } from "./tabs.ts";
import type { Fact, World } from "./world.ts";

const most = 300; // facts since the last action that are kept

/** A view that is loaded when it is first opened. */
export interface View {
  readonly el: HTMLElement;
  /** Listens to a client that was just made. */
  watch?(client: Client): void;
  /** present: of a delivery, who was in its namespace. */
  fact?(seen: { readonly fact: Fact; readonly present: readonly string[] }): void;
  /** Somebody is about to do something. */
  acted?(): void;
  /** The lab starts over. */
  clear(): void;
  /** It has come into view. */
  shown(): void;
}

interface Tab {
  readonly tab: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly load: (() => Promise<View>) | undefined;
  view: View | undefined;
}

export class Views {
  readonly el: HTMLElement;
  private readonly tabs: Tab[] = [];
  private chosen = 0;
  private recent: Parameters<NonNullable<View["fact"]>>[0][] = []; // since the last action, for a view that is opened only then
  private readonly clients: () => readonly Client[];

  constructor(log: HTMLElement, clients: () => readonly Client[]) {
    this.clients = clients;
    this.add("Server", undefined, log);
    this.add("Wire", async () => new (await import("./wire/view.ts")).WireView());
    this.add("Sequence", async () => new (await import("./sequence/view.ts")).SequenceView());
    const list = h("div", { class: "lab-view-tabs", role: "tablist", "aria-label": "What happened" }, ...this.tabs.map((t) => t.tab));
    list.addEventListener("keydown", (e) => {
      const to = tabKey(e, this.chosen, this.tabs.length);
      if (to === undefined) return;
      e.preventDefault();
      void this.choose(to, true);
    });
    this.el = h("section", { class: "lab-views lab-card", "aria-label": "What happened" }, list, ...this.tabs.map((t) => t.panel));
    void this.choose(0, false);
  }

  fact(fact: Fact, world: World): void {
    const seen = { fact, present: fact.kind === "delivery" ? world.namesIn(fact.ns ?? "/") : [] };
    if (this.recent.length < most) this.recent.push(seen);
    for (const view of this.open()) view.fact?.(seen);
  }

  acted(): void {
    this.recent = [];
    for (const view of this.open()) view.acted?.();
  }

  /** The lab starts over, with new clients. */
  clear(): void {
    this.recent = [];
    for (const view of this.open()) {
      view.clear();
      for (const client of this.clients()) view.watch?.(client);
    }
  }

  /** Each view that was opened, whether in sight or not. */
  private *open(): Iterable<View> {
    for (const { view } of this.tabs) if (view) yield view;
  }

  private add(name: string, load: Tab["load"], content?: HTMLElement): void {
    const i = this.tabs.length;
    const panel = h("div", { class: "lab-view", role: "tabpanel", id: uid("lab-view") }, content);
    const tab = h("button", { class: "lab-view-tab", type: "button", role: "tab", id: uid("lab-view-tab"), "aria-controls": panel.id, click: () => void this.choose(i, false) }, name);
    panel.setAttribute("aria-labelledby", tab.id);
    this.tabs.push({ tab, panel, load, view: undefined });
  }

  private async choose(index: number, focus: boolean): Promise<void> {
    this.chosen = index;
    markTab(this.tabs.map((t) => t.tab), index, focus);
    this.tabs.forEach((t, i) => (t.panel.hidden = i !== index));
    const chosen = this.tabs[index];
    if (!chosen) return;
    if (chosen.load && !chosen.view) await this.bring(chosen, chosen.load);
    chosen.view?.shown();
  }

  private async bring(tab: Tab, load: () => Promise<View>): Promise<void> {
    try {
      const view = await load();
      if (tab.view) return; // asked for twice
      tab.view = view;
      for (const client of this.clients()) view.watch?.(client);
      for (const seen of this.recent) view.fact?.(seen);
      tab.panel.replaceChildren(view.el);
    } catch {
      tab.panel.replaceChildren(h("p", { class: "lab-empty" }, "This view could not be loaded. Choose it again to try once more."));
    }
  }
}
