// Shows progress wherever the page has a place for it: windows, ticks, counts, and the way back to where one left off.
import { el } from "../dom.ts";
import { store, watch } from "./shared.ts";
import { askedFrom, type LessonState } from "./store.ts";

const words: Record<LessonState, string> = { new: "", started: "started", done: "done" };

function lessonOf(node: HTMLElement): ReturnType<typeof store.lesson> {
  return store.lesson(node.dataset["lesson"] ?? "", askedFrom(node.dataset["items"] ?? ""));
}

function paint(): void {
  for (const node of document.querySelectorAll<HTMLElement>("[data-lesson][data-items]")) {
    const { state, done, of } = lessonOf(node);
    node.dataset["state"] = state;
    const tick = node.querySelector<HTMLElement>(".tick");
    if (tick) tick.dataset["state"] = state;
    const said = node.querySelector<HTMLElement>(".state-words");
    if (said) said.textContent = state === "started" ? `, ${done} of ${of} checkpoints done` : words[state] && `, ${words[state]}`;
  }
  for (const node of document.querySelectorAll<HTMLElement>(".lesson-end")) lessonEnd(node);
  for (const node of document.querySelectorAll<HTMLElement>("[data-progress]")) {
    const windows = [...node.querySelectorAll<HTMLElement>("[data-lesson]")];
    const done = windows.filter((w) => w.dataset["state"] === "done").length;
    const text = node.querySelector<HTMLElement>(".progress-text");
    if (text) text.textContent = `${done} of ${windows.length} lessons`;
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-resume]")) resume(link);
}

/** The last word of a lesson: its window is lit, or here is the way to what is still open. */
function lessonEnd(node: HTMLElement): void {
  const said = node.querySelector<HTMLElement>("[data-open-items]");
  const asked = askedFrom(node.dataset["items"] ?? "");
  const open = asked.filter((a) => !store.item(a)?.done);
  const next = open[0];
  if (!said) return;
  if (!next) {
    said.replaceChildren("Every checkpoint is done. This window is lit.");
    return;
  }
  const count = open.length === asked.length ? `${asked.length} checkpoints` : `${open.length} of ${asked.length} checkpoints`;
  said.replaceChildren(`Still open: ${asked.length === 1 ? "one checkpoint" : count}. `, el("a", { href: `#${next.id}` }, "Go to the next one"));
}

/** "Start" becomes "Continue", at the heading one had come to. */
function resume(link: HTMLAnchorElement): void {
  const last = store.read().last;
  if (!last) return;
  link.href = link.dataset["resume"] + last.path + (last.anchor ? `#${encodeURIComponent(last.anchor)}` : "");
  link.textContent = `Continue: ${last.title}`;
}

export function paintProgress(): void {
  watch(paint);
}
