import { el, icon } from "../dom.ts";
import type { KindForm } from "./kind.ts";
import type { Note, RecipientsKey, Response } from "./types.ts";

/** A box for each person and one for nobody, which excludes all others; a ticked person is filled, any other an outline. */
export class RecipientsForm implements KindForm {
  readonly #boxes: HTMLInputElement[]; // nobody's is the last

  readonly #key: RecipientsKey;

  constructor(form: HTMLFormElement, key: RecipientsKey) {
    this.#key = key;
    this.#boxes = [...form.querySelectorAll<HTMLInputElement>(".cp-person input")];
    form.addEventListener("change", (event) => {
      const box = event.target as HTMLInputElement;
      if (!box.checked || !this.#boxes.includes(box)) return;
      const nobody = this.#boxes.at(-1);
      for (const other of this.#boxes) if (other !== box && (box === nobody || other === nobody)) other.checked = false;
    });
  }

  read(): number[] {
    return this.#boxes.flatMap((box, i) => (box.checked ? [i] : []));
  }

  write(response: Response): void {
    for (const [i, box] of this.#boxes.entries()) box.checked = (response as number[]).includes(i);
  }

  clear(): void {
    this.write([]);
  }

  mark(notes: Note[]): void {
    for (const [i, box] of this.#boxes.entries()) {
      const row = box.closest<HTMLElement>(".cp-person");
      const note = notes.find((n) => n.part === i);
      row?.classList.toggle("is-right", note?.right === true);
      row?.classList.toggle("is-wrong", note?.right === false);
      row?.querySelector(".cp-sign")?.remove();
      if (note) row?.append(el("span", { class: "cp-sign" }, icon(note.right ? "tick" : "cross")));
    }
  }

  name(part: number): string {
    return this.#key.seats[part]?.name ?? "Nobody";
  }
}
