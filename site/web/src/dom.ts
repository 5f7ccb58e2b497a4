// The little that a page without a framework needs.

type Child = Node | string;

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A sign from the sprite at the top of every page: "tick", "cross", "copy", … Always beside words, so hidden from speech. */
export function icon(name: string): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** An element holding HTML that was made from a lesson when the site was built. */
export function html(tag: "div" | "span", className: string, markup: string): HTMLElement {
  const node = el(tag, { class: className });
  node.innerHTML = markup;
  return node;
}
