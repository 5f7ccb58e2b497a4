// Shows progress wherever the page has a place for it: windows, ticks, counts, and the way back to where one left off.
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
  for (const node of document.querySelectorAll<HTMLElement>("[data-progress]")) {
    const windows = [...node.querySelectorAll<HTMLElement>("[data-lesson]")];
    const done = windows.filter((w) => w.dataset["state"] === "done").length;
    const text = node.querySelector<HTMLElement>(".progress-text");
    if (text) text.textContent = `${done} of ${windows.length} lessons`;
  }
  for (const node of document.querySelectorAll<HTMLElement>("[data-resume]")) resume(node);
}

function resume(node: HTMLElement): void {
  const last = store.read().last;
  const link = node.querySelector<HTMLAnchorElement>("a");
  if (!last || !link) return;
  link.href = node.dataset["resume"] + last.path + (last.anchor ? `#${encodeURIComponent(last.anchor)}` : "");
  const title = node.querySelector<HTMLElement>(".resume-title");
  if (title) title.textContent = last.title;
  node.hidden = false;
  for (const start of document.querySelectorAll<HTMLElement>("[data-start]")) start.classList.remove("is-main");
}

export function paintProgress(): void {
  watch(paint);
}
