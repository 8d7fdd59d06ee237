// Wildcard files made of the LoRA catalog: what would be written, how it differs, and the writing.
(() => {
  const WAIT = 200; // ms
  const { told, say } = BS.library;
  const FIRST = { folder: "", pattern: "*", weight: "preferred", amount: "", triggers: "first", format: "txt", order: "first", base: "", exclude: "", most_lines: "0", needs_triggers: false, negatives: false };
  const STATES = { new: "new", same: "as it is", changed: "changes", kept: "yours, kept" };
  let pane = null;
  let timer = 0;
  let asked = 0; // counts up, so that a late answer is dropped

  const part = (name) => BS.part(pane, name);
  const values = () => {
    const form = pane.querySelector("form");
    return { ...Object.fromEntries(new FormData(form)), needs_triggers: form.elements.needs_triggers.checked, negatives: form.elements.negatives.checked };
  };
  const options = ({ weight, amount, most_lines: most, ...rest }) => {
    const given = amount.trim();
    const ways = { preferred: "preferred", range: given ? `range:${given}` : "range", fixed: given || "0.8", list: `list:${given || "0.6,0.8"}` };
    return { ...rest, pattern: rest.pattern.trim() || "*", weight: ways[weight], most_lines: Math.max(0, Math.trunc(Number(most)) || 0) };
  };

  const fileRow = (file) => BS.el("details", { class: "bs-made-file", "data-state": file.state },
    BS.el("summary", {}, BS.el("span", { class: "bs-made-name", text: file.name }), BS.el("span", { class: "bs-row-fact", text: BS.plural(file.lines, "line") }), BS.el("span", { class: "bs-made-state", text: STATES[file.state] })),
    BS.el("pre", { class: "bs-diff" }, ...(file.diff.length ? file.diff.map((line) => BS.el("span", { class: line.startsWith("+") ? "bs-plus" : "bs-minus", text: `${line}\n` })) : [[...file.sample, ...(file.lines > file.sample.length ? ["…"] : [])].join("\n")])));

  const show = (found) => {
    const open = new Set([...part("files").querySelectorAll("details[open]")].map((each) => each.querySelector(".bs-made-name").textContent));
    const rows = found.files.map(fileRow);
    rows.forEach((row, at) => { row.open = open.has(found.files[at].name) || (rows.length < 7 && !open.size); });
    part("files").replaceChildren(...rows);
    if (found.count > found.files.length) part("files").append(BS.el("p", { class: "bs-muted", text: `and ${found.count - found.files.length} more` }));
    part("warnings").replaceChildren(...found.warnings.map((text) => BS.el("li", { class: "bs-remark bs-remark-warning", text })));
    const many = found.files.filter(({ state }) => state === "new" || state === "changed").length;
    const button = pane.querySelector("[data-do=lora-write]");
    button.disabled = !many;
    BS.setText(button, many ? `Write ${BS.plural(many, "file")}` : "Nothing to write");
    BS.setText(part("sum"), `${BS.plural(found.count, "file")}, ${BS.plural(found.files.reduce((sum, file) => sum + file.lines, 0), "line")}`);
  };

  const ask = (write = false) => told(async () => {
    const turn = ++asked;
    const now = values();
    BS.memory.put("lora-generator", now);
    BS.setHidden(part("amount"), now.weight === "preferred");
    const found = await BS.do("lora_wildcards", { options: options(now), write });
    if (turn !== asked && !write) return null;
    if (!write) return show(found);
    const written = found.files.filter(({ state }) => state === "new" || state === "changed");
    await ask();
    const first = written[0]?.name;
    return say(`Wrote ${BS.plural(written.length, "file")} below wildcards/loras.`, "good", ...(first ? [BS.button("Look", "lora-written", { class: "bs-link", "data-file": first })] : []));
  });

  const line = (label, ...nodes) => BS.el("label", { class: "bs-line-field" }, BS.el("span", { text: label }), ...nodes);

  BS.library.add("generator", {
    label: "From LoRAs", order: 3,
    build: (root) => {
      pane = root;
      const was = { ...FIRST, ...BS.memory.get("lora-generator") };
      pane.classList.add("bs-split-pane", "bs-generator", "bs-detail-open");
      const form = BS.el("form", { class: "bs-split-list" },
        BS.el("p", { class: "bs-muted", text: "Wildcard files with one line a LoRA: its tag, its weight, its triggers." }),
        line("Folder", BS.input("folder", was.folder, { list: "lora-folders", placeholder: "all", autocomplete: "off" })), BS.el("datalist", { id: "lora-folders", "data-part": "folders" }),
        line("Name", BS.input("pattern", was.pattern, { placeholder: "*", spellcheck: "false" })),
        line("Base", BS.options("base", [["any", ""]], "", { "data-part": "base" })),
        line("Leave out", BS.input("exclude", was.exclude, { placeholder: "styles/old*, name", spellcheck: "false" })),
        line("Weight", BS.options("weight", [["its own", "preferred"], ["drawn from its range", "range"], ["the same for all", "fixed"], ["each of a list", "list"]], was.weight)),
        BS.el("div", { "data-part": "amount" }, line("Weights", BS.input("amount", was.amount, { placeholder: "0.6-0.9, 0.8 or 0.5,0.7", spellcheck: "false" }))),
        line("Triggers", BS.options("triggers", [["the first set", "first"], ["all words", "all"], ["a line for each set", "lines"], ["a choice in one line", "variants"], ["none", "none"]], was.triggers)),
        line("Files", BS.options("format", [["one for each folder", "txt"], ["one for each LoRA", "per_lora"], ["one tree (YAML)", "yaml"]], was.format)),
        line("Order", BS.options("order", [["tag first", "first"], ["tag last", "last"]], was.order)),
        line("Most lines", BS.input("most_lines", was.most_lines, { type: "number", min: "0", step: "1" })),
        BS.check("needs_triggers", "Only LoRAs with triggers", was.needs_triggers), BS.check("negatives", "Negative words as comments", was.negatives),
        BS.el("div", { class: "bs-bar" }, BS.button("Write", "lora-write", { class: "bs-button bs-primary", disabled: true }), BS.el("span", { class: "bs-muted", "data-part": "sum", role: "status" })));
      pane.append(form, BS.el("div", { class: "bs-split-detail" }, BS.el("ul", { class: "bs-remarks", "data-part": "warnings" }), BS.el("div", { class: "bs-made", "data-part": "files" })));
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
      BS.listen("lora-facets", (found) => {
        part("folders").replaceChildren(...found.folders.map(([value]) => BS.el("option", { value })));
        const chosen = part("base").value || was.base;
        part("base").replaceChildren(BS.el("option", { value: "", text: "any" }), ...found.known_bases.map((value) => BS.el("option", { value, text: value })));
        part("base").value = chosen;
      });
    },
    show: () => told(async () => {
      BS.emit("lora-facets", await BS.do("lora_facets"));
      await ask();
    }),
  });

  Object.assign(BS.actions, {
    "lora-write": () => ask(true),
    "lora-written": ({ dataset }) => BS.library.open("wildcards", { file: dataset.file }),
  });
})();
