// A row of tabs: one is chosen, the arrow keys move, and only the chosen one is in the tab order.

/** Where a key leads from the chosen one of count tabs; undefined when it is no key of a row of tabs. */
export function tabKey(e: KeyboardEvent, chosen: number, count: number): number | undefined {
  if (e.ctrlKey || e.altKey || e.metaKey) return undefined;
  switch (e.key) {
    case "ArrowDown":
    case "ArrowRight":
      return (chosen + 1) % count;
    case "ArrowUp":
    case "ArrowLeft":
      return (chosen + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
  }
  return undefined;
}

/** Marks one of the tabs as chosen. */
export function markTab(tabs: readonly HTMLElement[], chosen: number, focus: boolean): void {
  tabs.forEach((tab, i) => {
    tab.setAttribute("aria-selected", String(i === chosen));
    tab.tabIndex = i === chosen ? 0 : -1;
  });
  if (focus) tabs[chosen]?.focus();
}
