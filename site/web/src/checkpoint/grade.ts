// All grading of what was typed or ticked, without a DOM. Each function answers with a verdict, or with a plain sentence
// when there is nothing to grade yet (which is not an attempt).
import type { ChoiceKey, FillKey, Key, Note, ObserveKey, OrderKey, RecipientsKey, Response, Rule, Seat, Verdict } from "./types.ts";

export function grade(key: Key, response: Response): Verdict | string {
  switch (key.kind) {
    case "choice":
      return gradeChoice(key, response as number[]);
    case "multi":
      return gradeMulti(key, response as number[]);
    case "fill":
      return gradeFill(key, response as string[]);
    case "order":
      return gradeOrder(key, response as number[]);
    case "recipients":
      return gradeRecipients(key, response as number[]);
    case "observe":
      return gradeObserve(key, response as number[]);
  }
}

/** The right answer, in the form a learner would have given it. */
export function answer(key: Key): Response {
  switch (key.kind) {
    case "choice":
    case "multi":
      return key.options.flatMap((option, i) => (option.right ? [i] : []));
    case "fill":
      return key.blanks.map((blank) => blank.accept[0] ?? "");
    case "order":
      return key.lines;
    case "observe":
      return Array.from({ length: key.needs }, (_, i) => i);
    case "recipients":
      return key.seats.some((seat) => seat.gets) ? key.seats.flatMap((seat, i) => (seat.gets ? [i] : [])) : [key.seats.length];
  }
}

function notesFor(key: ChoiceKey, ticked: number[]): Note[] {
  return ticked.flatMap((part) => {
    const option = key.options[part];
    return option ? [{ part, right: option.right, say: option.say }] : [];
  });
}

function gradeChoice(key: ChoiceKey, ticked: number[]): Verdict | string {
  const notes = notesFor(key, ticked);
  if (notes.length === 0) return "Choose an answer first.";
  const right = notes.every((note) => note.right);
  return { right, summary: right ? "Right." : "Not this one. Choose another.", notes };
}

/** Every decision counts: a tick that does not belong and a missing one are both told, but not which one is missing. */
function gradeMulti(key: ChoiceKey, ticked: number[]): Verdict | string {
  const notes = notesFor(key, ticked);
  if (notes.length === 0) return "Tick at least one answer first.";
  const surplus = notes.filter((note) => !note.right).length;
  const missing = answer(key).length - (notes.length - surplus);
  if (surplus === 0 && missing === 0) return { right: true, summary: "Right, all of them.", notes };
  const parts: string[] = [];
  if (surplus > 0) parts.push(surplus === 1 ? "One of your ticks does not belong" : `${spell(surplus)} of your ticks do not belong`);
  if (missing > 0) parts.push(surplus > 0 ? "something is still missing" : "What you ticked is right, but something is still missing");
  return { right: false, summary: `${parts.join(", and ")}.`, notes };
}

function gradeFill(key: FillKey, texts: string[]): Verdict | string {
  if (key.blanks.some((_, i) => (texts[i] ?? "").trim() === "")) {
    return key.blanks.length === 1 ? "Fill in the blank first." : "Fill in every blank first.";
  }
  const notes = key.blanks.map((blank, part): Note => {
    const given = normal(texts[part] ?? "");
    if (blank.accept.some((text) => normal(text) === given)) return { part, right: true, say: "" };
    const known = blank.wrong.find((wrong) => wrong.answers.some((text) => normal(text) === given));
    return { part, right: false, say: known?.say ?? blank.otherwise };
  });
  const rights = notes.filter((note) => note.right).length;
  if (rights === notes.length) return { right: true, summary: "Right.", notes };
  const summary = notes.length === 1 ? "Not this. Try again." : `${rights === 0 ? "None" : spell(rights)} of the ${spell(notes.length).toLowerCase()} blanks ${rights > 1 ? "are" : "is"} right so far.`;
  return { right: false, summary, notes };
}

/** First what does not belong, then what is missing, then the first line out of place: one thing to mend at a time. */
function gradeOrder(key: OrderKey, lines: number[]): Verdict | string {
  if (lines.length === 0) return "Put the lines in order first.";
  const text = (line: number | undefined): string | undefined => (line === undefined ? undefined : key.texts[line]);
  const surplus = key.extra.filter((extra) => lines.includes(extra.line));
  if (surplus.length > 0) {
    const summary = surplus.length === 1 ? "One line does not belong." : `${spell(surplus.length)} lines do not belong.`;
    return { right: false, summary, notes: surplus.map((extra) => ({ part: extra.line, right: false, say: extra.say })) };
  }
  if (lines.length < key.lines.length) {
    return { right: false, summary: "A line that you set aside belongs in the answer.", notes: [] };
  }
  const first = key.lines.findIndex((line, i) => text(line) !== text(lines[i]));
  if (first < 0) return { right: true, summary: "Right, in this order.", notes: [] };
  const summary = first === 0 ? "Another line comes first." : `${first === 1 ? "The first line is" : `The first ${spell(first).toLowerCase()} lines are`} in place. Look at the next one.`;
  return { right: false, summary, notes: [{ part: lines[first] ?? 0, right: false, say: key.otherwise }] };
}

