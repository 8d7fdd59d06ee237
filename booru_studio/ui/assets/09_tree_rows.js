// Draws the rows of the prompt tree; what a row does is said by its data, never by its place.
BS.treeRows = (() => {
  const SEARCHED = 12; // values from which a search box helps

  const grouped = (digits) => (/^\d+$/.test(digits) ? digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : digits);
  const leavesText = (digits) => {
    if (digits.length <= 15) return `${grouped(digits)} ${digits === "1" ? "prompt" : "prompts"}`;
    return `about ${digits[0]}.${digits[1]} × 10^${digits.length - 1} prompts`;
  };
  const short = (text, most = 90) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const depthOf = (id) => (id.split("/").length - 1) / 2;

  const tool = (text, action, id, title) => BS.button(text, action, { "data-node": id, title, tabindex: "-1", class: "bs-button bs-tree-tool" });

  const STATES = { random: "drawn afresh each time (~)", cycle: "in turn (@)", missing: "no such wildcard" };
  const nodeRow = (node, isOpen) => {
    const isMissing = node.state === "missing";
    const facts = isMissing ? STATES.missing : [BS.plural(node.children, "value"), leavesText(node.leaves), STATES[node.state]].filter(Boolean).join(" · ");
    const tools = isMissing ? [] : [
      tool("Draw", "tree-draw", node.id, "Put a value drawn at random in its place (r)"),
      tool("Lock", "tree-lock", node.id, "Put in what the form's seed draws here (l)"),
      tool("Write out", "tree-expand", node.id, "Write its values into the prompt, to be chosen further (e)"),
      tool("To file", "tree-extract", node.id, "Make a wildcard file of its values (x)"),
    ];
    return BS.el("div", {
      class: "bs-tree-node", role: "treeitem", tabindex: "-1", "data-row": node.id, "data-node": node.id, "aria-expanded": isMissing ? null : String(isOpen),
      "data-state": node.state, style: `--bs-depth: ${depthOf(node.id)}`, "aria-label": `${node.label}: ${facts}`,
    },
    BS.button(isOpen ? "▾" : "▸", "tree-toggle", { "data-node": node.id, class: "bs-button bs-quiet", tabindex: "-1", "aria-label": "Show its values", disabled: isMissing }),
    BS.el("span", { class: "bs-tree-label", text: node.kind === "wildcard" ? `__${node.label}__` : `{${node.label}}` }),
    BS.el("span", { class: "bs-tree-facts", text: facts }),
    BS.el("span", { class: "bs-tree-tools" }, ...tools));
  };

  const childRow = (node, child, isTicked) => BS.el("div", {
    class: "bs-tree-child", role: "treeitem", tabindex: "-1", "data-row": child.id, "data-node": node.id, "data-child": child.id,
    "aria-checked": String(isTicked), style: `--bs-depth: ${depthOf(node.id) + 1}`,
  },
  BS.el("input", { type: "checkbox", tabindex: "-1", checked: isTicked, "aria-label": `Keep ${short(child.value, 60)}`, "data-tree-tick": child.id, "data-node": node.id }),
  BS.el("button", { type: "button", class: "bs-tree-value", tabindex: "-1", "data-do": "tree-pick", "data-node": node.id, "data-child": child.id, title: "Put it in the place of the choice", text: short(child.value) || "(nothing)" }),
  BS.el("span", { class: "bs-tree-facts", text: [child.weight === 1 ? "" : `weight ${child.weight}`, child.has_choices ? leavesText(child.leaves) : ""].filter(Boolean).join(" · ") }));

  const openRows = (node, open) => {
    const inset = { style: `--bs-depth: ${depthOf(node.id) + 1}` };
    const rows = [];
    if (node.children > SEARCHED) {
      rows.push(BS.el("div", { class: "bs-tree-search", ...inset },
        BS.el("input", { type: "search", value: open.query, placeholder: `Search ${grouped(String(node.children))} values`, "aria-label": "Search its values", "data-tree-search": node.id })));
    }
    rows.push(...open.children.map((child) => childRow(node, child, open.ticked.has(child.id))));
    if (open.hasMore) rows.push(BS.el("div", { class: "bs-tree-more", ...inset }, BS.button("More values", "tree-more", { "data-node": node.id })));
    if (!open.children.length) rows.push(BS.el("div", { class: "bs-tree-more bs-muted", ...inset, text: "No value fits." }));
    if (open.ticked.size) {
      rows.push(BS.el("div", { class: "bs-tree-more", ...inset },
        BS.button(`Keep ${open.ticked.size} ticked`, "tree-some", { "data-node": node.id }),
        BS.button("Untick", "tree-untick", { "data-node": node.id, class: "bs-button bs-quiet" })));
    }
    return rows;
  };

  const placeRow = (place, at, text) => BS.el("div", { class: "bs-tree-place", role: "treeitem", tabindex: "-1", "data-row": `place-${at}`, "data-place": at },
    BS.el("span", { class: "bs-tree-now", text: short(text.slice(place.start, place.end), 60) || "(nothing)" }),
    BS.el("span", { class: "bs-tree-facts", text: `from ${short(place.source, 40)}` }),
    BS.el("span", { class: "bs-tree-tools" },
      BS.button("Draw again", "tree-again", { "data-place": at, tabindex: "-1", class: "bs-button bs-tree-tool" }),
      BS.button("Back", "tree-collapse", { "data-place": at, tabindex: "-1", class: "bs-button bs-tree-tool", title: "Put the choice back" })));

  return { nodeRow, openRows, placeRow, leavesText, grouped };
})();
