// The library: wildcards, LoRAs and what is made of them, in one window over the page. Each part
// adds itself: {label, order, build(pane), show(wanted)}.
BS.library = (() => {
  const panes = new Map();
  let dialog = null;
  let current = "";
  let place = { id: "prompt", start: 0, end: 0 }; // where the caret last was in a prompt

  const build = () => {
    const parts = [...panes].sort(([, one], [, two]) => one.order - two.order);
    const tabs = parts.map(([name, { label }]) => BS.el("button", { type: "button", role: "tab", id: `library-tab-${name}`, class: "bs-library-tab", "data-do": "library-tab", "data-pane": name, "aria-controls": `library-${name}`, "aria-selected": "false", tabindex: "-1", text: label }));
    dialog = BS.el("dialog", { id: "library", class: "bs-library", "aria-label": "Library" },
      BS.el("div", { class: "bs-library-head" }, BS.el("div", { role: "tablist", "aria-label": "Parts of the library" }, ...tabs),
        BS.el("div", { class: "bs-library-said", "data-part": "said" }, BS.el("p", { class: "bs-notice", role: "status" })),
        BS.button("✕", "library-close", { class: "bs-button bs-quiet", "aria-label": "Close the library", title: "Esc" })),
      ...[...panes.keys()].map((name) => BS.el("section", { id: `library-${name}`, class: "bs-library-pane", role: "tabpanel", "aria-labelledby": `library-tab-${name}`, hidden: true })));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const names = [...dialog.querySelectorAll("[role=tab]")].map((tab) => tab.dataset.pane);
      open(names[(names.indexOf(current) + step + names.length) % names.length]);
      document.getElementById(`library-tab-${current}`).focus();
    });
    BS.top().append(dialog);
    for (const [name, pane] of panes) pane.build(document.getElementById(`library-${name}`));
  };

  const open = (name, wanted = undefined) => {
    if (!dialog?.isConnected) build();
    if (!dialog.open) dialog.showModal();
    if (current !== name || wanted === undefined) say("");
    current = name;
    for (const each of panes.keys()) {
      const isShown = each === name;
      BS.setHidden(document.getElementById(`library-${each}`), !isShown);
      const tab = document.getElementById(`library-tab-${each}`);
      tab.setAttribute("aria-selected", String(isShown));
      tab.setAttribute("tabindex", isShown ? "0" : "-1");
    }
    return panes.get(name).show(wanted);
  };

  const say = (text, kind = "good", ...more) => BS.notice(BS.part(dialog, "said"), text, kind, ...more);

  // Says what a failure says, wherever it happens.
  const told = async (work) => {
    try {
      return await work();
    } catch (error) {
      say(error.message, "error");
      return undefined;
    }
  };

  document.addEventListener("selectionchange", () => {
    const field = BS.writing.promptOf(document.activeElement);
    const id = field && ["prompt", "negative-prompt"].find((each) => field.closest(`#${each}`));
    if (id) place = { id, start: field.selectionStart, end: field.selectionEnd };
  });

  // Writes at the caret of the prompt that was written in last, with a comma where one is missing.
  const insert = (text) => {
    dialog?.close(); // nothing behind an open dialog can be written to
    BS.showTab("Generation");
    const field = BS.field(place.id) ?? BS.field("prompt");
    const length = field.value.length;
    const [start, end] = [Math.min(place.start, length), Math.min(place.end, length)];
    const [before, after] = [field.value.slice(0, start), field.value.slice(end)];
    const lead = /[^\s,{|($:]\s*$/.test(before) ? (/\s$/.test(before) && !/,\s*$/.test(before) ? "" : ", ") : (/,$/.test(before) ? " " : "");
    const tail = /^\s*[^\s,}|):$]/.test(after) ? ", " : "";
    BS.writing.replace(field, start, end, lead + text + tail);
  };

  Object.assign(BS.actions, {
    "library-tab": ({ dataset }) => open(dataset.pane),
    "library-close": () => dialog.close(),
  });
  return { add: (name, pane) => panes.set(name, pane), open, say, told, insert, isOpen: (name) => !!dialog?.open && current === name };
})();
