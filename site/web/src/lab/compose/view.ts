// The Switchboard's composer: a server call is put together link by link, shown as code meanwhile, made by the real server, and
// then it is shown who was reached. It predicts nothing, and offers what does not work too.

import { callCode, callParts, type Call } from "../call.ts";
import type { ComposerHost, ComposerView } from "../composer.ts";
import { h, uid } from "../dom.ts";
import { mark, people, type Person } from "../people.ts";
import { showAll } from "../values.ts";
import type { Fact } from "../world.ts";
import { bases, Draft, links, takesRooms } from "./draft.ts";
import { Outcome } from "./outcome.ts";

export class Compose implements ComposerView {
  readonly el: HTMLFormElement;
  private readonly host: ComposerHost;
  private person: Person = people[0]!;
  private draft: Draft;
  private outcome: Outcome | undefined;
  private readonly who: HTMLInputElement[];
  private readonly base: HTMLSelectElement;
  private readonly chain = h("ol", { class: "compose-chain", "aria-label": "Links of the call" });
  private readonly event: HTMLInputElement;
  private readonly code = h("code", { "aria-live": "polite" });
  private readonly run = h("button", { class: "lab-plug is-main", type: "submit" }, "Run it");
  private readonly result = h("div", { class: "compose-result", role: "status" });
  private readonly known = h("datalist", { id: uid("compose-known") });

  constructor(host: ComposerHost, call: Call | undefined) {
    this.host = host;
    this.draft = call ? Draft.of(call) : new Draft();
    const name = uid("compose-who");
    this.who = people.map((p) => h("input", { type: "radio", name, value: p.key, change: () => this.choose(p) }));
    this.base = h("select", { change: () => this.edit((d) => (d.base = this.base.value)) }, ...bases.map((b) => h("option", { value: b }, b)));
    this.event = h("input", { type: "text", spellcheck: "false", autocapitalize: "off", required: true, input: () => this.edit((d) => (d.event = this.event.value)) });
    this.el = h(
      "form",
      { class: "compose", autocomplete: "off" },
      h("fieldset", { class: "lab-modes compose-who" }, h("legend", {}, "In the handler of"), ...people.map((p, i) => h("label", { class: `who-${p.key}` }, this.who[i], h("span", { class: "who" }, mark(p), p.name)))),
      h("div", { class: "compose-ends" }, h("label", {}, "Called on ", this.base), h("label", {}, "Event ", this.event)),
      this.chain,
      h("div", { class: "compose-add", role: "group", "aria-label": "Add a link" }, h("span", { class: "lab-aside", "aria-hidden": "true" }, "Add"), ...links.map((l) => h("button", { class: "lab-do is-code", type: "button", "aria-label": `Add .${l}`, click: () => this.add(l) }, `.${l}`))),
      h("div", { class: "compose-run" }, h("pre", { class: "compose-code" }, this.code), this.run),
      this.result,
      this.known,
    );
    this.el.addEventListener("submit", (e) => {
      e.preventDefault();
      if (this.run.getAttribute("aria-disabled") !== "true") this.host.call(this.person, this.draft.call);
    });
    this.fill();
    this.choose(this.person);
  }

  choose(person: Person): void {
    this.person = person;
    this.who.forEach((input, i) => (input.checked = people[i] === person));
    this.refresh();
  }

  sending(person: Person, call: Call): void {
    if (callCode(call) !== callCode(this.draft.call)) {
      this.draft = Draft.of(call); // a ready-made one: it can be changed from here on
      this.fill();
    }
    this.choose(person);
    this.outcome = new Outcome(person, call);
    this.tell();
  }

  answered(person: Person, got: readonly unknown[] | string): void {
    if (!this.outcome || this.outcome.person !== person || this.outcome.answer !== undefined) return;
    this.outcome.answer = got;
    this.tell();
  }

  fact(fact: Fact): void {
    if (!this.outcome) return;
    this.outcome.fact(fact);
    this.tell();
  }

  received(person: Person, event: string): void {
    if (!this.outcome) return;
    this.outcome.received(person, event);
    this.tell();
  }

  refresh(): void {
    const ready = this.host.canCall(this.person);
    this.run.setAttribute("aria-disabled", String(!ready));
    this.run.title = ready ? "" : `Connect ${this.person.name} first`;
  }

  clear(): void {
    this.outcome = undefined;
    this.tell();
    this.refresh();
  }

  private edit(change: (draft: Draft) => void): void {
    change(this.draft);
    this.showCode();
  }

  private showCode(): void {
    if (this.code.textContent === callCode(this.draft.call)) return;
    this.code.replaceChildren(...callParts(this.draft.call).flatMap((part) => [h("wbr"), part]));
  }

