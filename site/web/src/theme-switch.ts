// The theme switch: automatic, light, dark, and round again.
const order = ["auto", "light", "dark"] as const;
type Theme = (typeof order)[number];
const spoken: Record<Theme, string> = { auto: "automatic", light: "light", dark: "dark" };

function current(): Theme {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "auto";
}

function apply(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "auto") localStorage.removeItem("socketlab.theme");
    else localStorage.setItem("socketlab.theme", theme);
  } catch {
    // it lasts for this page only
  }
}

export function themeSwitch(button: HTMLElement): void {
  const label = (): void => {
    const text = `Theme: ${spoken[current()]}`;
    button.setAttribute("aria-label", text);
    button.title = text;
  };
  button.addEventListener("click", () => {
    apply(order[(order.indexOf(current()) + 1) % order.length] ?? "auto");
    label();
  });
  label();
}
