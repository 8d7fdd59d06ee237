// The form as this browser remembers it, in the moment it comes into being: 08_form.js does the rest.
document.addEventListener("bs:mounted", ({ detail }) => {
  let held = {};
  try {
    held = JSON.parse(sessionStorage.getItem("booru-studio.form") ?? localStorage.getItem("booru-studio.form")) ?? {};
  } catch { /* private windows may forbid it, and it may be cut */ }
  for (const field of detail.element.querySelectorAll("[data-field]")) {
    const { field: name, kind } = field.dataset;
    const fits = { text: ["string"], list: ["string", "number"], tick: [] }[kind] ?? ["number"];
    if (kind === "tick") field.checked = held[name] === true;
    else if (fits.includes(typeof held[name])) field.value = held[name];
    const rail = detail.element.querySelector(`[data-slides="${name}"]`);
    if (rail) rail.value = field.value;
  }
});
