// The four people of the house: colour, letter and shape, always together.

export interface Person {
  readonly key: string; // "alice": in CSS, in the page's sprite and in the notation
  readonly name: string; // "Alice": in auth and in sentences
}

export const people: readonly Person[] = ["Alice", "Bob", "Carol", "Dave"].map((name) => ({ key: name.toLowerCase(), name }));

export const personOf = (who: string | undefined): Person | undefined => people.find((p) => p.key === who?.toLowerCase());

/** The person's mark, from the page's sprite. It always stands beside the name or within something that says it. */
export function mark(person: Person): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "who-mark");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `#who-${person.key}`);
  svg.append(use);
  return svg;
}

/** "Bob", "Bob and Carol", "Bob, Carol and Dave". */
export function names(list: readonly string[]): string {
  if (list.length < 2) return list.join("");
  return `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
}
