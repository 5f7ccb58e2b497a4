// The four people of the house: colour, letter and shape, always together.

export interface Person {
  readonly key: string; // "alice": in CSS and in the notation
  readonly name: string; // "Alice": in auth and in sentences
  readonly shape: string; // path of a 16 by 16 drawing
}

export const people: readonly Person[] = [
  { key: "alice", name: "Alice", shape: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z" },
  { key: "bob", name: "Bob", shape: "M2.2 2.2h11.6v11.6H2.2z" },
  { key: "carol", name: "Carol", shape: "M8 1.4l7 12.8H1z" },
  { key: "dave", name: "Dave", shape: "M8 .8l7.2 7.2L8 15.2.8 8z" },
];

export const personOf = (who: string | undefined): Person | undefined => people.find((p) => p.key === who?.toLowerCase());

/** The person's mark: shape and letter in the person's colour. It is a picture of a name that stands beside it or in its label. */
export function mark(person: Person, label = ""): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "lab-mark");
  svg.dataset["person"] = person.key;
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", person.shape);
  const letter = document.createElementNS(ns, "text");
  letter.setAttribute("x", "8");
  letter.setAttribute("y", person.key === "carol" ? "12.4" : "11");
  letter.textContent = person.name.charAt(0);
  svg.append(path, letter);
  return svg;
}

/** "Bob", "Bob and Carol", "Bob, Carol and Dave". */
export function names(list: readonly string[]): string {
  if (list.length < 2) return list.join("");
  return `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
}
