// A copy button on every listing.
import { el, icon } from "./dom.ts";

export function copyButtons(root: ParentNode): void {
  if (!navigator.clipboard) return; // only on a secure origin
  for (const pre of root.querySelectorAll<HTMLElement>(".listing pre, .prose pre")) {
    if (pre.closest("sl-checkpoint, sl-lab")) continue;
    const said = el("span", { class: "copy-said", role: "status" });
    const button = el("button", { type: "button", class: "copy", "aria-label": "Copy this code", title: "Copy this code" }, icon("copy"));
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(pre.innerText);
        said.textContent = "Copied";
      } catch {
        said.textContent = "Not allowed";
      }
      setTimeout(() => (said.textContent = ""), 1600);
    });
    const frame = el("div", { class: "copy-frame" });
    pre.before(frame);
    frame.append(pre, said, button);
  }
}
