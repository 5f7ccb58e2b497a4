// On a small screen the lab is a sheet over the lower part of the page; reading goes on behind it.
export function labSheet(place: HTMLElement): void {
  const bar = place.querySelector<HTMLButtonElement>(".lab-bar");
  if (!bar) return;
  const set = (open: boolean): void => {
    place.classList.toggle("is-open", open);
    bar.setAttribute("aria-expanded", String(open));
  };
  bar.addEventListener("click", () => set(!place.classList.contains("is-open")));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !place.classList.contains("is-open") || bar.offsetParent === null) return;
    set(false);
    bar.focus();
  });
  for (const opener of document.querySelectorAll<HTMLElement>("[data-open-lab]")) {
    opener.addEventListener("click", () => {
      set(true);
      if (bar.offsetParent !== null) bar.focus();
      else place.querySelector<HTMLElement>("button:not(.lab-bar), input, a")?.focus();
    });
  }
}
