// The four people of the house: colour, letter and shape, always together.

export interface Person {
  readonly key: string; // "alice": in CSS, in the page's sprite and in the notation
  readonly name: string; // "Alice": in auth and in sentences
}

export const people: readonly Person[] = ["Alice", "Bob", "Carol", "Dave"].map((name) => ({ key: name.toLowerCase(), name }));

/** Somebody at one of the lab's panes: a person, who may sit at two of them. */
export interface Seat {
  readonly person: Person;
  readonly title: string; // "Alice", or "Alice, tab 2"
  readonly line: string; // the name of the pane's line to the server: small letters
}

/** The seats of the people called so, in that order. Names that are nobody's are left out. */
export function seatsOf(list: readonly string[]): Seat[] {
  const cast = list.flatMap((name) => personOf(name) ?? []);
  return cast.map((person, i) => {
    const tab = cast.slice(0, i + 1).filter((p) => p === person).length;
    const several = cast.filter((p) => p === person).length > 1;
    return { person, title: several ? `${person.name}, tab ${tab}` : person.name, line: person.key + "x".repeat(tab - 1) };
  });
}

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
