// What the page says about a checkpoint (JSON inside <sl-checkpoint>) and what a learner answers.
// Every `say`, `hint` and `otherwise` is HTML made from the lesson's Markdown when the site was built.

interface Common {
  id: string;
  /** Changes when the right answer changes, and only then. */
  rev: string;
  /** Why the right answer is right. */
  say: string;
}

export interface Option {
  right: boolean;
  say: string;
}

export interface ChoiceKey extends Common {
  kind: "choice" | "multi";
  options: Option[];
}

export interface Blank {
  accept: string[];
  wrong: { answers: string[]; say: string }[];
  otherwise: string;
}

export interface FillKey extends Common {
  kind: "fill";
  blanks: Blank[];
}

export interface OrderKey extends Common {
  kind: "order";
  /** The text of every line, in the (shuffled) order of the page; elsewhere lines are indexes into this. */
  texts: string[];
  /** The lines that belong, in the right order. */
  lines: number[];
  /** The lines that do not, and why. */
  extra: { line: number; say: string }[];
  otherwise: string;
}

export interface Seat {
  /** "Alice", or "Alice in /admin". */
  name: string;
  /** As scenes have it: "Alice", or "Alice@/admin". */
  seat: string;
  /** "alice": class names and pictures. Empty for others than the four. */
  who: string;
  gets: boolean;
}

/** Feedback for answers that tick all of `extra` and none of `missing`, or nobody, or all. Numbers are indexes of seats. */
export interface Rule {
  extra: number[];
  missing: number[];
  nobody: boolean;
  all: boolean;
  say: string;
}

/** Who gets it was found out by playing the scene when the site was built. */
export interface RecipientsKey extends Common {
  kind: "recipients";
  seats: Seat[];
  /** The first that applies speaks. */
  rules: Rule[];
  otherwise: string;
}

/** Judged by the lab's server, which knows what it has to see. */
export interface ObserveKey extends Common {
  kind: "observe";
  needs: number;
  /** How it is done. */
  show: string;
}

export type Key = ChoiceKey | FillKey | OrderKey | RecipientsKey | ObserveKey;

/**
 * Indexes of what is ticked (of seats, one more than there are means nobody), the text of each blank, the lines kept, in order,
 * or the needs that are met. */
export type Response = number[] | string[];

/** What is said about one option, blank or line. */
export interface Note {
  part: number;
  right: boolean;
  say: string;
}

export interface Verdict {
  right: boolean;
  /** One plain sentence: what happened. */
  summary: string;
  /** Why it is wrong, where that is about the whole answer: HTML. */
  why?: string;
  notes: Note[];
}
