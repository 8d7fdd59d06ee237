// Dark, or light on request; remembered in this browser and set before the first paint.
BS.theme = (() => {
  const KEY = "booru-studio.theme";
  const isLight = () => {
    try {
      return localStorage.getItem(KEY) === '"light"';
    } catch {
      return false; // private windows may forbid it
    }
  };

  const apply = () => {
    const light = isLight();
    document.documentElement.classList.toggle("bs-light", light);
    document.body?.classList.toggle("dark", !light); // what Gradio's own parts go by
    document.querySelector("meta[name=color-scheme]")?.setAttribute("content", light ? "light" : "dark");
  };

  BS.actions["switch-theme"] = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(isLight() ? "dark" : "light"));
    } catch { /* then it stays as it is */ }
    apply();
  };
  apply();
  return { apply };
})();
