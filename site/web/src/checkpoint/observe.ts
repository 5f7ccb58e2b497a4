// Tasks in the lab: the lab's server judges them by what it has seen; the page asks it whenever something has happened.
import { icon } from "../dom.ts";
import { judgeTask, LabError, type Judged } from "../lab/api.ts";
import type { KindForm } from "./kind.ts";
import type { Note, Response } from "./types.ts";

/** The list of what the server has to see; nothing in it can be ticked by hand. */
export class ObserveForm implements KindForm {
  readonly #needs: HTMLElement[];
  #met: number[] = [];

  constructor(form: HTMLFormElement) {
    this.#needs = [...form.querySelectorAll<HTMLElement>(".cp-needs > li")];
  }

  read(): number[] {
    return this.#met;
  }

  write(response: Response): void {
    this.#met = response as number[];
    for (const [i, need] of this.#needs.entries()) {
      const met = this.#met.includes(i);
      need.classList.toggle("is-met", met);
      need.querySelector(".cp-box")?.replaceChildren(...(met ? [icon("tick")] : []));
      const words = need.querySelector(".cp-met");
      if (words) words.textContent = met ? " (seen)" : " (not seen yet)";
    }
  }

  clear(): void {
    this.write([]);
  }

  mark(_: Note[]): void {} // the list itself says it

  name(part: number): string {
    return this.#needs[part]?.textContent ?? "";
  }
}

/** Calls back soon after something has happened in the lab of this page, and once more when late deliveries must be in. */
export function onLabFacts(look: () => void): void {
  let soon = 0;
  let late = 0;
  document.addEventListener("lab-fact", () => {
    clearTimeout(soon);
    clearTimeout(late);
    soon = window.setTimeout(look, 150);
    late = window.setTimeout(look, 800);
  });
}

/** What the lab server says of a task, or a sentence about why it says nothing. */
export async function judged(id: string): Promise<Judged | string> {
  const self = document.querySelector<HTMLElement>("sl-lab")?.dataset["session"];
  if (!self) return "Open the house in the lab first. Its server has to see what you do.";
  try {
    const result = await judgeTask(self, id);
    return result.suits ? result : "The lab's server runs in another mode than this task needs. Switch it first.";
  } catch (error) {
    if (error instanceof LabError) return `${error.message} This says nothing about what you did.`;
    throw error;
  }
}
