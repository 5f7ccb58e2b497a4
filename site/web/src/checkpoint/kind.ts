import { ChoiceForm } from "./choice.ts";
import { FillForm } from "./fill.ts";
import { ObserveForm } from "./observe.ts";
import { OrderForm } from "./order.ts";
import { RecipientsForm } from "./recipients.ts";
import type { Key, Note, Response } from "./types.ts";

/** The part of a checkpoint that differs by kind: how an answer is given, marked and shown. */
export interface KindForm {
  read(): Response;
  /** Puts an answer into the form. */
  write(response: Response): void;
  /** Empties the form. */
  clear(): void;
  /** Shows what is said about each part; clears what was said before. */
  mark(notes: Note[]): void;
  /** What a listener should hear about one part: "Everybody", "Blank 2", "Line 3". */
  name(part: number): string;
}

export function kindForm(key: Key, form: HTMLFormElement, say: (text: string) => void): KindForm {
  switch (key.kind) {
    case "choice":
    case "multi":
      return new ChoiceForm(form);
    case "fill":
      return new FillForm(form);
    case "order":
      return new OrderForm(form, key.extra.length > 0, say);
    case "recipients":
      return new RecipientsForm(form, key);
    case "observe":
      return new ObserveForm(form);
  }
}
