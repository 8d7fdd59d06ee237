// The prompt tree: the choices of the prompt as a tree beside its text. Every action is an edit of
// the text, so the two always agree and Ctrl+Z takes it back.
BS.tree = (() => {
  const [PAGE, WAIT, SEEDS] = [60, 250, 2 ** 32]; // values, ms, how many seeds there are
  const rows = BS.treeRows;
  const places = BS.treePlaces;
  let isOpen = false;
  let text = ""; // of the prompt, as the tree shows it
  let nodes = [];
  let open = new Map(); // node id -> {label, children, hasMore, query, ticked}
  let asked = 0; // counts up, so that a late answer is dropped
  let timer = 0;

  const field = () => BS.field("prompt");
  const root = () => document.getElementById("prompt-tree");
  const nodeOf = (id) => nodes.find((node) => node.id === id);
  const say = (sentence, kind = "error") => BS.notice(BS.part(root(), "message"), sentence, kind);
  const call = (fields) => BS.do("prompt_tree", { template: text, limit: PAGE, ...fields });
  const units = (at) => BS.writing.toUnits(text, at);
  const points = (at) => BS.writing.toPoints(text, at);
  const seedNow = () => Math.floor(Math.random() * SEEDS);

  const draw = () => {
    const list = BS.part(root(), "rows");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset : null;
    const at = focused && [...list.querySelectorAll("[data-row]")].findIndex((row) => row.dataset.row === (focused.row ?? focused.treeSearch));
    list.replaceChildren(
      ...places.all().map((place, index) => rows.placeRow(place, index, text)),
      ...nodes.flatMap((node) => [rows.nodeRow(node, open.has(node.id)), ...(open.has(node.id) ? rows.openRows(node, open.get(node.id)) : [])]));
    if (!nodes.length && !places.all().length) {
      list.append(BS.el("p", { class: "bs-empty", text: "Nothing to choose here yet: write {red|blue} or a wildcard such as __hair/colour__ into the prompt." }));
    }
    if (focused?.treeSearch) return searchBox(focused.treeSearch)?.focus();
    const all = rowElements();
    (all[Math.min(Math.max(at ?? 0, 0), all.length - 1)])?.setAttribute("tabindex", "0");
    if (at >= 0 && at !== null) focusRow(all[Math.min(at, all.length - 1)]);
  };
  const searchBox = (id) => [...root().querySelectorAll("[data-tree-search]")].find((box) => box.dataset.treeSearch === id);
  const rowElements = () => [...BS.part(root(), "rows").querySelectorAll("[data-row]")];
  const focusRow = (row) => {
    for (const each of rowElements()) each.setAttribute("tabindex", each === row ? "0" : "-1");
    row?.focus();
  };

  const take = (answer) => {
    nodes = answer.nodes;
    // A choice keeps its open list while it is the same choice.
    open = new Map([...open].filter(([id, { label }]) => nodeOf(id)?.label === label));
    BS.setText(BS.part(root(), "leaves"), rows.leavesText(answer.leaves));
    say("", "good");
    draw();
    BS.emit("tree", { leaves: answer.leaves });
  };

  const look = async () => {
    const turn = ++asked;
    text = field()?.value ?? "";
    try {
      const answer = await call({});
      if (turn === asked) take(answer);
    } catch (error) {
      if (turn === asked) say(error.message);
    }
  };

  const later = () => {
    const now = field()?.value ?? "";
    if (now === text) return; // our own edit
    places.typed(text, now);
    text = now;
    clearTimeout(timer);
    if (isOpen) timer = setTimeout(look, WAIT);
  };

  // Writes what an action made of text[start:end] into the text box.
  const write = (edited, start, end, source) => {
    const newEnd = end + edited.length - text.length;
    if (source === null) places.typed(text, edited);
    else places.chosen(start, end, newEnd, source);
    text = edited; // the input event that follows is ours
    const focused = document.activeElement;
    BS.writing.rewrite(field(), edited);
    if (focused && focused !== field()) focused.focus({ preventScroll: true });
  };

  const edit = async (fields, start, end, source) => {
    if (field()?.value !== text) await look();
    clearTimeout(timer); // its look would make this answer a late one
    const turn = ++asked;
    try {
      const answer = await call(fields);
      if (turn !== asked || field()?.value !== text) return;
      write(answer.template, start, end, source);
      take(answer);
    } catch (error) {
      say(error.message);
    }
  };

  const act = (id, action, more = {}) => {
    const node = nodeOf(id);
    if (!node) return look();
    const [start, end] = node.span.map(units);
    return edit({ node: id, action, ...more }, start, end, action === "extract" ? null : text.slice(start, end));
  };

  const again = (at, action) => {
    const place = places.all()[at];
    if (!place) return draw();
    const more = { node: `${points(place.start)}-${points(place.end)}`, action, values: [place.source], seed: seedNow() };
    const { start, end, source } = place;
    if (action === "collapse") {
      places.forget(place);
      return edit(more, start, end, null);
    }
    return edit(more, start, end, source);
  };

  const load = async (id, { query = "", offset = 0 } = {}) => {
    const node = nodeOf(id);
    const ticked = open.get(id)?.ticked ?? new Map();
    const before = text;
    try {
      const answer = await call({ node: id, query, offset });
      if (before !== text || !nodeOf(id)) return;
      const shown = offset ? open.get(id)?.children ?? [] : [];
      open.set(id, { label: node.label, children: [...shown, ...answer.children], hasMore: answer.children.length === PAGE, query, ticked });
      draw();
    } catch (error) {
      say(error.message);
    }
  };

  const toggle = (id) => {
    if (!open.delete(id)) return load(id);
    return draw();
  };

  const tick = (id, childId) => {
    const { ticked, children } = open.get(id);
    const child = children.find((each) => each.id === childId);
    if (!ticked.delete(childId)) ticked.set(childId, child.value);
    draw();
  };

  const askName = (id) => {
    const row = rowElements().find((each) => each.dataset.row === id);
    if (row.querySelector("[data-tree-name]")) return;
    const box = BS.el("input", { type: "text", class: "bs-tree-name", placeholder: "folder/name, then Enter", "aria-label": "Name of the wildcard", "data-tree-name": id });
    row.append(box);
    box.focus();
  };

  const show = (wanted = !isOpen) => {
    isOpen = wanted;
    BS.setHidden(root().querySelector(".bs-tree"), !isOpen);
    root().closest(".bs-desk")?.classList.toggle("bs-with-tree", isOpen);
    for (const button of document.querySelectorAll("[data-do=tree][aria-pressed]")) button.setAttribute("aria-pressed", String(isOpen));
    BS.memory.put("tree", isOpen);
    if (isOpen) look();
  };

  const KEYS = {
    ArrowDown: (row, all) => focusRow(all[all.indexOf(row) + 1] ?? row),
    ArrowUp: (row, all) => focusRow(all[all.indexOf(row) - 1] ?? row),
    Home: (_, all) => focusRow(all[0]),
    End: (_, all) => focusRow(all.at(-1)),
    ArrowRight: ({ dataset }) => dataset.node && !dataset.child && !open.has(dataset.node) && load(dataset.node),
    ArrowLeft: ({ dataset }, all) => {
      if (dataset.child) return focusRow(all.find((row) => row.dataset.row === dataset.node));
      return dataset.node && open.delete(dataset.node) && draw();
    },
    Enter: ({ dataset }) => {
      if (dataset.child) return act(dataset.node, "pick", { values: [dataset.child] });
      return dataset.place ? again(Number(dataset.place), "reroll") : toggle(dataset.node);
    },
    " ": ({ dataset }) => (dataset.child ? tick(dataset.node, dataset.child) : dataset.node && toggle(dataset.node)),
    r: ({ dataset }) => (dataset.place ? again(Number(dataset.place), "reroll") : act(dataset.node, "reroll", { seed: seedNow() })),
    l: ({ dataset }) => dataset.node && BS.actions["tree-lock"]({ dataset }),
    e: ({ dataset }) => dataset.node && act(dataset.node, "expand"),
    x: ({ dataset }) => dataset.node && askName(dataset.node),
    Backspace: ({ dataset }) => dataset.place && again(Number(dataset.place), "collapse"),
    Escape: () => { show(false); field()?.focus(); },
  };

  const heardKey = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { treeName, treeSearch } = event.target.dataset;
    if (treeName && event.key === "Enter") return act(treeName, "extract", { name: event.target.value.trim() });
    if ((treeName || treeSearch) && event.key === "Escape") {
      event.stopPropagation();
      return focusRow(rowElements().find((row) => row.dataset.row === (treeName ?? treeSearch)));
    }
    const row = event.target.closest("[data-row]");
    if (event.target !== row || !(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key](row, rowElements());
  };

  BS.onMount("prompt-tree", (part) => {
    part.querySelector(".bs-inside").replaceChildren(
      BS.el("section", { class: "bs-tree", hidden: true, "aria-label": "Prompt tree" },
        BS.el("div", { class: "bs-bar" }, BS.el("strong", { text: "Prompt tree" }), BS.el("span", { class: "bs-muted", "data-part": "leaves" }), BS.el("span", { class: "bs-space" }),
          BS.button("Prompts", "tree-leaves", { title: "Show all prompts it can become, to queue some of them" }), BS.button("✕", "tree", { class: "bs-button bs-quiet", "aria-label": "Close the prompt tree" })),
        BS.el("div", { "data-part": "message" }, BS.el("p", { class: "bs-notice", role: "status" })),
        BS.el("div", { class: "bs-tree-rows", "data-part": "rows", role: "tree", "aria-label": "Choices of the prompt" })));
    part.addEventListener("keydown", heardKey);
    part.addEventListener("change", (event) => {
      const { treeTick, node } = event.target.dataset;
      if (treeTick) tick(node, treeTick);
    });
    part.addEventListener("input", (event) => {
      const id = event.target.dataset.treeSearch;
      clearTimeout(timer);
      if (id) timer = setTimeout(() => load(id, { query: event.target.value }), WAIT);
    });
    if (BS.memory.get("tree")) show(true);
  });
  document.addEventListener("input", (event) => {
    if (event.target === field()) later();
  });

  Object.assign(BS.actions, {
    tree: () => show(),
    "tree-toggle": ({ dataset }) => toggle(dataset.node),
    "tree-pick": ({ dataset }) => act(dataset.node, "pick", { values: [dataset.child] }),
    "tree-some": ({ dataset }) => act(dataset.node, "some", { values: [...open.get(dataset.node).ticked.keys()] }),
    "tree-untick": ({ dataset }) => { open.get(dataset.node).ticked.clear(); draw(); },
    "tree-more": ({ dataset }) => {
      const { query, children } = open.get(dataset.node);
      return load(dataset.node, { query, offset: children.length });
    },
    "tree-draw": ({ dataset }) => act(dataset.node, "reroll", { seed: seedNow() }),
    "tree-lock": ({ dataset }) => {
      const seed = Math.trunc(Number(BS.field("seed")?.value ?? -1));
      return act(dataset.node, "lock", { seed: seed >= 0 ? seed : seedNow() });
    },
    "tree-expand": ({ dataset }) => act(dataset.node, "expand"),
    "tree-extract": ({ dataset }) => askName(dataset.node),
    "tree-again": ({ dataset }) => again(Number(dataset.place), "reroll"),
    "tree-collapse": ({ dataset }) => again(Number(dataset.place), "collapse"),
  });
  return { show, isOpen: () => isOpen };
})();
