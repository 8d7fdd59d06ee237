// One LoRA of the catalog as a form: what a person says of it goes before what was scanned.
BS.loraForm = (() => {
  const { told, say } = BS.library;
  const drafts = new BS.Drafts("lora-drafts"); // key -> {values, stamp}
  const MODES = [["always", "always"], ["one of these", "one_of"], ["by chance", "optional"]];
  let root = null;
  let hooks = null; // {marked, saved}
  let shown = null; // the LoRA as it was read
  let known = { known_bases: [], kinds: [], groups: [] };
  let latest = 0;

  const part = (name) => BS.part(root, name);
  const field = (name) => root.querySelector(`[name="${name}"]`);
  const text = (name) => field(name).value.trim();
  const number = (name) => (text(name) === "" ? null : Number(text(name)));
  const listOf = (name) => text(name).split(",").map((each) => each.trim()).filter(Boolean);

  const triggerRow = ({ text: words = "", mode = "always", chance = 0.5 } = {}) => BS.el("li", {},
    BS.el("input", { class: "bs-input", "data-trigger": "text", value: words, "aria-label": "Trigger words", spellcheck: "false", autocomplete: "off" }),
    BS.options("", MODES, mode, { "data-trigger": "mode", "aria-label": "When they are used" }),
    BS.el("input", { class: "bs-input", "data-trigger": "chance", type: "number", min: "0", max: "1", step: "0.05", value: chance, "aria-label": "How likely, 0 to 1", hidden: mode !== "optional" }),
    BS.button("✕", "lora-trigger-out", { class: "bs-button bs-quiet", "aria-label": "Remove these triggers" }));
  const triggersNow = () => [...part("triggers").children].map((row) => {
    const value = (name) => row.querySelector(`[data-trigger=${name}]`).value;
    const made = { text: value("text").trim(), mode: value("mode") };
    return made.mode === "optional" ? { ...made, chance: Number(value("chance")) } : made;
  }).filter((each) => each.text);

  // What a person wrote, from the row of the catalog, in the shape of the form.
  const ownTriggers = (own) => (own === undefined || own === null ? [] : [own].flat().map((each) => (typeof each === "object" ? { mode: "always", ...each } : { text: String(each), mode: "always" })));
  const valuesOf = ({ own }) => {
    const rule = own.random !== null && typeof own.random === "object" ? own.random : {};
    const commas = (value) => (Array.isArray(value) ? value.join(", ") : value ?? "");
    const range = Array.isArray(own.range) ? own.range : ["", ""];
    return {
      weight: own.weight ?? "", low: range[0], high: range[1], te: own.te ?? "", negative: own.negative ?? "", kind: own.kind ?? "", base: own.base ?? "",
      rating: own.rating ?? "", tags: commas(own.tags), notes: own.notes ?? "", favourite: !!own.favourite, enabled: own.random !== false && rule.enabled !== false,
      luck: rule.weight ?? "", group: rule.group ?? "", not_with: commas(rule.not_with), triggers: ownTriggers(own.triggers),
    };
  };
  const NAMES = ["weight", "low", "high", "te", "negative", "kind", "base", "rating", "tags", "notes", "luck", "group", "not_with"];
  const read = () => ({ ...Object.fromEntries(NAMES.map((name) => [name, field(name).value])), favourite: field("favourite").checked, enabled: field("enabled").checked, triggers: triggersNow() });
  const write = (values) => {
    for (const name of NAMES) field(name).value = values[name];
    for (const name of ["favourite", "enabled"]) field(name).checked = values[name];
    part("triggers").replaceChildren(...values.triggers.map(triggerRow));
  };

  // The form as fields of the catalog; only what differs from the row is sent.
  const fieldsNow = () => {
    const [low, high] = [number("low"), number("high")];
    const rule = { enabled: field("enabled").checked, weight: number("luck") ?? 1, group: text("group"), not_with: listOf("not_with") };
    const isUsual = rule.enabled && rule.weight === 1 && !rule.group && !rule.not_with.length;
    const triggers = triggersNow();
    return {
      weight: number("weight"), range: low === null && high === null ? null : [low ?? high, high ?? low], te: number("te"), triggers: triggers.length ? triggers : null,
      negative: text("negative") || null, kind: text("kind") || null, base: text("base") || null, rating: text("rating") || null, tags: listOf("tags").length ? listOf("tags") : null,
      notes: field("notes").value.trim() || null, favourite: field("favourite").checked || null, random: isUsual ? null : rule,
    };
  };
  const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);
  let atFirst = null; // the form and the fields as they were read
  const isDirty = () => shown && !same(read(), atFirst.values);

  const mark = () => {
    const dirty = isDirty();
    BS.setText(part("state"), dirty ? "not saved" : "");
    for (const name of ["lora-save", "lora-discard"]) root.querySelector(`[data-do=${name}]`).disabled = !dirty;
    if (dirty) drafts.put(shown.key, { values: read(), stamp: drafts.get(shown.key)?.stamp ?? shown.stamp });
    else drafts.drop(shown.key);
    hooks.marked();
  };

  // Empty fields show what holds without them.
  const hints = ({ weight, range, te, negative, kind, tags, scanned, own }) => {
    const said = { weight: own.weight ?? weight, low: range[0], high: range[1], te: te ?? "as the weight", negative, kind, tags: tags.join(", "), luck: 1, group: kind ? `${kind}, its kind` : "none", not_with: "styles/flat*, other_lora" };
    for (const [name, value] of Object.entries(said)) field(name).placeholder = value ?? "";
    const found = (shown.own.triggers ? [] : shown.trigger_sets).map(({ text: words }) => words);
    BS.setText(part("found"), found.length ? `Found: ${found.slice(0, 4).join(" | ")}` : "");
    field("base").options[0].textContent = scanned.base ? `${scanned.base}, as found` : "unknown";
    field("rating").options[0].textContent = scanned.rating ? `${scanned.rating}, as found` : "unrated";
  };

  const take = (found, values = undefined) => {
    shown = found;
    BS.setHidden(part("form"), false);
    BS.setHidden(part("empty"), true);
    BS.setHidden(part("conflict"), true);
    BS.setText(part("title"), found.name);
    BS.setText(part("key"), [found.key, found.alias && found.alias !== found.name ? `also ${found.alias}` : "", found.hash, found.status === "ok" ? "" : found.status.replace("_", " ")].filter(Boolean).join(" · "));
    part("picture").replaceChildren(BS.loraPicture(found.name, { class: "bs-lora-large", loading: null }));
    const known_kinds = [...new Set([...known.kinds, ...known.groups.map(([name]) => name)])].filter(Boolean);
    part("kinds").replaceChildren(...known_kinds.map((value) => BS.el("option", { value })));
    write(valuesOf(found));
    hints(found);
    atFirst = { values: read(), fields: fieldsNow() };
    if (values) write(values);
    mark();
  };

  const open = async (key) => {
    const turn = ++latest;
    const found = await BS.do("lora_entry", { key });
    if (turn !== latest) return;
    const draft = drafts.get(key);
    take(found, draft?.values);
    if (draft && draft.stamp !== found.stamp) conflict(`“${key}” was changed in the catalog since you began: what you wrote is still here.`);
  };

  const conflict = (sentence) => {
    BS.setText(part("conflict").querySelector("span"), sentence);
    BS.setHidden(part("conflict"), false);
  };

  const store = async (stamp) => {
    const now = fieldsNow();
    const fields = Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(value, atFirst.fields[name])));
    const found = await BS.do("save_lora", { key: shown.key, fields, stamp });
    drafts.drop(found.key);
    take(found);
    hooks.saved(found);
    say(`Saved ${found.name}. The version before is loras.yaml.bak.`);
  };

  const save = () => told(async () => {
    if (!isDirty()) return;
    try {
      await store(drafts.get(shown.key)?.stamp ?? shown.stamp);
    } catch (error) {
      if (!/meanwhile/.test(error.message)) throw error;
      conflict(error.message);
    }
  });

  const insert = () => shown && BS.library.insert(`<lora:${shown.name}:${text("weight") || shown.weight}>${shown.triggers ? `, ${shown.triggers}` : ""}`);

  const line = (label, ...nodes) => BS.el("label", { class: "bs-line-field" }, BS.el("span", { text: label }), ...nodes);
  const amount = (name, props = {}) => BS.input(name, "", { type: "number", step: "0.05", min: "-10", max: "10", ...props });

  const build = (place, given) => {
    [root, hooks] = [place, given];
    const form = BS.el("form", { class: "bs-lora-form", "data-part": "form", hidden: true },
      BS.el("div", { class: "bs-bar" }, BS.button("‹", "lora-back", { class: "bs-button bs-quiet bs-back", "aria-label": "Back to the list" }), BS.el("h2", { "data-part": "title" }), BS.el("span", { class: "bs-unsaved", "data-part": "state" }), BS.el("span", { class: "bs-space" }),
        BS.button("Save", "lora-save", { class: "bs-button bs-primary", title: "Ctrl+S" }), BS.button("Discard", "lora-discard"), BS.button("Insert", "lora-insert", { title: "Put it into the prompt (Ctrl+Enter)" })),
      BS.el("div", { class: "bs-conflict", "data-part": "conflict", role: "alert", hidden: true }, BS.el("span"), BS.button("Load it again", "lora-discard-theirs"), BS.button("Save mine over it", "lora-overwrite")),
      BS.el("div", { class: "bs-lora-head" }, BS.el("div", { "data-part": "picture" }),
        BS.el("div", { class: "bs-lora-first" }, BS.el("p", { class: "bs-muted", "data-part": "key" }),
          line("Weight", amount("weight")),
          line("Range", BS.el("span", { class: "bs-lora-pair" }, amount("low", { "aria-label": "Lowest weight" }), BS.el("span", { class: "bs-muted", text: "to" }), amount("high", { "aria-label": "Highest weight" }))),
          line("Text encoder", amount("te")),
          line("Kind", BS.input("kind", "", { list: "lora-kinds", autocomplete: "off" })), BS.el("datalist", { id: "lora-kinds", "data-part": "kinds" }),
          line("Base", BS.options("base", [["unknown", ""]])), line("Rating", BS.options("rating", [["unrated", ""], "general", "sensitive", "questionable", "explicit"])),
          BS.check("favourite", "Favourite", false))),
      BS.el("fieldset", {}, BS.el("legend", { text: "Trigger words" }), BS.el("p", { class: "bs-muted", "data-part": "found" }), BS.el("ul", { class: "bs-trigger-rows", "data-part": "triggers" }), BS.button("Add triggers", "lora-trigger-in"), line("Negative words", BS.input("negative", "", { spellcheck: "false" }))),
      BS.el("fieldset", {}, BS.el("legend", { text: "In the randomiser" }), BS.check("enabled", "May be drawn", true), line("How likely", amount("luck", { min: "0", "aria-label": "How likely against others" })), line("Group", BS.input("group", "", { list: "lora-kinds", autocomplete: "off" })), line("Not with", BS.input("not_with", "", { spellcheck: "false" }))),
      BS.el("fieldset", {}, BS.el("legend", { text: "Yours" }), line("Tags", BS.input("tags", "", { spellcheck: "false" })), line("Notes", BS.el("textarea", { name: "notes", class: "bs-input", rows: "3" }))));
    root.append(BS.el("p", { class: "bs-empty", "data-part": "empty", text: "Choose a LoRA on the left. What you write here goes into loras.yaml; the rest of that file keeps every letter." }), form);
    form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
    form.addEventListener("input", ({ target }) => {
      if (target.dataset.trigger === "mode") BS.setHidden(target.parentElement.querySelector("[data-trigger=chance]"), target.value !== "optional");
      mark();
    });
  };

  const reload = () => told(async () => {
    drafts.drop(shown.key);
    take(await BS.do("lora_entry", { key: shown.key }));
  });
  Object.assign(BS.actions, {
    "lora-save": save,
    "lora-insert": insert,
    "lora-discard": reload,
    "lora-discard-theirs": reload,
    "lora-overwrite": () => told(() => store("")),
    "lora-trigger-in": () => {
      const row = triggerRow(shown.own.triggers || triggersNow().length ? {} : { text: shown.trigger_sets[0]?.text ?? "" });
      part("triggers").append(row);
      row.querySelector("input").focus();
      mark();
    },
    "lora-trigger-out": (button) => { button.closest("li").remove(); mark(); },
  });
  return {
    build, open, save, insert, drafts,
    key: () => shown?.key,
    take: (facets) => {
      known = facets;
      const chosen = field("base").value;
      field("base").replaceChildren(BS.el("option", { value: "", text: "unknown" }), ...known.known_bases.map((value) => BS.el("option", { value, text: value })));
      field("base").value = chosen;
    },
  };
})();
