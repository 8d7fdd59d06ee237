// The rows of a drawn set: weight, triggers, lock, another one in its place, out, never again.
BS.loraSet = (() => {
  const row = (lora, at) => BS.el("li", { class: "bs-lora-row", "data-at": at, "data-locked": lora.locked },
    BS.loraPicture(lora.name, { loading: null }),
    BS.el("div", { class: "bs-lora-words" },
      BS.el("button", { type: "button", class: "bs-lora-name", "data-do": "lora-edit", "data-key": lora.key || lora.name, title: "Show it in the catalog", text: lora.name }),
      BS.el("span", { class: "bs-lora-sub", title: lora.triggers.join(", "), text: lora.triggers.join(", ") || "no triggers" })),
    BS.el("input", { class: "bs-input", type: "number", step: "0.05", min: "-10", max: "10", value: lora.weight, "data-weight": at, "aria-label": `Weight of ${lora.name}` }),
    BS.el("span", { class: "bs-lora-tools" },
      BS.button(lora.locked ? "●" : "○", "lora-lock", { "data-at": at, "aria-pressed": String(lora.locked), "aria-label": `Keep ${lora.name} in the next sets`, title: "Keep it in the next sets (Space)" }),
      BS.button("↻", "lora-reroll", { "data-at": at, "aria-label": `Another one instead of ${lora.name}`, title: "Another one in its place (r)", disabled: lora.locked }),
      BS.button("✕", "lora-out", { "data-at": at, "aria-label": `Leave ${lora.name} out`, title: "Leave it out (Delete)" }),
      BS.button("⊘", "lora-ban", { "data-at": at, "aria-label": `Never draw ${lora.name} again`, title: "Never draw it again" })));

  const draw = (place, rows) => {
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const [action, at] = [focused?.dataset.do, focused?.dataset.at ?? focused?.dataset.weight];
    place.replaceChildren(...rows.map(row));
    if (!focused) return;
    const same = action ? place.querySelector(`[data-do="${action}"][data-at="${at}"]`) : place.querySelector(`[data-weight="${at}"]`);
    (same ?? place.querySelector("button, input"))?.focus();
  };
  return { draw };
})();
