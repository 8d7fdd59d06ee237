// Small dialogs: a title, lines of fields, a sentence in place, buttons.
BS.dialog = (id, title, ...nodes) => {
  document.getElementById(id)?.remove();
  const message = BS.el("div", {}, BS.el("p", { class: "bs-notice", role: "status" }));
  const dialog = BS.el("dialog", { id, class: "bs-dialog", "aria-label": title },
    BS.el("form", { method: "dialog" },
      BS.el("div", { class: "bs-bar" }, BS.el("h2", { text: title }), BS.el("span", { class: "bs-space" }),
        BS.el("button", { type: "button", class: "bs-button bs-quiet", "aria-label": "Close", text: "×", on: { click: () => dialog.close() } })),
      ...nodes, message));
  BS.top().append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
  dialog.say = (text, kind = "error") => BS.notice(message, text, kind);
  // Does something and closes, or says why not.
  dialog.attempt = async (act) => {
    try {
      await act();
      dialog.close();
    } catch (error) {
      dialog.say(error.message);
    }
    BS.poll.now();
  };
  return dialog;
};

BS.line = (label, ...fields) => BS.el("label", { class: "bs-line-field" }, BS.el("span", { text: label }), ...fields);

BS.options = (name, choices, value = "", props = {}) => {
  const list = BS.el("select", { class: "bs-select", name, ...props }, ...choices.map((choice) => {
    const [text, each] = Array.isArray(choice) ? choice : [choice, choice];
    return BS.el("option", { value: each, text });
  }));
  list.value = value;
  return list;
};

BS.input = (name, value, props = {}) => BS.el("input", { class: "bs-input", name, value, ...props });

BS.check = (name, text, checked) => {
  const box = BS.el("input", { type: "checkbox", class: "bs-box", name });
  box.checked = !!checked;
  return BS.el("label", { class: "bs-check" }, box, BS.el("span", { text }));
};