  private add(name: string): void {
    this.edit((d) => d.add(name));
    this.fill();
    this.chain.lastElementChild?.querySelector<HTMLElement>("input, button")?.focus();
  }

  private remove(index: number): void {
    this.edit((d) => d.remove(index));
    this.fill();
    this.el.querySelector<HTMLElement>(".compose-add button")?.focus();
  }

  /** Draws the parts of the call anew. */
  private fill(): void {
    const { base, event, mods } = this.draft;
    if (![...this.base.options].some((o) => o.value === base)) this.base.append(h("option", { value: base }, base));
    this.base.value = base;
    this.event.value = event;
    this.known.replaceChildren(...this.host.ids().map(({ name, id }) => h("option", { value: id }, `${name}'s id`)));
    this.chain.replaceChildren(...mods.map((m, i) => this.link(m.name, i)));
    this.chain.hidden = mods.length === 0;
    this.showCode();
  }

  private link(name: string, index: number): HTMLElement {
    const body = takesRooms(name) ? this.roomFields(name, index) : name === "timeout" ? this.msField(index) : h("span", {});
    const away = h("button", { class: "lab-small compose-away", type: "button", "aria-label": `Take .${name} out`, title: "Take it out", click: () => this.remove(index) }, "✕");
    return h("li", {}, h("code", {}, `.${name}`), body, away);
  }

  private roomFields(name: string, index: number): HTMLElement {
    const chosen = this.draft.mods[index]?.rooms ?? [];
    const offered = [...new Set([...this.host.rooms(), "socket.id", ...chosen])];
    const pill = (room: string): HTMLElement => {
      const box = h("input", { type: "checkbox", checked: chosen.includes(room), change: () => this.edit((d) => d.toggle(index, room, box.checked)) });
      return h("label", {}, box, h("span", {}, this.host.ids().find((i) => i.id === room)?.name.concat("'s id") ?? room));
    };
    const other = h("input", { type: "text", class: "compose-other", "aria-label": `.${name}: another room or an id`, placeholder: "other room or id", list: this.known.id, spellcheck: "false", autocapitalize: "off" });
    const take = (): void => {
      const room = other.value.trim();
      if (room === "") return;
      this.edit((d) => d.toggle(index, room, true));
      this.fill();
      this.chain.children[index]?.querySelector<HTMLElement>(".compose-other")?.focus();
    };
    other.addEventListener("change", take);
    other.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || other.value.trim() === "") return;
      e.preventDefault(); // Enter takes the room first; once more runs the call
      take();
    });
    return h("fieldset", { class: "lab-modes" }, h("legend", { class: "visually-hidden" }, `.${name}: rooms`), ...offered.map(pill), other);
  }

  private msField(index: number): HTMLElement {
    const input = h("input", { type: "text", inputmode: "numeric", class: "compose-ms", value: String(this.draft.mods[index]?.ms ?? ""), "aria-label": ".timeout: milliseconds" });
    input.addEventListener("change", () => {
      this.edit((d) => d.wait(index, Number(input.value)));
      input.value = String(this.draft.mods[index]?.ms ?? "");
    });
    return h("span", {}, input, " ms: everybody who gets it has to answer");
  }

  /** Says what became of the last call. */
  private tell(): void {
    const { outcome } = this;
    const key = outcome ? JSON.stringify([outcome.code, outcome.words, outcome.error, outcome.answers, outcome.person.key]) : "";
    if (this.result.dataset["key"] === key) return; // nothing new: nothing is read out again
    this.result.dataset["key"] = key;
    if (!outcome) {
      this.result.replaceChildren();
      return;
    }
    const marks = people.map((p) => {
      const copies = outcome.got.get(p.name) ?? 0;
      return h("span", { class: `who who-${p.key}${copies > 0 ? "" : " is-out"}` }, mark(p), copies > 1 ? h("b", {}, `×${copies}`) : null);
    });
    this.result.replaceChildren(
      h("p", { class: "lab-aside" }, h("code", {}, outcome.code), ` in ${outcome.person.name}'s handler`),
      ...(outcome.error
        ? [h("p", { class: "compose-error" }, h("code", {}, outcome.error))]
        : []),
      ...(outcome.words ? [h("div", { class: "compose-reached" }, h("span", { class: "lab-tokens", "aria-hidden": "true" }, ...marks), h("p", {}, outcome.words))] : []),
      ...(outcome.answers ? [h("p", {}, "The callback was given ", h("code", {}, `[${showAll(outcome.answers)}]`))] : []),
    );
  }
}
