import type { KindForm } from "./kind.ts";
import { noteElement } from "./note.ts";
import type { Note, Response } from "./types.ts";

/** Radio buttons (one answer) or checkboxes (all that are right); the value of each is its index. */
export class ChoiceForm implements KindForm {
  readonly #inputs: HTMLInputElement[];

  constructor(form: HTMLFormElement) {
    this.#inputs = [...form.querySelectorAll<HTMLInputElement>(".cp-option input")];
  }

  read(): number[] {
    return this.#inputs.flatMap((input, i) => (input.checked ? [i] : []));
  }

  write(response: Response): void {
    for (const [i, input] of this.#inputs.entries()) input.checked = (response as number[]).includes(i);
  }

  clear(): void {
    this.write([]);
  }

  mark(notes: Note[]): void {
    for (const [i, input] of this.#inputs.entries()) {
      const row = input.closest<HTMLElement>(".cp-option");
      const note = notes.find((n) => n.part === i);
      row?.classList.toggle("is-right", note?.right === true);
      row?.classList.toggle("is-wrong", note?.right === false);
      row?.querySelector(".cp-note")?.remove();
      if (note) row?.append(noteElement(note));
    }
  }

  name(part: number): string {
    return this.#inputs[part]?.labels?.[0]?.textContent?.trim() ?? "";
  }
}
