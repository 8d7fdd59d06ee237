// What each kind of field can hold: a browser may remember anything.
BS.fits = (kind, value) => ({ text: ["string"], list: ["string", "number"], tick: ["boolean"] }[kind] ?? ["number"]).includes(typeof value);

// The form as this browser remembers it, in the moment it comes into being: 08_form.js does the rest.
document.addEventListener("bs:mounted", ({ detail }) => {
  let held = {};
  try {
    held = JSON.parse(sessionStorage.getItem("booru-studio.form") ?? localStorage.getItem("booru-studio.form")) ?? {};
  } catch { /* private windows may forbid it, and it may be cut */ }
  for (const field of detail.element.querySelectorAll("[data-field]")) {
    const { field: name, kind } = field.dataset;
    if (!BS.fits(kind, held[name])) continue;
    if (kind === "tick") field.checked = held[name];
    else field.value = held[name];
    const rail = detail.element.querySelector(`[data-slides="${name}"]`);
    if (rail) rail.value = field.value;
  }
});
