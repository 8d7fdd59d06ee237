// Puts a name into a wildcard file: one that is there, or a new one.
BS.wildcardLine = (() => {
  let dialog = null;
  let tag = "";

  const build = () => {
    dialog = BS.el("dialog", { class: "bs-help", id: "wildcard-line", "aria-labelledby": "wildcard-line-title" },
      BS.el("h2", { id: "wildcard-line-title" }),
      BS.el("label", { class: "bs-labelled" }, BS.el("span", { text: "Wildcard; a new name makes a new file" }),
        BS.el("input", { id: "wildcard-line-name", class: "bs-select", list: "wildcard-line-names", autocomplete: "off", spellcheck: "false" })),
      BS.el("datalist", { id: "wildcard-line-names" }),
      BS.el("p", { class: "bs-notice", role: "status", "aria-live": "polite" }),
      BS.el("div", { class: "bs-bar" }, BS.button("Add", "wildcard-line-add", { class: "bs-button bs-primary" }), BS.button("Close", "wildcard-line-close")));
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.id === "wildcard-line-name") {
        event.preventDefault();
        add();
      }
    });
    BS.top().append(dialog);
  };

  const add = async () => {
    const name = document.getElementById("wildcard-line-name").value.trim();
    try {
      const { added } = await BS.research.tell("wildcard-line", { tag, name });
      BS.memory.put("wildcard-line", name);
      dialog.close();
      BS.notice("trending-list", added ? `“${tag}” is now in __${name}__.` : `__${name}__ has “${tag}” already.`, "good");
    } catch (error) {
      BS.notice(dialog, error.message, "error");
    }
  };

  const open = async (wanted) => {
    if (!dialog?.isConnected) build();
    tag = wanted;
    BS.setText(dialog.querySelector("h2"), `“${BS.quality.words(tag)}” into a wildcard file`);
    BS.notice(dialog, "");
    const field = document.getElementById("wildcard-line-name");
    field.value ||= BS.memory.get("wildcard-line") || "characters";
    dialog.showModal();
    field.select();
    const { names } = await BS.research.look("wildcards");
    document.getElementById("wildcard-line-names").replaceChildren(...names.map((value) => BS.el("option", { value })));
  };

  Object.assign(BS.actions, { "wildcard-line-add": add, "wildcard-line-close": () => dialog.close() });
  return { open };
})();
