// The wildcard desk: the files on the left, one of them on the right.
(() => {
  const ROW = matchMedia("(max-width: 900px)").matches ? 42 : 28; // pixels
  const { told, say } = BS.library;
  let list = null;
  let rows = [];
  let pane = null;

  const rowOf = (at) => {
    const row = rows[at];
    const isDraft = row.file && BS.wildcardEditor.drafts.has(row.file);
    const nodes = row.folder
      ? [BS.el("span", { class: "bs-fold", text: row.isOpen ? "▾" : "▸" }), BS.el("span", { class: "bs-row-label", text: row.label }), BS.el("span", { class: "bs-row-fact", text: row.count })]
      : [BS.el("span", { class: "bs-row-label", text: row.label }), isDraft ? BS.el("span", { class: "bs-unsaved", title: "Not saved yet", "aria-label": "not saved yet", text: "●" }) : null, row.names === 1 ? null : BS.el("span", { class: "bs-row-fact", text: row.names ? BS.plural(row.names, "name") : "empty" })];
    return { nodes, style: `--bs-depth: ${row.depth}`, more: { "data-file": row.file, "data-folder": row.folder, "aria-expanded": row.folder ? String(row.isOpen) : null } };
  };

  const show = () => {
    rows = BS.wildcardFiles.rows();
    const at = rows.findIndex((row) => row.file && row.file === BS.wildcardEditor.file());
    list.show(rows.length, at);
    BS.setText(BS.part(pane, "count"), BS.plural(BS.wildcardFiles.count(), "file"));
    BS.setHidden(BS.part(pane, "none"), rows.length > 0);
  };

  const open = (at) => {
    const row = rows[at];
    if (!row) return;
    if (row.folder) {
      BS.wildcardFiles.toggle(row.folder);
      show();
      list.choose(rows.findIndex((each) => each.folder === row.folder));
    } else openFile(row.file);
  };

  const openFile = (file, line = 0) => told(async () => {
    await BS.wildcardEditor.open(file, line);
    pane.classList.add("bs-detail-open");
    const at = rows.findIndex((row) => row.file === file);
    if (at >= 0) list.choose(at);
  });

  const load = async () => {
    const found = await BS.do("wildcard_files");
    BS.wildcardFiles.take(found.files);
    show();
    if (found.problems.length) say(found.problems[0], "error");
  };

  // After a file came, went or was renamed.
  const changed = async (file) => {
    if (file) BS.wildcardFiles.reveal(file);
    await load();
    const at = rows.findIndex((row) => row.file === file);
    if (at >= 0) list.choose(at);
  };

  const create = () => {
    const folder = (BS.wildcardEditor.file() ?? "").replace(/[^/]*$/, "");
    const name = BS.input("name", folder, { required: true, autocomplete: "off", spellcheck: "false", placeholder: "folder/name" });
    const dialog = BS.dialog("wildcard-name", "New wildcard", BS.line("Name", name),
      BS.el("p", { class: "bs-muted", text: "It is used as __folder/name__. A name that ends in .yaml holds several wildcards as a tree." }),
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-space" }), BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Create" })));
    name.setSelectionRange(folder.length, folder.length);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.attempt(async () => {
        const { file } = await BS.do("create_wildcard", { name: name.value });
        await changed(file);
        await openFile(file);
        say(`${file} is there now.`);
        BS.wildcardEditor.focus();
      });
    });
  };

  const heardKey = (event) => {
    if (event.isComposing) return;
    const isCtrl = (event.ctrlKey || event.metaKey) && !event.altKey;
    const isTyping = BS.isTyping(event.target);
    const row = rows[list.chosen];
    const fold = (wanted) => row?.folder && row.isOpen !== wanted && (open(list.chosen), true);
    const KEYS = {
      "ctrl+s": () => BS.wildcardEditor.save(), "ctrl+Enter": () => BS.wildcardEditor.insert(),
      F2: () => BS.wildcardEditor.rename(), "alt+n": () => create(),
    };
    const IN_LIST = { ...(isTyping ? {} : { "/": () => pane.querySelector("[type=search]").focus() }), ...(event.target === list.root ? { Delete: () => BS.wildcardEditor.remove(), ArrowRight: () => fold(true), ArrowLeft: () => fold(false) } : {}) };
    const name = (isCtrl ? "ctrl+" : event.altKey ? "alt+" : "") + event.key;
    const does = KEYS[name] ?? IN_LIST[name];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };

  BS.library.add("wildcards", {
    label: "Wildcards", order: 1,
    build: (root) => {
      pane = root;
      pane.classList.add("bs-split-pane");
      const search = BS.el("input", { type: "search", class: "bs-input", id: "wildcard-search", placeholder: "Search files", "aria-label": "Search wildcard files", autocomplete: "off", spellcheck: "false", "aria-controls": "wildcard-list" });
      const listed = BS.el("div", { id: "wildcard-list", role: "listbox", "aria-label": "Wildcard files" });
      pane.append(
        BS.el("div", { class: "bs-split-list" },
          BS.el("div", { class: "bs-bar" }, search, BS.button("New", "wildcard-new", { title: "Alt+N" })), listed,
          BS.el("p", { class: "bs-muted", "data-part": "none", hidden: true, text: "No file fits: search for less, or make a new one." }),
          BS.el("div", { class: "bs-bar bs-muted" }, BS.el("span", { "data-part": "count" }), BS.el("span", { class: "bs-space" }), BS.button("Reload", "wildcard-reload", { class: "bs-link" }))),
        BS.el("div", { class: "bs-split-detail", id: "wildcard-editor" }));
      list = new BS.WindowList(listed, { rowHeight: ROW, draw: rowOf, open });
      BS.searchOver(search, list);
      search.addEventListener("input", () => {
        BS.wildcardFiles.search(search.value);
        list.root.scrollTop = 0;
        show();
      });
      pane.addEventListener("keydown", heardKey);
      BS.wildcardEditor.build(document.getElementById("wildcard-editor"), { changed, openFile, marked: () => list.paint() });
    },
    show: (wanted) => told(async () => {
      await load();
      const file = wanted?.file ?? BS.wildcardEditor.file() ?? BS.memory.get("wildcard-file");
      if (wanted?.file) BS.wildcardFiles.reveal(file);
      show();
      if (file && BS.wildcardFiles.has(file)) await openFile(file, wanted?.line);
      else pane.querySelector("[type=search]").focus();
      if (!wanted?.file) pane.classList.remove("bs-detail-open");
    }),
  });
  Object.assign(BS.actions, {
    "wildcard-desk": () => BS.library.open("wildcards"),
    "wildcard-new": create,
    "wildcard-reload": () => told(load),
    "wildcard-back": () => { pane.classList.remove("bs-detail-open"); list.root.focus(); },
  });
})();
