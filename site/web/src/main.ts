// What every page runs. Each part looks for its own place and does nothing where there is none.
import { Checkpoint } from "./checkpoint/element.ts";
import { copyButtons } from "./copy.ts";
import { lessonKeys } from "./keys.ts";
import { paintProgress } from "./progress/paint.ts";
import { progressPanel } from "./progress/panel.ts";
import { keepPlace } from "./progress/place.ts";
import { labSheet } from "./sheet.ts";
import { themeSwitch } from "./theme-switch.ts";

function each(selector: string, start: (node: HTMLElement) => void): void {
  for (const node of document.querySelectorAll<HTMLElement>(selector)) start(node);
}

customElements.define("sl-checkpoint", Checkpoint);
each("[data-theme-switch]", themeSwitch);
each(".lab-place", labSheet);
each("article[data-lesson-id]", keepPlace);
each("#contents", (contents) => contents.addEventListener("click", (event) => {
  if ((event.target as Element).closest("a[href^='#']")) contents.hidePopover();
}));
each("[data-progress-panel]", progressPanel);
copyButtons(document);
lessonKeys();
paintProgress();

// The lab is most of the script of a page, and only some pages have one.
if (document.querySelector("sl-lab")) void import("./lab/index.ts");

// While an author works (socketlab serve --watch), each change of the content shows at once.
const { reload } = document.documentElement.dataset;
if (reload) new EventSource(reload).addEventListener("reload", () => location.reload());
