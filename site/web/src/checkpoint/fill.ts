import { el } from "../dom.ts";
import type { KindForm } from "./kind.ts";
import { noteElement } from "./note.ts";
import type { Note, Response } from "./types.ts";

/** Text inputs inside a line of code. */
export class FillForm implements KindForm {
  readonly #inputs: HTMLInputElement[];
  readonly #notes: HTMLElement;

  constructor(form: HTMLFormElement) {
    this.#inputs = [...form.querySelectorAll<HTMLInputElement>(".cp-blank")];
    this.#notes = el("div", { class: "cp-notes" });
    form.querySelector(".cp-fill")?.after(this.#notes);
  }

  read(): string[] {
    return this.#inputs.map((input) => input.value);
  }

  write(response: Response): void {
    for (const [i, input] of this.#inputs.entries()) input.value = String(response[i] ?? "");
  }

  clear(): void {
    this.write([]);
  }

  mark(notes: Note[]): void {
    for (const [i, input] of this.#inputs.entries()) {
      const note = notes.find((n) => n.part === i);
      input.classList.toggle("is-right", note?.right === true);
      input.classList.toggle("is-wrong", note?.right === false);
      if (note && !note.right) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    const several = this.#inputs.length > 1;
    const worth = notes.filter((note) => several || !note.right);
    this.#notes.replaceChildren(...worth.map((note) => noteElement(note, several ? `${this.name(note.part)} ${note.right ? "is right." : "is not right yet."}` : undefined)));
  }

  name(part: number): string {
    return `Blank ${part + 1}`;
  }
}
