// One wildcard file: its text, saved when asked; what is not saved yet is kept in this browser.
BS.wildcardEditor = (() => {
  const { told, say } = BS.library;
  const drafts = new BS.Drafts("wildcard-drafts"); // file -> {text, stamp}
  let desk = null; // {changed, openFile, marked}
  let root = null;
  let shown = null; // the file as it was read: {file, text, stamp, editable, names, has_backup}
  let latest = 0; // counts up, so that a late answer is dropped

  const box = () => root.querySelector("textarea");
  const part = (name) => BS.part(root, name);
  const isTree = () => /\.(ya?ml|json)$/i.test(shown.file);
  const isDirty = () => shown?.editable && box().value !== shown.text;
  const baseName = () => shown.file.replace(/\.[^.]*$/, "");

  const mark = () => {
    const dirty = isDirty();
    BS.setText(part("state"), dirty ? "not saved" : "");
    for (const name of ["wildcard-save", "wildcard-discard"]) root.querySelector(`[data-do=${name}]`).disabled = !dirty;
    if (dirty) drafts.put(shown.file, { text: box().value, stamp: drafts.get(shown.file)?.stamp ?? shown.stamp });
    else drafts.drop(shown.file);
    desk.marked();
  };

  const take = (found, text = found.text, tried = null) => {
    shown = found;
    const title = part("title");
    title.replaceChildren(...found.file.split("/").flatMap((each, at, all) => (at < all.length - 1 ? [BS.el("span", { class: "bs-muted", text: `${each}/` })] : [each])));
    box().value = text;
    box().readOnly = !found.editable;
    BS.setHidden(part("editor"), false);
    BS.setHidden(part("empty"), true);
    BS.setHidden(root.querySelector("[data-do=wildcard-before]"), !found.has_backup || !found.editable);
    BS.setHidden(part("readonly"), found.editable);
    BS.setHidden(part("conflict"), true);
    part("uses").open = false;
    part("use-list").replaceChildren();
    mark();
    BS.wildcardTest.show(found.names, tried);
  };

  const open = async (file, line = 0) => {
    const turn = ++latest;
    if (shown?.file !== file || !isDirty()) {
      const draft = drafts.get(file);
      // What it becomes is asked beside it, unless that hangs on text that is not saved.
      const [found, tried] = await Promise.all([BS.do("wildcard_file", { file }), draft ? null : BS.wildcardTest.ask(file)]);
      if (turn !== latest) return;
      take(found, draft && found.editable ? draft.text : undefined, tried);
      box().scrollTop = 0;
      if (draft && draft.stamp !== found.stamp) conflict(`${file} was changed by another program since you began: what you wrote is still here.`);
    }
    BS.memory.put("wildcard-file", file);
    if (line) goToLine(line);
  };

  const goToLine = (line) => {
    const lines = box().value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    box().focus();
    box().setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    box().scrollTop = Math.max(0, (line - 4) * 20);
  };

  const conflict = (text) => {
    BS.setText(part("conflict").querySelector("span"), text);
    BS.setHidden(part("conflict"), false);
  };

  const write = async (stamp) => {
    const [file, text] = [shown.file, box().value];
    const found = await BS.do("save_wildcard", { file, content: text, stamp });
    drafts.drop(file);
    if (shown.file !== file) return desk.marked();
    const isSame = box().value === text; // nobody typed on meanwhile
    const [from, to, top] = [box().selectionStart, box().selectionEnd, box().scrollTop];
    take(found, isSame ? found.text : box().value);
    box().setSelectionRange(from, to);
    box().scrollTop = top;
    say(`Saved ${file}.`);
    return null;
  };

  const save = () => told(async () => {
    if (!isDirty()) return;
    try {
      await write(drafts.get(shown.file)?.stamp ?? shown.stamp);
    } catch (error) {
      if (!/meanwhile/.test(error.message)) throw error;
      conflict(error.message);
    }
  });

  const reload = () => told(async () => {
    drafts.drop(shown.file);
    take(await BS.do("wildcard_file", { file: shown.file }));
  });

  const rename = () => {
    if (!shown) return;
    const before = baseName();
    const name = BS.input("name", before, { required: true, autocomplete: "off", spellcheck: "false" });
    const dialog = BS.dialog("wildcard-name", `Rename ${shown.file}`, BS.line("New name", name),
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-space" }), BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Rename" })));
    name.setSelectionRange(before.lastIndexOf("/") + 1, before.length);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.attempt(async () => {
        const { file } = shown;
        const { uses, ...found } = await BS.do("rename_wildcard", { file, name: name.value });
        drafts.move(file, found.file);
        take(found, drafts.get(found.file)?.text);
        await desk.changed(found.file);
        say(uses.length && !isTree() ? `${file} is ${found.file} now; ${BS.plural(uses.length, "line")} elsewhere still ${uses.length === 1 ? "says" : "say"} __${before}__.` : `${file} is ${found.file} now.`);
        if (uses.length) showUses(uses);
      });
    });
  };

  const remove = () => told(async () => {
    if (!shown) return;
    const { file } = shown;
    await BS.do("delete_wildcard", { file });
    shown = null;
    BS.setHidden(part("editor"), true);
    BS.setHidden(part("empty"), false);
    await desk.changed("");
    say(`Deleted ${file}.`, "good", BS.button("Undo", "wildcard-undelete", { class: "bs-link", "data-file": file }));
  });

  const insert = () => shown && BS.library.insert(`__${BS.wildcardTest.name() || baseName()}__`);

  const showUses = (uses) => {
    const prompt = BS.field("prompt")?.value ?? "";
    const inPrompt = shown.names.some((name) => prompt.includes(`__${name}__`));
    const items = uses.map((use) => BS.el("li", {}, BS.el("button", { type: "button", class: "bs-link", "data-do": "wildcard-use", "data-file": use.file, "data-line": use.line, text: `${use.file}:${use.line}` }), ` ${use.text}`));
    if (inPrompt) items.unshift(BS.el("li", { text: "the prompt, as it stands" }));
    part("use-list").replaceChildren(...(items.length ? items : [BS.el("li", { class: "bs-muted", text: "No other file and not the prompt refers to it." })]));
    part("uses").open = true;
  };

  const build = (place, hooks) => {
    [root, desk] = [place, hooks];
    const text = BS.el("textarea", { "aria-label": "Text of the wildcard file", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
    const uses = BS.el("details", { class: "bs-uses", "data-part": "uses" }, BS.el("summary", { text: "Where it is used" }), BS.el("ul", { "data-part": "use-list" }));
    root.append(
      BS.el("p", { class: "bs-empty", "data-part": "empty", text: "Choose a file on the left, or make a new one." }),
      BS.el("div", { class: "bs-editor", "data-part": "editor", hidden: true },
        BS.el("div", { class: "bs-bar" }, BS.button("‹", "wildcard-back", { class: "bs-button bs-quiet bs-back", "aria-label": "Back to the list" }),
          BS.el("h2", { "data-part": "title" }), BS.el("span", { class: "bs-unsaved", "data-part": "state" }), BS.el("span", { class: "bs-space" }),
          BS.button("Save", "wildcard-save", { class: "bs-button bs-primary", title: "Ctrl+S" }), BS.button("Discard", "wildcard-discard", { title: "Back to what is on the disk" }),
          BS.button("Insert", "wildcard-insert", { title: "Put it into the prompt (Ctrl+Enter)" }), BS.button("Rename", "wildcard-rename", { title: "F2" }), BS.button("Delete", "wildcard-delete"),
          BS.button("Version before", "wildcard-before", { title: "Load the text from before the last change; nothing is saved yet" })),
        BS.el("div", { class: "bs-conflict", "data-part": "conflict", role: "alert", hidden: true }, BS.el("span"), BS.button("Load it again", "wildcard-discard-theirs"), BS.button("Save mine over it", "wildcard-overwrite")),
        BS.el("p", { class: "bs-muted", "data-part": "readonly", hidden: true, text: "This file is too big to edit here: these are its first values. Everything else works." }),
        BS.el("div", { id: "wildcard-text", class: "bs-wildcard-text" }, text),
        BS.el("div", { "data-part": "test" }), uses));
    BS.wildcardTest.build(part("test"), { file: () => shown?.file, box, isEditable: () => shown?.editable, goToLine });
    text.addEventListener("input", () => { mark(); BS.wildcardTest.later(); });
    text.addEventListener("keyup", () => BS.wildcardTest.moved());
    text.addEventListener("click", () => BS.wildcardTest.moved());
    uses.addEventListener("toggle", () => uses.open && !part("use-list").childElementCount && told(async () => showUses((await BS.do("wildcard_uses", { file: shown.file })).uses)));
  };

  Object.assign(BS.actions, {
    "wildcard-save": save,
    "wildcard-discard": reload,
    "wildcard-discard-theirs": reload,
    "wildcard-overwrite": () => told(() => write("")),
    "wildcard-insert": insert,
    "wildcard-rename": rename,
    "wildcard-delete": remove,
    "wildcard-before": () => told(async () => {
      const { text } = await BS.do("wildcard_before", { file: shown.file });
      box().focus();
      box().select();
      if (!document.execCommand("insertText", false, text)) box().value = text; // so that Ctrl+Z takes it back
      mark();
      BS.wildcardTest.later();
      say("This is the version before. Save to keep it, or discard it.");
    }),
    "wildcard-undelete": ({ dataset }) => told(async () => {
      await BS.do("restore_wildcard", { file: dataset.file });
      await desk.changed(dataset.file);
      await desk.openFile(dataset.file);
      say(`${dataset.file} is back.`);
    }),
    "wildcard-use": ({ dataset }) => desk.openFile(dataset.file, Number(dataset.line)),
  });
  return { build, open, save, rename, remove, insert, drafts, file: () => shown?.file, focus: () => box().focus() };
})();
