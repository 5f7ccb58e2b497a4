// "Run it": a question's scene is played at a fresh server of its lab, with the prediction laid over what happens.
import { el, icon } from "../dom.ts";
import { labsAt, LabError, runScene } from "../lab/api.ts";
import { whoGets } from "./grade.ts";
import type { RecipientsKey, Seat } from "./types.ts";

/** Where the labs are, or null when this copy of the course has none. */
export function labs(): URL | null {
  return labsAt(document.documentElement, document.querySelector<HTMLElement>("sl-lab")?.dataset["base"] ?? "/");
}

/** What happened, or why nothing did. A server that does not answer says nothing about the prediction. */
export async function play(at: URL, key: RecipientsKey, predicted: number[]): Promise<HTMLElement> {
  try {
    const { gets, facts } = await runScene(at, key.id, key.rev);
    const seats = key.seats.map((seat) => ({ ...seat, gets: gets.includes(seat.seat) }));
    const rows = seats.map((seat, i) => person(seat, predicted.length > 0 ? predicted.includes(i) : undefined));
    return el("div", { class: "cp-ran" },
      el("p", {}, el("strong", {}, `It has been run. ${whoGets(seats, true)}`)),
      el("ul", { class: "cp-got", role: "list" }, ...rows),
      el("details", {}, el("summary", {}, "What the server saw"),
        el("ol", { class: "cp-facts" }, ...facts.map((fact) => el("li", {}, el("code", {}, fact))))));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return el("p", { class: "cp-ran" }, `${error.message} Your answer stands as it is; run it again in a moment.`);
  }
}

function person(seat: Seat, ticked: boolean | undefined): HTMLElement {
  const name = el("span", { class: `who ${seat.who && `who-${seat.who}`} ${seat.gets ? "" : "is-out"}` }, ...mark(seat.who), seat.name);
  const words = seat.gets ? "got it" : "did not get it";
  if (ticked === undefined) return el("li", {}, name, ` ${words}`);
  const agree = ticked === seat.gets;
  const sign = el("span", { class: `cp-sign ${agree ? "is-right" : "is-wrong"}` }, icon(agree ? "tick" : "cross"));
  const prediction = agree ? "as you said" : ticked ? "you said yes" : "you said no";
  return el("li", {}, name, ` ${words}, `, el("span", { class: "cp-prediction" }, sign, ` ${prediction}`));
}

function mark(who: string): Node[] {
  if (!who) return [];
  const svg = icon("tick");
  svg.setAttribute("class", "who-mark");
  svg.querySelector("use")?.setAttribute("href", `#who-${who}`);
  return [svg];
}
