// @ts-check
/** Light, dark, or as the system has it; read before the first paint, so this script is no module. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const apply = () => {
    root.dataset.theme = kept() ?? (dark.matches ? "dark" : "light");
    dispatchEvent(new Event("themechange"));
  };
  apply();
  dark.addEventListener("change", apply);
  // Paper is white, whatever the screen is; pictures are painted again for it.
  addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
    dispatchEvent(new Event("themechange"));
  });
  addEventListener("afterprint", apply);
  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("#theme");
    button?.addEventListener("click", () => {
      const next = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", next); } catch { /* a private window forgets, and that is all */ }
      root.dataset.theme = next;
      dispatchEvent(new Event("themechange"));
    });
  });
})();
