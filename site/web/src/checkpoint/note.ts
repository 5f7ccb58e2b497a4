import { el, html, icon } from "../dom.ts";
import type { Note } from "./types.ts";

/** One remark beside the part it is about: a sign, a word and the reason. */
export function noteElement(note: Note, word?: string): HTMLElement {
  const sign = el("strong", {}, icon(note.right ? "tick" : "cross"), ` ${word ?? (note.right ? "Yes." : "No.")} `);
  return el("div", { class: `cp-note ${note.right ? "is-right" : "is-wrong"}` }, sign, html("span", "cp-say", note.say));
}
