// Private mode: whether amounts are shown. Loaded before the page is painted, so that none flashes up.
(() => {
  const root = document.documentElement;
  const KEY = "private";

  const remembered = () => {
    try { return localStorage.getItem(KEY) === "yes"; } catch { return false; }
  };
  const remember = (hidden) => {
    try { localStorage.setItem(KEY, hidden ? "yes" : "no"); } catch { /* storage is refused: for this page only */ }
  };
  const show = (hidden) => {
    root.classList.toggle("private", hidden);
    for (const each of document.querySelectorAll("[data-private-switch]")) each.setAttribute("aria-pressed", String(hidden));
    document.dispatchEvent(new CustomEvent("privacychange"));
  };
  const turn = () => {
    const hidden = !root.classList.contains("private");
    remember(hidden);
    show(hidden);
  };

  show(remembered());
  document.addEventListener("DOMContentLoaded", () => show(remembered()));
  addEventListener("storage", (event) => { if (event.key === KEY) show(remembered()); });
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-private-switch]")) turn(); });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "h" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) turn();
  });
})();
