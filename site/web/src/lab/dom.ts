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

/** A scrolling list whose newest line stays in view, unless the reader has scrolled away to read. */
export class Scroll {
  private away = false;
  readonly list: HTMLElement;
  private readonly keep: number;

  /** keep is how many lines the list has at most. */
  constructor(list: HTMLElement, keep: number) {
    this.list = list;
    this.keep = keep;
    list.addEventListener("scroll", () => {
      this.away = list.scrollHeight - list.scrollTop - list.clientHeight > 30;
    });
  }

  add(line: HTMLElement): void {
    this.list.append(line);
    while (this.list.childElementCount > this.keep) this.list.firstElementChild?.remove();
    this.settle();
  }

  /** Shows the newest line again, after a line grew or the list came into view. */
  settle(): void {
    if (!this.away) this.list.scrollTop = this.list.scrollHeight;
  }

  clear(): void {
    this.away = false;
    this.list.replaceChildren();
  }
}
