// The LoRA desk: the catalog on the left, one LoRA of it on the right, in thousands.
(() => {
  const [ROW, WAIT, PAGE, AGAIN] = [46, 15, 60, 1500]; // pixels, ms, rows asked for at once, ms
  const FILTERS = [["folder", "folders", "Folder"], ["base", "bases", "Base"], ["group", "groups", "Group"], ["rating", "ratings", "Rating"]];
  const { told, say } = BS.library;
  let pane = null;
  let list = null;
  let rows = new Map(); // place -> row, as far as they were asked for
  let asked = new Set(); // pages under way or there
  let turn = 0; // counts up with each other query
  let timer = 0;
  let again = 0;

  const part = (name) => BS.part(pane, name);
  const query = () => ({ search: pane.querySelector("[type=search]").value.trim(), ...Object.fromEntries(FILTERS.map(([name]) => [name, part(name).value])) });

  const rowOf = (at) => {
    const row = rows.get(at);
    if (!row) return { nodes: [BS.el("span", { class: "bs-muted", text: "…" })] };
    const facts = [row.weight, row.base || null, row.group || null, row.status === "ok" ? null : row.status.replace("_", " ")].filter((each) => each !== null).join(" · ");
    return {
      nodes: [BS.loraPicture(row.name),
        BS.el("span", { class: "bs-lora-words" },
          BS.el("span", { class: "bs-row-label", text: (row.favourite ? "★ " : "") + row.name, title: row.key }),
          BS.el("span", { class: "bs-lora-sub", text: [facts, row.triggers].filter(Boolean).join(" · ") })),
        BS.loraForm.drafts.has(row.key) ? BS.el("span", { class: "bs-unsaved", "aria-label": "not saved yet", text: "●" }) : null],
      more: { "data-key": row.key },
    };
  };

  const fetchPage = async (page) => {
    if (asked.has(page)) return;
    asked.add(page);
    const mine = turn;
    try {
      const found = await BS.do("lora_list", { ...query(), offset: page * PAGE, limit: PAGE });
      if (mine !== turn) return;
      found.rows.forEach((row, index) => rows.set(page * PAGE + index, row));
      const chosen = [...rows].find(([, row]) => row.key === BS.loraForm.key())?.[0];
      list.show(found.total, chosen ?? list.chosen);
      tell(found);
    } catch (error) {
      asked.delete(page);
      if (mine === turn) say(error.message, "error");
    }
  };

  const tell = ({ total, hidden, waiting }) => {
    const more = [hidden ? `${hidden} hidden by the rating rules` : "", waiting ? `${waiting} still being looked at` : ""].filter(Boolean);
    BS.setText(part("count"), [BS.plural(total, "LoRA"), ...more].join(" · "));
    BS.setHidden(part("none"), total > 0 || waiting > 0);
    clearTimeout(again);
    if (waiting && BS.library.isOpen("loras")) again = setTimeout(() => search(true), AGAIN);
  };

  const search = (isQuiet = false) => {
    turn += 1;
    asked = new Set();
    if (!isQuiet) {
      rows = new Map();
      list.root.scrollTop = 0;
      list.chosen = -1;
    }
    return fetchPage(Math.floor(list.root.scrollTop / ROW / PAGE));
  };

  const open = (at) => {
    const row = rows.get(at);
    if (row) openKey(row.key);
  };
  const openKey = (key) => told(async () => {
    await BS.loraForm.open(key);
    pane.classList.add("bs-detail-open");
  });

  const choices = (name, found, label) => {
    const chosen = part(name).value;
    const titles = found.filter(([value]) => value !== "").map(([value, count]) => BS.el("option", { value, text: `${value} (${count})` }));
    part(name).replaceChildren(BS.el("option", { value: "", text: label }), ...titles);
    part(name).value = chosen;
  };

  const facets = async () => {
    const found = await BS.do("lora_facets");
    for (const [name, plural, label] of FILTERS) choices(name, found[plural], label);
    BS.loraForm.take(found);
    BS.emit("lora-facets", found);
    if (found.warnings.length) say(found.warnings[0], "error");
  };

  BS.library.add("loras", {
    label: "LoRAs", order: 2,
    build: (root) => {
      pane = root;
      pane.classList.add("bs-split-pane", "bs-lora-pane");
      const box = BS.el("input", { type: "search", class: "bs-input", id: "lora-search", placeholder: "Search names, tags, triggers", "aria-label": "Search LoRAs", autocomplete: "off", spellcheck: "false", "aria-controls": "lora-list" });
      const listed = BS.el("div", { id: "lora-list", role: "listbox", "aria-label": "LoRAs" });
      pane.append(
        BS.el("div", { class: "bs-split-list" }, BS.el("div", { class: "bs-bar" }, box, BS.button("Scan", "lora-scan", { title: "Look for new LoRAs in the WebUI and in the catalog's folder" })),
          BS.el("div", { class: "bs-lora-filters" }, ...FILTERS.map(([name, , label]) => BS.el("select", { class: "bs-select", "data-part": name, "aria-label": label }, BS.el("option", { value: "", text: label })))),
          listed,
          BS.el("p", { class: "bs-muted", "data-part": "none", hidden: true, text: "No LoRA fits: search for less, or scan for new ones." }),
          BS.el("div", { class: "bs-muted", "data-part": "count", role: "status" })),
        BS.el("div", { class: "bs-split-detail", id: "lora-form" }));
      list = new BS.WindowList(listed, { rowHeight: ROW, draw: rowOf, open, seen: (first, last) => { for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, last - 1) / PAGE); page += 1) if (list) fetchPage(page); } });
      BS.searchOver(box, list);
      box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, WAIT); });
      pane.querySelector(".bs-lora-filters").addEventListener("change", () => search());
      pane.addEventListener("keydown", (event) => {
        const isCtrl = (event.ctrlKey || event.metaKey) && !event.altKey;
        if (isCtrl && event.key === "s") BS.loraForm.save();
        else if (isCtrl && event.key === "Enter") BS.loraForm.insert();
        else if (event.key === "/" && !BS.isTyping(event.target)) box.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
      BS.loraForm.build(document.getElementById("lora-form"), {
        marked: () => list.paint(),
        saved: (row) => { for (const [at, each] of rows) if (each.key === row.key) rows.set(at, row); list.paint(); },
      });
    },
    show: (wanted) => told(async () => {
      if (!wanted) pane.classList.remove("bs-detail-open");
      if (!rows.size) list.show(0);
      const known = facets();
      if (!BS.loraForm.key()) await known; // the form's lists are of them
      await Promise.all([search(rows.size > 0), known, wanted?.key ? openKey(wanted.key) : null]);
      if (!wanted?.key && matchMedia("(min-width: 901px)").matches) pane.querySelector("[type=search]").focus();
    }),
  });

  Object.assign(BS.actions, {
    "lora-desk": () => BS.library.open("loras"),
    "lora-edit": ({ dataset }) => BS.library.open("loras", { key: dataset.key }),
    "lora-back": () => { pane.classList.remove("bs-detail-open"); list.root.focus(); },
    "lora-scan": (button) => told(async () => {
      button.disabled = true;
      say("Looking for LoRAs…", "hint");
      try {
        const { counts } = await BS.do("refresh", { what: "loras" });
        await Promise.all([search(), facets()]);
        say(`The catalog has ${BS.plural(counts.loras, "LoRA")} now.`);
      } finally {
        button.disabled = false;
      }
    }),
  });
})();
