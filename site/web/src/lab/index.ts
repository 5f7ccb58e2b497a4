// Entry of the lab in the page; main.ts loads it when a page has a lab.

import { SlLab } from "./element.ts";

if (!customElements.get("sl-lab")) customElements.define("sl-lab", SlLab);
