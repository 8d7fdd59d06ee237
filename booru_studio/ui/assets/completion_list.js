// Draws the one list of suggestions of the page, and knows which of them is chosen.
BS.completionList = (() => {
  const TALLEST = 320; // pixels
  const EDGE = 8; // pixels to the window's
  const PAGE = 8; // items
  let list = null;
  let field = null; // the text box it belongs to, while it is open
  let items = [];
  let chosen = -1; // nothing, as long as no arrow key was pressed

  const short = (count) => {
    const units = [[1e6, "M"], [1e3, "k"]];
    for (const [size, unit] of units) {
      if (count >= size) return `${(count / size).toFixed(count < 10 * size ? 1 : 0).replace(/\.0$/, "")}${unit}`;
    }
    return String(count);
  };

  const note = (item) => {
    if (item.kind === "lora") return `LoRA ${item.insert.match(/:([^:>]*)>$/)?.[1] ?? ""}`;
    if (item.kind !== "tag") return item.kind;
    const count = item.count ? short(item.count) : "";
    return item.match === "similar" ? `did you mean · ${count}` : count;
  };

  const option = (item, at) =>
    BS.el("li", { id: `completion-${at}`, role: "option", class: "bs-completion", "data-at": at, "data-kind": item.kind, "data-category": item.category, "aria-selected": "false" },
      item.kind === "lora" ? BS.loraPicture(item.label) : null,
      item.alias ? BS.el("span", { class: "bs-completion-alias", text: `${item.alias} →` }) : null,
      BS.el("span", { class: "bs-completion-label", text: item.label }),
      item.triggers ? BS.el("span", { class: "bs-completion-alias", text: item.triggers }) : null,
      BS.el("span", { class: "bs-completion-note", text: note(item) }));

  const build = () => {
    const made = BS.el("ul", { id: "completions", class: "bs-completions", role: "listbox", "aria-label": "Suggestions", hidden: true });
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the text box keeps the focus
    made.addEventListener("click", (event) => {
      const at = event.target.closest("[role=option]")?.dataset.at;
      if (at !== undefined) BS.emit("completion-clicked", items[at]);
    });
    return made;
  };

  // Screen readers hear of a list only while there is one.
  const describe = (isOpen) => {
    const values = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "completions", "aria-expanded": "true" };
    for (const [name, value] of Object.entries(values)) {
      if (isOpen) field.setAttribute(name, value);
      else field.removeAttribute(name);
    }
    if (!isOpen) field.removeAttribute("aria-activedescendant");
  };

  const choose = (at) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = at;
    list.toggleAttribute("data-chosen", at >= 0);
    const option = list.children[at];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const place = (spot) => {
    const view = window.visualViewport; // less than the window while a phone shows its keyboard
    const [top, height] = [view?.offsetTop ?? 0, view?.height ?? innerHeight];
    const wanted = Math.min(TALLEST, list.scrollHeight + 2);
    const [above, below] = [spot.top - top - EDGE, top + height - spot.bottom - EDGE];
    const isBelow = below >= wanted || below >= above;
    const tall = Math.max(0, Math.min(wanted, isBelow ? below : above));
    list.style.maxHeight = `${tall}px`;
    list.style.top = `${isBelow ? spot.bottom + 3 : spot.top - tall - 3}px`;
    list.style.left = `${Math.max(EDGE, Math.min(spot.left, innerWidth - list.offsetWidth - EDGE))}px`;
  };

  const hide = () => {
    if (!field) return;
    list.hidden = true;
    describe(false);
    [field, items, chosen] = [null, [], -1];
  };

  const show = (owner, found, query, spot) => {
    list ??= build();
    const home = owner.closest("dialog") ?? BS.top(); // what is above all else hides the page's parts
    if (list.parentElement !== home) home.append(list);
    const kept = items[chosen]?.insert; // chosen while the answer was on its way
    if (field && field !== owner) hide();
    [field, items, chosen] = [owner, found, -1];
    list.replaceChildren(...found.map(option));
    list.dataset.query = query;
    list.hidden = false;
    list.scrollTop = 0;
    describe(true);
    choose(kept === undefined ? -1 : found.findIndex((item) => item.insert === kept));
    place(spot);
  };

  const step = (by) => {
    const last = items.length - 1;
    if (Math.abs(by) === 1) {
      const next = chosen < 0 && by < 0 ? last : chosen + by;
      return choose(next > last ? 0 : next < 0 ? last : next);
    }
    return choose(Math.max(0, Math.min(last, Math.max(chosen, 0) + by)));
  };

  return {
    show, hide, place, choose,
    owner: () => field,
    element: () => list,
    chosen: () => items[chosen] ?? null,
    forget: () => field && choose(-1),
    moves: {
      ArrowDown: () => step(1), ArrowUp: () => step(-1),
      PageDown: () => step(PAGE), PageUp: () => step(-PAGE),
      Home: () => choose(0), End: () => choose(items.length - 1),
    },
  };
})();
