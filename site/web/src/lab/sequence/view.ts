// A sequence diagram of what the last action set off: a line for each person and the server in the middle, a message as arrows
// to exactly those who got it. Every row is a list item whose text says the same.

import { copyButton } from "../copy.ts";
import { h, Scroll } from "../dom.ts";
import { mark, people, personOf } from "../people.ts";
import type { View } from "../views.ts";
import { sentenceOf, Story, type Seen, type Step } from "./story.ts";

const keep = 60; // rows
const server = 50; // percent from the left
const columns: Record<string, number> = { Alice: 10, Bob: 30, Carol: 70, Dave: 90 };

export class SequenceView implements View {
  readonly el: HTMLElement;
  private story = new Story();
  private newest: { readonly number: number; readonly row: HTMLLIElement } | undefined;
  private readonly list = h("ol", { class: "seq-list", tabindex: 0, "aria-label": "What the last action set off" });
  private readonly scroll = new Scroll(this.list, keep);
  private readonly empty = h("p", { class: "lab-empty" }, "Do something in a pane: what it sets off is drawn here.");

  constructor() {
    const [alice, bob, carol, dave] = people.map((p) => h("span", { class: `who who-${p.key}`, title: p.name }, mark(p)));
    this.el = h(
      "div",
      { class: "seq" },
      h("header", {}, h("h3", {}, "Since the last action"), copyButton("Copy as text", () => this.story.steps.map((s) => `${sentenceOf(s)}\n`).join(""))),
      h("div", { class: "seq-heads", "aria-hidden": "true" }, alice, bob, h("b", {}, "Server"), carol, dave),
      this.empty,
      this.list,
    );
  }

  fact(seen: Seen): void {
    const got = this.story.add(seen);
    if (!got) return;
    const { step, number } = got;
    const known = this.newest?.number === number ? this.newest.row : undefined; // only the newest still grows
    const row = known ?? h("li", { class: "seq-row" });
    row.className = `seq-row is-${step.kind}${step.bad ? " is-bad" : ""}`;
    row.replaceChildren(...draw(step));
    if (known) return;
    this.newest = { number, row };
    this.empty.hidden = true;
    this.scroll.add(row);
  }

  acted(): void {
    this.clear();
  }

  clear(): void {
    this.story = new Story();
    this.newest = undefined;
    this.scroll.clear();
    this.empty.hidden = false;
  }

  shown(): void {
    this.scroll.settle();
  }
}

function draw(step: Step): Node[] {
  const still = step.kind === "still";
  const answer = step.kind === "reply" || step.kind === "back";
  const label = h(
    "p",
    { class: "seq-label", "aria-hidden": "true" },
    still ? h("span", {}, `${step.who} ${step.what}`) : null,
    answer ? h("span", {}, step.what ? "answer to " : "answer") : null,
    (answer ? step.what === "" : still) ? null : h("b", {}, step.what),
    step.values ? " " : null,
    step.values ? h("code", {}, step.values) : null,
    step.ns === "/" ? null : h("span", { class: "lab-aside" }, ` in ${step.ns}`),
    step.kind === "up" && step.bad ? h("span", {}, " nobody listens") : null,
  );
  return [label, arrows(step), h("span", { class: "visually-hidden" }, sentenceOf(step))];
}

function arrows(step: Step): SVGSVGElement {
  const svg = svgEl("svg", { class: "seq-arrows", "aria-hidden": "true", height: step.kind === "down" ? 24 : 14 });
  const at = (name: string): number => columns[name] ?? server;
  switch (step.kind) {
    case "up":
    case "back":
      svg.append(arrow(step.who, at(step.who), server, 7, ""));
      break;
    case "reply":
      svg.append(arrow(step.who, server, at(step.who), 7, ""));
      break;
    case "still":
      svg.append(svgEl("circle", { class: `who-${keyOf(step.who)} seq-dot`, cx: `${at(step.who)}%`, cy: 7, r: 4 }));
      break;
    case "down": {
      // The way to the outer people passes above the inner ones.
      const height = (name: string): number => (Math.abs(at(name) - server) > 30 ? 6 : 17);
      for (const [name, copies] of step.to) svg.append(arrow(name, server, at(name), height(name), copies > 1 ? `×${copies}` : ""));
      for (const name of step.not) svg.append(svgEl("circle", { class: "seq-not", cx: `${at(name)}%`, cy: height(name), r: 4.5 }));
    }
  }
  return svg;
}

/** An arrow between two columns, in the colour of the person at its one end. */
function arrow(who: string, from: number, to: number, y: number, note: string): SVGElement {
  const group = svgEl("g", { class: `seq-arrow who-${keyOf(who)}` });
  // The head is drawn by itself: it stands at a percentage, and a path cannot.
  const head = svgEl("svg", { x: `${to}%`, y, overflow: "visible" });
  const back = to < from ? 8 : -8;
  head.append(svgEl("path", { d: `M${back} -4.5 L0 0 L${back} 4.5 Z` }));
  group.append(svgEl("line", { x1: `${from}%`, x2: `${to}%`, y1: y, y2: y, pathLength: 1 }), head);
  if (note) {
    const text = svgEl("text", { x: `${to}%`, y: y + 4, dx: to < from ? 22 : -22, "text-anchor": "middle" });
    text.textContent = note;
    group.append(text);
  }
  return group;
}

const keyOf = (name: string): string => personOf(name)?.key ?? "";

function svgEl<K extends keyof SVGElementTagNameMap>(tag: K, props: Record<string, string | number>): SVGElementTagNameMap[K] {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) el.setAttribute(name, String(value));
  return el;
}
