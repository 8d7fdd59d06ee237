// What was queued lately from this browser, to be searched and taken up again.
(() => {
  const [NAME, MOST] = ["prompt-history", 200];
  let kept = BS.memory.get(NAME) ?? []; // {prompt, negative, at}, the newest first

  const note = () => {
    const [prompt, negative] = ["prompt", "negative-prompt"].map((id) => BS.field(id)?.value.trim() ?? "");
    if (!prompt) return;
    // Another browser tab may have queued something meanwhile.
    const others = (BS.memory.shared(NAME) ?? kept).filter((each) => each.prompt !== prompt || each.negative !== negative);
    kept = [{ prompt, negative, at: new Date().toISOString() }, ...others].slice(0, MOST);
    BS.memory.put(NAME, kept);
  };
  BS.listen("queued", note);

  const use = ({ prompt, negative }) => {
    for (const [id, text] of [["prompt", prompt], ["negative-prompt", negative]]) {
      const field = BS.field(id);
      if (field && field.value !== text) BS.writing.replace(field, 0, field.value.length, text);
    }
    BS.field("prompt")?.focus();
  };

  const open = () => {
    const search = BS.el("input", { type: "search", class: "bs-input", placeholder: "Search what was queued", "aria-label": "Search what was queued" });
    const list = BS.el("div", { class: "bs-history", role: "list" });
    let dialog = null;
    kept = BS.memory.shared(NAME) ?? kept;
    const draw = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = kept.filter((each) => words.every((word) => each.prompt.toLowerCase().includes(word)));
      list.replaceChildren(...found.map((each) => BS.el("button", {
        type: "button", class: "bs-history-item", role: "listitem", on: { click: () => { dialog.close(); use(each); } },
      }, BS.el("span", { text: each.prompt }), BS.el("small", { class: "bs-muted", text: BS.shortTime(each.at) }))));
      if (!found.length) list.append(BS.el("p", { class: "bs-empty", text: kept.length ? "Nothing queued has these words." : "What you queue is listed here." }));
    };
    search.addEventListener("input", draw);
    dialog = BS.dialog("prompt-history", "Prompt history", search, list);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault(); // Enter in the search takes the first
      list.querySelector("button")?.click();
    });
    draw();
    search.focus();
  };
  BS.actions["prompt-history"] = open;
})();
