// Remembers which lesson is being read, and the heading or question one has come to.
import { announce, store } from "./shared.ts";

function anchor(lesson: HTMLElement): string | undefined {
  const reached = window.innerHeight * 0.5;
  let last: string | undefined;
  for (const node of lesson.querySelectorAll<HTMLElement>(".prose :is(h2, h3, h4)[id], sl-checkpoint[id]")) {
    if (node.getBoundingClientRect().top > reached) break;
    last = node.id;
  }
  return last;
}

export function keepPlace(lesson: HTMLElement): void {
  const { id, path, title } = { id: lesson.dataset["lessonId"] ?? "", path: lesson.dataset["path"] ?? "", title: lesson.dataset["title"] ?? "" };
  const save = (): void => {
    const at = window.scrollY > 80 ? anchor(lesson) : undefined;
    store.visit(at ? { path, title, anchor: at } : { path, title });
  };
  save();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("pagehide", save);
  const end = document.querySelector(".pager");
  if (!end) return;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    store.markRead(id);
    announce();
  });
  seen.observe(end);
}
