// A copy button on every listing.
import { el, icon } from "./dom.ts";

export function copyButtons(root: ParentNode): void {
  if (!navigator.clipboard) return; // only on a secure origin
  for (const code of root.querySelectorAll<HTMLElement>(".code")) {
    const said = el("span", { class: "copy-said", role: "status" });
    const button = el("button", { type: "button", class: "copy", "aria-label": "Copy this code", title: "Copy this code" }, icon("copy"));
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.querySelector("pre")?.textContent ?? "");
        said.textContent = "Copied";
      } catch {
        said.textContent = "Not allowed";
      }
      setTimeout(() => (said.textContent = ""), 1600);
    });
    code.append(said, button);
  }
}
