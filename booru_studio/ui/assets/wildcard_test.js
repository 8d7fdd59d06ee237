// What a wildcard file, or the line at the caret, becomes: a few draws, and what is odd about it.
BS.wildcardTest = (() => {
  const [WAIT, DRAWS] = [250, 8]; // ms, draws shown
  let root = null;
  let editor = null; // {file, box, isEditable}
  let timer = 0;
  let asked = 0; // counts up, so that a late answer is dropped
  let seed = 0;
  let isLine = false;
  let line = "";

  const part = (name) => BS.part(root, name);
  const chosenName = () => part("name").value;

  const lineAtCaret = () => {
    const { value, selectionStart: at } = editor.box();
    const start = value.lastIndexOf("\n", at - 1) + 1;
    const end = value.indexOf("\n", at);
    return value.slice(start, end < 0 ? value.length : end);
  };

  // A remark about a line of this file leads there.
  const remark = ({ severity, message }) => {
    const about = message.match(/^(.+), line (\d+): /);
    const isHere = about?.[1] === editor.file();
    const link = isHere ? BS.el("button", { type: "button", class: "bs-link", "data-do": "wildcard-line-go", "data-line": about[2], text: `line ${about[2]}` }) : null;
    return BS.el("li", { class: `bs-remark bs-remark-${severity}` }, link, BS.el("span", { text: isHere ? message.slice(about[0].length) : message }));
  };

  const draw = (found) => {
    const names = found.names.map(({ name, values }) => [`${name} (${values})`, name]);
    const list = part("name");
    const wanted = JSON.stringify(names);
    if (list.dataset.names !== wanted) {
      list.replaceChildren(...names.map(([text, value]) => BS.el("option", { value, text })));
      list.dataset.names = wanted;
    }
    list.value = found.name;
    BS.setHidden(list, names.length < 2);
    const what = isLine ? "the line" : `__${found.name}__`;
    const facts = isLine ? `${what} becomes ${BS.treeRows.leavesText(found.leaves)}` : `${BS.plural(found.values, "value")} · ${BS.treeRows.leavesText(found.leaves)}`;
    BS.setText(part("facts"), facts);
    part("draws").replaceChildren(...(found.prompts.length ? found.prompts.map((text) => BS.el("li", { text: text || "(nothing)" })) : [BS.el("li", { class: "bs-muted", text: isLine ? "(nothing)" : "It has no values yet: write one on each line." })]));
    part("remarks").replaceChildren(...found.diagnostics.slice(0, 50).map(remark));
  };

  const run = async () => {
    const turn = ++asked;
    const file = editor.file();
    if (!file) return;
    line = lineAtCaret();
    const content = editor.isEditable() ? editor.box().value : null;
    try {
      const found = await BS.do("test_wildcard", { file, content, name: chosenName(), line: isLine ? line : null, seed, count: DRAWS });
      if (turn === asked) draw(found);
    } catch (error) {
      if (turn === asked) part("remarks").replaceChildren(BS.el("li", { class: "bs-remark bs-remark-error", text: error.message }));
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(run, WAIT);
  };

  const build = (place, hooks) => {
    [root, editor] = [place, hooks];
    const way = (text, wanted) => BS.el("button", { type: "button", class: "bs-button", "data-do": "wildcard-try", "data-line": String(wanted), "aria-pressed": String(!wanted), text });
    root.classList.add("bs-try");
    root.append(
      BS.el("div", { class: "bs-bar" }, BS.el("div", { class: "bs-chips", role: "group", "aria-label": "What to draw from" }, way("Whole file", false), way("Line at the caret", true)),
        BS.el("select", { class: "bs-select", "data-part": "name", "aria-label": "Wildcard of this file", hidden: true }),
        BS.el("span", { class: "bs-muted", "data-part": "facts", role: "status" }), BS.el("span", { class: "bs-space" }), BS.button("Draw again", "wildcard-again")),
      BS.el("ul", { class: "bs-remarks", "data-part": "remarks", "aria-label": "Remarks" }),
      BS.el("ol", { class: "bs-draws", "data-part": "draws", "aria-label": "Draws" }));
    part("name").addEventListener("change", run);
  };

  Object.assign(BS.actions, {
    "wildcard-try": (button) => {
      isLine = button.dataset.line === "true";
      for (const each of root.querySelectorAll("[data-do=wildcard-try]")) each.setAttribute("aria-pressed", String(each === button));
      return run();
    },
    "wildcard-line-go": ({ dataset }) => editor.goToLine(Number(dataset.line)),
    "wildcard-again": () => { seed = Math.floor(Math.random() * 2 ** 32); return run(); },
  });
  return {
    build, later,
    name: chosenName,
    // What a file on the disk becomes; null where that fails, which `show` then tells.
    ask: (file) => (isLine ? null : BS.do("test_wildcard", { file, seed, count: DRAWS }).catch(() => null)),
    show: (names, tried) => {
      if (!names.includes(chosenName())) part("name").replaceChildren();
      part("name").dataset.names = "";
      asked += 1;
      return tried ? draw(tried) : run();
    },
    moved: () => { if (isLine && lineAtCaret() !== line) later(); },
  };
})();
