// What the lab has to say about itself, with at most one thing to press.

import { h } from "./dom.ts";

export class Notice {
  readonly el = h("div", { class: "lab-notice", role: "status" });
  private pressed = false; // the focus was in here, on something that is gone now

  clear(): void {
    this.keepFocus();
    this.el.replaceChildren();
    this.el.hidden = true;
    // The button that was pressed is gone; go on where the work goes on, unless the reader has gone elsewhere.
    if (this.pressed && (document.activeElement ?? document.body) === document.body) {
      this.el.parentElement?.querySelector<HTMLElement>(".lab-tools button")?.focus();
    }
    this.pressed = false;
  }

  wait(text: string): void {
    this.show("is-calm", h("p", {}, `${text} …`));
  }

  warn(text: string): void {
    this.show("is-warning", h("p", {}, text));
  }

  tell(text: string): void {
    this.show("is-calm", h("p", {}, text));
  }

  offer(text: string, label: string, press: () => void, kind = "is-calm"): void {
    this.show(kind, h("p", {}, text), h("button", { class: "button is-main", type: "button", click: press }, label));
  }

  private keepFocus(): void {
    this.pressed ||= this.el.contains(document.activeElement);
  }

  private show(kind: string, ...parts: HTMLElement[]): void {
    this.keepFocus();
    this.el.className = `lab-notice ${kind}`;
    this.el.hidden = false;
    this.el.replaceChildren(...parts);
  }
}
