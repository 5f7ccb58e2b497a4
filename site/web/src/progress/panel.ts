// Export, import and reset of what this browser remembers.
import { el } from "../dom.ts";
import { announce, store } from "./shared.ts";
import { ImportError } from "./store.ts";

export function progressPanel(panel: HTMLElement): void {
  const said = panel.querySelector<HTMLElement>("[role=status]");
  const say = (text: string): void => {
    if (said) said.textContent = text;
  };
  const on = (name: string, run: (button: HTMLElement) => void): void => {
    const button = panel.querySelector<HTMLElement>(`[data-do=${name}]`);
    button?.addEventListener("click", () => run(button));
  };
  on("export", () => {
    const url = URL.createObjectURL(new Blob([store.export()], { type: "application/json" }));
    el("a", { href: url, download: "socketlab-progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    say("Saved as socketlab-progress.json.");
  });
  const file = panel.querySelector<HTMLInputElement>("input[type=file]");
  on("import", () => file?.click());
  file?.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      const count = store.import(await chosen.text());
      announce();
      say(count === 1 ? "1 answer was added." : `${count} answers were added.`);
    } catch (error) {
      say(error instanceof ImportError ? error.message : "This file could not be read.");
    }
    file.value = "";
  });
  on("reset", (button) => {
    if (button.dataset["sure"] !== "yes") {
      button.dataset["sure"] = "yes";
      button.textContent = "Yes, forget everything";
      say("This cannot be undone. Export first if you may want it back.");
      return;
    }
    delete button.dataset["sure"];
    button.textContent = "Forget everything";
    store.reset();
    announce();
    location.reload();
  });
  if (!store.lasting) say("This browser keeps nothing for us, so progress lasts until you close the page.");
}
