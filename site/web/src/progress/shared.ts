// The one store of this page, and the event that says it has changed.
import { Store, storageKey, type Keeper } from "./store.ts";

function keeper(): Keeper | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // the browser forbids even asking
  }
}

export const store = new Store(keeper());
const changed = new EventTarget();

export function announce(): void {
  changed.dispatchEvent(new Event("change"));
}

/** Calls back now and whenever progress changes, in this tab or another. */
export function watch(paint: () => void): void {
  changed.addEventListener("change", paint);
  window.addEventListener("storage", (event) => {
    if (event.key === storageKey || event.key === null) paint();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) paint();
  });
  paint();
}
