import { h, setText } from "./dom.ts";

/** A button that copies what text gives, and says whether it could. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = h("button", { class: "lab-small", type: "button", click: () => void copy() }, label);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setText(button, "Copied");
    } catch {
      setText(button, "The browser said no");
    }
    setTimeout(() => setText(button, label), 2000);
  };
  return button;
}
