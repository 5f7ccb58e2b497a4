// Previous and next lesson with the arrow keys, as in a book. Never while answering, typing, scrolling code or in the lab.
export function lessonKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const rel = event.key === "ArrowLeft" ? "prev" : event.key === "ArrowRight" ? "next" : undefined;
    const target = event.target as HTMLElement;
    if (!rel || target.closest("input, textarea, select, pre, [contenteditable], [role=tablist], sl-lab, sl-checkpoint")) return;
    document.querySelector<HTMLAnchorElement>(`.pager a[rel=${rel}]`)?.click();
  });
}
