// Runs in the head before anything is drawn, so that the chosen theme never flashes. Placed into the page as text.
const root = document.documentElement;
root.classList.add("js");
try {
  const theme = localStorage.getItem("socketlab.theme");
  if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
} catch {
  // storage is closed to us (a private window, a strict setting): the system's theme it is
}

export {};
