import { el } from "../dom.ts";
import type { KindForm } from "./kind.ts";
import { noteElement } from "./note.ts";
import type { Note, Response } from "./types.ts";

type Move = "up" | "down" | "aside" | "back";

/** Two lists: the answer in order, and what is set aside. Each line moves by buttons, by keyboard, or by dragging. */
export class OrderForm implements KindForm {
  readonly #kept: HTMLElement;
  readonly #aside: HTMLElement;
  readonly #start: HTMLElement[];
  readonly #say: (text: string) => void;
  readonly #form: HTMLFormElement;
  #dragged: HTMLElement | undefined;

  /** mayLeaveOut is whether there are lines that do not belong. */
  constructor(form: HTMLFormElement, mayLeaveOut: boolean, say: (text: string) => void) {
    this.#form = form;
    this.#say = say;
    this.#kept = form.querySelector<HTMLElement>("[data-zone=kept]") as HTMLElement;
    this.#aside = form.querySelector<HTMLElement>("[data-zone=aside]") as HTMLElement;
    this.#start = [...this.#kept.querySelectorAll<HTMLElement>("[data-line]")];
    for (const row of this.#start) this.#furnish(row, mayLeaveOut);
    for (const zone of [this.#kept, this.#aside]) this.#acceptDrops(zone);
    this.#tidy();
  }

  read(): number[] {
    return [...this.#kept.children].map((row) => Number((row as HTMLElement).dataset["line"]));
  }

  write(response: Response): void {
    const lines = response as number[];
    this.#kept.replaceChildren(...lines.flatMap((line) => this.#start[line] ?? []));
    this.#aside.replaceChildren(...this.#start.filter((_, line) => !lines.includes(line)));
    this.#tidy();
  }

  clear(): void {
    this.write(this.#start.map((_, line) => line));
  }

  mark(notes: Note[]): void {
    for (const [line, row] of this.#start.entries()) {
      const note = notes.find((n) => n.part === line);
      row.classList.toggle("is-wrong", note?.right === false);
      row.querySelector(".cp-note")?.remove();
      if (note) row.append(noteElement(note, "Not here."));
    }
  }

  name(part: number): string {
    return this.#text(this.#start[part]);
  }

  #text(row: HTMLElement | undefined): string {
    return row?.querySelector(".cp-line-text")?.textContent?.trim() ?? "";
  }

  #furnish(row: HTMLElement, mayLeaveOut: boolean): void {
    const text = this.#text(row);
    const button = (move: Move, sign: string, label: string): HTMLElement => {
      const b = el("button", { type: "button", class: "cp-move", "data-move": move, "aria-label": `${label}: ${text}`, title: label }, sign);
      b.addEventListener("click", () => this.#move(row, move));
      return b;
    };
    row.append(
      el("span", { class: "cp-moves" },
        button("up", "↑", "Move up"), button("down", "↓", "Move down"),
        ...(mayLeaveOut ? [button("aside", "Set aside", "Set aside"), button("back", "Use it", "Use it")] : [])),
    );
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      this.#dragged = row;
      row.classList.add("is-dragged");
      event.dataTransfer?.setData("text/plain", text);
    });
    row.addEventListener("dragend", () => {
      this.#dragged = undefined;
      row.classList.remove("is-dragged");
      this.#tidy();
      this.#changed();
    });
  }

  #acceptDrops(zone: HTMLElement): void {
    zone.addEventListener("dragover", (event) => {
      if (!this.#dragged) return;
      event.preventDefault();
      const below = [...zone.children].find((row) => {
        const box = row.getBoundingClientRect();
        return row !== this.#dragged && event.clientY < box.top + box.height / 2;
      });
      zone.insertBefore(this.#dragged, below ?? null);
    });
    zone.addEventListener("drop", (event) => event.preventDefault());
  }

  #move(row: HTMLElement, move: Move): void {
    if (move === "up") row.previousElementSibling?.before(row);
    else if (move === "down") row.nextElementSibling?.after(row);
    else (move === "aside" ? this.#aside : this.#kept).append(row);
    this.#tidy();
    // moving a node drops its focus; give it back, to the same button or the nearest one that still works
    const wanted = row.querySelector<HTMLButtonElement>(`[data-move=${move}]:not([hidden], :disabled)`);
    (wanted ?? row.querySelector<HTMLButtonElement>("button:not([hidden], :disabled)"))?.focus();
    const lines = this.#kept.childElementCount;
    const place = [...this.#kept.children].indexOf(row) + 1;
    this.#say(place > 0 ? `Line ${place} of ${lines}: ${this.#text(row)}` : `Set aside: ${this.#text(row)}`);
    this.#changed();
  }

  #changed(): void {
    this.#form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #tidy(): void {
    for (const row of this.#start) {
      const kept = row.parentElement === this.#kept;
      for (const button of row.querySelectorAll<HTMLButtonElement>(".cp-move")) {
        const move = button.dataset["move"] as Move;
        button.hidden = kept ? move === "back" : move !== "back";
        button.disabled = kept && ((move === "up" && row === this.#kept.firstElementChild) || (move === "down" && row === this.#kept.lastElementChild));
      }
    }
    this.#aside.parentElement?.classList.toggle("is-empty", this.#aside.childElementCount === 0);
  }
}