/** Which needs are met, the lab's server has judged; here it is only said in words. */
function gradeObserve(key: ObserveKey, met: number[]): Verdict {
  const missing = key.needs - met.length;
  if (missing === 0) return { right: true, summary: "Done. The server has seen all of it.", notes: [] };
  const summary = met.length === 0 ? "The server has seen nothing of this yet." : missing === 1 ? "One thing is still missing." : `${spell(missing)} things are still missing.`;
  return { right: false, summary, notes: [] };
}

/** The first rule that applies speaks, about the people it is for and no others: the rest is still to be found out. */
function gradeRecipients(key: RecipientsKey, ticked: number[]): Verdict | string {
  if (ticked.length === 0) return "Tick who receives it first, or nobody.";
  const said = new Set(ticked.filter((i) => i < key.seats.length));
  if (key.seats.every((seat, i) => seat.gets === said.has(i))) {
    const notes = ticked.map((part): Note => ({ part, right: true, say: "" }));
    return { right: true, summary: `Right. ${whoGets(key.seats)}`, notes };
  }
  const rule = key.rules.find((one) => applies(one, key.seats, said));
  if (!rule) return { right: false, summary: "Not these people.", why: key.otherwise, notes: [] };
  const notes = [...rule.extra, ...rule.missing].map((part): Note => ({ part, right: false, say: "" }));
  return { right: false, summary: contradiction(rule, key.seats), why: rule.say, notes };
}

/** The same in Go, where a rule that can never speak is a mistake of the lesson: site/lesson/recipients.go. */
function applies(rule: Rule, seats: Seat[], said: Set<number>): boolean {
  if (rule.nobody) return said.size === 0;
  if (rule.all) return said.size === seats.length;
  return rule.extra.every((i) => said.has(i) && !seats[i]?.gets) && rule.missing.every((i) => !said.has(i) && seats[i]?.gets === true);
}

function contradiction(rule: Rule, seats: Seat[]): string {
  if (rule.nobody) return "Somebody gets it.";
  if (rule.all) return "Not everybody gets it.";
  const parts: string[] = [];
  if (rule.missing.length > 0) parts.push(gets(rule.missing.map((i) => seats[i]?.name ?? "")));
  if (rule.extra.length > 0) parts.push(`${doNot(rule.extra.map((i) => seats[i]?.name ?? ""))} get it.`);
  return parts.join(" ");
}

const gets = (names: string[], past = false): string => `${enumerate(names)} ${past ? "got" : names.length > 1 ? "get" : "gets"} it.`;
const doNot = (names: string[], past = false): string => `${enumerate(names)} ${past ? "did" : names.length > 1 ? "do" : "does"} not`;

/** Who gets it, or got it, in words: "Bob gets it. Alice and Carol do not." */
export function whoGets(seats: Pick<Seat, "name" | "gets">[], past = false): string {
  const [those, others] = [true, false].map((is) => seats.filter((seat) => seat.gets === is).map((seat) => seat.name)) as [string[], string[]];
  if (those.length === 0) return past ? "Nobody got it." : "Nobody gets it.";
  if (others.length === 0) return `All ${spell(those.length).toLowerCase()} ${past ? "got" : "get"} it.`;
  return `${gets(those, past)} ${doNot(others, past)}.`;
}

function enumerate(names: string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/**
 * What two spellings of the same code have in common: spaces (but not the one between two words), the style of quotes,
 * a final semicolon, and the letter case outside of quotes do not count.
 */
export function normal(code: string): string {
  const quotes = code.trim().replace(/[“”„'‘’`]/g, '"').replace(/;+\s*$/, "");
  return quotes
    .split('"')
    .map((part, i) => (i % 2 === 1 ? part.trim().replace(/\s+/g, " ") : part.replace(/\s+/g, " ").replace(/ ?([^\w ]) ?/g, "$1").trim().toLowerCase()))
    .join('"');
}

const numbers = ["None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];
const spell = (n: number): string => numbers[n] ?? String(n);
