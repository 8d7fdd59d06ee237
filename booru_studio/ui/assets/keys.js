// The keyboard: one list of shortcuts, which the help shows as well.
(() => {
  const click = (id) => {
    const button = document.getElementById(id);
    if (!button?.offsetParent) return false;
    button.click();
    return true;
  };
  const focus = (...ids) => {
    const field = ids.map(BS.field).find((found) => found?.offsetParent);
    field?.focus();
    field?.select?.();
    return !!field;
  };
  // Only with nothing open that Esc would close.
  const escape = () => {
    const isOpen = document.querySelector("dialog[open], .bs-menu, #completions:not([hidden]), .bs-tree:not([hidden])");
    if (isOpen || !BS.runningJobs().length) return false;
    BS.actions.skip();
    return true;
  };
  const KEYS = [
    ["Ctrl+Enter", "Queue the form; in Research: recreate now", () => click("queue-button") || click("recreate-button")],
    ["Alt+Enter", "Skip the running job", () => BS.actions.skip() ?? true],
    ["1", "Generation", () => BS.showTab("Generation") ?? true],
    ["2", "Jobs", () => BS.showTab("Jobs") ?? true],
    ["3", "Research", () => BS.showTab("Research") ?? true],
    ["/", "Go to the prompt, or to the search of Research or Jobs", () => focus("prompt", "research-search", "jobs-search")],
    ["c", "Show or hide the prompt as chips", () => BS.actions.chips() ?? true],
    ["t", "Show or hide the prompt tree", () => BS.actions.tree() ?? true],
    ["w", "Wildcard files, LoRAs, and files made of them", () => BS.actions["wildcard-desk"]() && true],
    ["l", "Show or hide the LoRA randomiser", () => BS.actions["lora-panel"]() ?? true],
    ["h", "Prompts that were queued", () => BS.actions["prompt-history"]() ?? true],
    ["o", "Presets and styles", () => BS.actions.presets() ?? true],
    ["p", "Pause or resume the queue", () => BS.actions["toggle-pause"]() && true],
    ["Esc", "Close what is open; with nothing open, cancel the running job", () => escape()],
    ["?", "Show these shortcuts", () => help() ?? true],
  ];
  // Heard where prompts are written.
  const WRITING = [
    ["Ctrl+↑ ↓", "More or less weight for the selection, or for the tag at the caret"],
    ["Alt+← →", "Move the tag at the caret among the others"],
    ["Ctrl+/", "Switch the tag at the caret off; once more, and it is back"],
    ["Ctrl+⇧+F", "Tidy: spaces, commas, doubled tags, escapes"],
    ["Ctrl+E", "Expand the choice at the caret: pick a value, or write all out"],
    ["Ctrl+⇧+E", "Draw the choice at the caret, and all within it"],
    ["Tab", "In the suggestions: take the chosen one, or else the first"],
    ["↑ ↓", "In the suggestions: choose; also Page Up and Down, Home, End"],
    ["Enter", "In the suggestions: take the chosen one"],
    ["Esc", "Close the suggestions; the next letter shows them again"],
  ];

  let dialog = null;
  const help = () => {
    if (!dialog) {
      const rows = [...KEYS, ...WRITING, ...BS.jobsKeys, ...BS.researchKeys].map(([key, text]) => BS.el("tr", {}, BS.el("td", {}, BS.el("kbd", { text: key })), BS.el("td", { text })));
      dialog = BS.el("dialog", { class: "bs-help", "aria-label": "Keyboard shortcuts" },
        BS.el("h2", { text: "Keyboard shortcuts" }), BS.el("table", {}, ...rows),
        BS.el("p", { class: "bs-muted", text: "Single keys work while no field has the focus. Esc leaves a field." }),
        BS.button("Close", "help-close"));
      BS.top().append(dialog);
    }
    dialog.showModal();
  };
  BS.actions["keys-help"] = help;
  BS.actions["help-close"] = () => dialog.close();

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.altKey && event.key !== "Enter") return;
    const isCtrl = event.ctrlKey || event.metaKey;
    if (isCtrl && event.key !== "Enter") return;
    if (!isCtrl && event.key === "Escape" && BS.isTyping(event.target)) return event.target.blur();
    if (!isCtrl && !event.altKey && (BS.isTyping(event.target) || event.target.closest?.("[role=listbox], [role=slider]"))) return;
    if (event.key === "Enter" && !event.altKey && event.target.matches?.("[role=button][data-do]")) return event.target.click();
    const name = isCtrl ? "Ctrl+Enter" : event.altKey ? "Alt+Enter" : event.key === "Escape" ? "Esc" : event.key;
    const found = KEYS.find(([key]) => key === name);
    if (found?.[2]()) event.preventDefault();
  });
})();
