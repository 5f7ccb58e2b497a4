// The few lines that stand in for a framework.

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | EventListener | undefined>;

/** Makes an element. A property that is a function listens, true sets an empty attribute, false and undefined set none. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") el.addEventListener(name, value);
    else if (value === true) el.setAttribute(name, "");
    else if (value !== false && value !== undefined) el.setAttribute(name, String(value));
  }
  el.append(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== false));
  return el;
}

/** Sets the text of el only when it changes, so that nothing is announced or repainted for nothing. */
export function setText(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}

/** An id that is unique in this page. */
export const uid = ((n) => (prefix: string): string => `${prefix}-${++n}`)(0);

/** Keeps the newest line of a scrolling list in view, unless the reader has scrolled away to read. */
export function appendPinned(list: HTMLElement, item: HTMLElement, keep: number): void {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
  list.append(item);
  while (list.childElementCount > keep) list.firstElementChild?.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}
