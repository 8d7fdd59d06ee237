// The options of the LoRA randomiser as fields, and the fields as options.
BS.loraOptions = (() => {
  const FIRST = {
    search: "", folder: "", base: "auto", group: "", rating: "", tags: "", least: "1", most: "2", chance: "1", weight: "preferred", amount: "", step: "0.05", cap: "",
    triggers: "always", place: "after", unknown_base: true, favourites: false, negatives: false, no_repeat: false, groups: {},
  };
  const TEXTS = ["search", "folder", "base", "group", "rating", "tags", "least", "most", "chance", "weight", "amount", "step", "cap", "triggers", "place"];
  const CHECKS = ["unknown_base", "favourites", "negatives", "no_repeat"];

  const line = (label, ...nodes) => BS.el("label", { class: "bs-lora-line" }, BS.el("span", { text: label }), ...nodes);
  const box = (name, props = {}) => BS.input(name, "", { autocomplete: "off", spellcheck: "false", ...props });
  const number = (name, props) => box(name, { type: "number", ...props });
  const pairLine = (label, one, between, other) => BS.el("div", { class: "bs-lora-line", role: "group", "aria-label": label }, BS.el("span", { text: label }), BS.el("span", { class: "bs-lora-pair" }, one, BS.el("span", { class: "bs-muted", text: between }), other));

  const build = () => BS.el("form", { class: "bs-lora-options" },
    BS.el("div", { class: "bs-bar" }, BS.el("h3", { text: "Draw from" }), BS.el("span", { class: "bs-lora-match", "data-part": "match", role: "status" }), BS.el("span", { class: "bs-space" }), BS.button("Catalog", "lora-desk", { class: "bs-link", title: "All LoRAs, to be looked at and edited" })),
    BS.el("input", { type: "search", class: "bs-input", name: "search", placeholder: "Words of names, tags, triggers", "aria-label": "Words of names, tags and triggers", autocomplete: "off", spellcheck: "false" }),
    BS.el("div", { class: "bs-lora-grid" },
      line("Folder", BS.options("folder", [["all", ""]])), line("Base", BS.options("base", [["as the checkpoint", "auto"], ["any", ""]], "auto")),
      line("Group", BS.options("group", [["all", ""]])), line("Rating", BS.options("rating", [["all", ""]]))),
    line("Tags", box("tags", { placeholder: "watercolor, -monochrome", list: "lora-tags" })), BS.el("datalist", { id: "lora-tags", "data-part": "tags" }),
    BS.el("div", { class: "bs-lora-checks" }, BS.check("favourites", "Favourites only"), BS.check("unknown_base", "Also of unknown base", true)),
    BS.el("h3", { text: "How" }),
    BS.el("div", { class: "bs-lora-grid" },
      pairLine("How many", number("least", { min: "0", max: "50", "aria-label": "Fewest" }), "to", number("most", { min: "0", max: "50", "aria-label": "Most" })),
      line("Weight", BS.options("weight", [["its own", "preferred"], ["from a range", "range"], ["fixed", "fixed"], ["from a list", "list"]], "preferred")),
      line("Weights", box("amount", { "data-part": "amount" })), line("Step", number("step", { min: "0.01", max: "1", step: "0.01" })),
      line("Triggers", BS.options("triggers", [["those it needs", "always"], ["one set", "one"], ["all words", "all"], ["none", "none"]], "always")),
      line("Placed", BS.options("place", [["after the tag", "after"], ["before the tag", "before"], ["at the end", "end"]], "after")),
      line("Weights in all", number("cap", { min: "0.1", step: "0.1", placeholder: "no limit" })), line("Chance of any", number("chance", { min: "0", max: "1", step: "0.05" }))),
    BS.el("div", { class: "bs-lora-checks" }, BS.check("no_repeat", "None again before all came"), BS.button("Begin anew", "lora-bag", { class: "bs-link", title: "Forget which have come" }), BS.check("negatives", "Negative words too")),
    BS.el("details", { class: "bs-lora-groups" }, BS.el("summary", { text: "Counts for each group" }), BS.el("div", { "data-part": "groups" })));

  // A row for each group: how many of it a set may hold; nothing = not drawn by group.
  const groupRows = (form, groups) => {
    const kept = read(form).groups;
    BS.part(form, "groups").replaceChildren(...groups.filter(([name]) => name).map(([name, count]) => {
      const rule = kept[name] ?? ["", ""];
      const end = (label, value) => BS.el("input", { class: "bs-input", type: "number", min: "0", max: "50", value, "data-group": name, "aria-label": `${label} of ${name}` });
      return BS.el("div", { class: "bs-lora-line", role: "group" }, BS.el("span", { text: `${name} (${count})` }), BS.el("span", { class: "bs-lora-pair" }, end("fewest", rule[0]), BS.el("span", { class: "bs-muted", text: "to" }), end("most", rule[1])));
    }));
    BS.setHidden(form.querySelector(".bs-lora-groups"), !groups.some(([name]) => name));
  };

  const fill = (form, name, found, first) => {
    const field = form.elements[name];
    const chosen = field.dataset.wanted ?? field.value;
    field.replaceChildren(...[...first, ...found].map(([text, value]) => BS.el("option", { value, text })));
    field.value = chosen;
    if (field.selectedIndex < 0 && chosen) field.append(BS.el("option", { value: chosen, text: chosen, selected: true }));
    delete field.dataset.wanted;
  };
  const counted = (found) => found.filter(([value]) => value !== "").map(([value, count]) => [`${value} (${count})`, value]);
  const facets = (form, found) => {
    fill(form, "folder", counted(found.folders), [["all", ""]]);
    fill(form, "base", found.known_bases.map((value) => [value, value]), [["as the checkpoint", "auto"], ["any", ""]]);
    fill(form, "group", counted(found.groups), [["all", ""]]);
    fill(form, "rating", counted(found.ratings), [["all", ""]]);
    BS.part(form, "tags").replaceChildren(...found.tags.map(([value]) => BS.el("option", { value })));
    groupRows(form, found.groups);
  };

  const read = (form) => {
    const groups = {};
    for (const end of form.querySelectorAll("[data-group]")) (groups[end.dataset.group] ??= []).push(end.value);
    const kept = JSON.parse(form.dataset.groups ?? "{}");
    return {
      ...Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].dataset.wanted ?? form.elements[name].value])), ...Object.fromEntries(CHECKS.map((name) => [name, form.elements[name].checked])),
      groups: form.querySelector("[data-group]") ? Object.fromEntries(Object.entries(groups).filter(([, ends]) => ends.some((end) => end !== ""))) : kept,
    };
  };

  const write = (form, values) => {
    const all = { ...FIRST, ...values };
    for (const name of TEXTS) {
      const field = form.elements[name];
      field.value = all[name];
      // A list that is not filled yet.
      if (field instanceof HTMLSelectElement && field.selectedIndex < 0) field.dataset.wanted = all[name];
    }
    for (const name of CHECKS) form.elements[name].checked = all[name];
    form.dataset.groups = JSON.stringify(all.groups);
    for (const end of form.querySelectorAll("[data-group]")) end.value = "";
    for (const [name, ends] of Object.entries(all.groups)) {
      const fields = [...form.querySelectorAll("[data-group]")].filter((each) => each.dataset.group === name);
      fields.forEach((field, at) => { field.value = ends[at] ?? ""; });
    }
    adapt(form);
  };

  const HINTS = { preferred: "× 1, or 0.8-1.2", range: "its own, or 0.5-0.9", fixed: "0.8", list: "0.4, 0.6, 0.8" };
  const adapt = (form) => {
    form.elements.amount.placeholder = HINTS[form.elements.weight.value] ?? "";
    form.elements.step.disabled = form.elements.weight.value !== "range";
  };

  const numbers = (text) => (text.match(/-?\d*\.?\d+(?=\D|$)/g) ?? []).map(Number).filter(Number.isFinite);
  // “0.5-0.9” is a range, no 0.5 and a −0.9.
  const ends = (text) => { const found = numbers(text.replace(/(\d)\s*(?:-|–|\.\.)\s*/g, "$1 ")); return found.length ? [found[0], found[1] ?? found[0]] : null; };
  const weightOf = ({ weight, amount, step }) => {
    const pair = ends(amount);
    if (weight === "fixed") return { mode: "fixed", value: pair?.[0] ?? 0.8 };
    if (weight === "list") return { mode: "list", values: numbers(amount).length ? numbers(amount) : [0.4, 0.6, 0.8] };
    if (weight === "range") return { mode: "range", step: Number(step) || 0.05, ...(pair ? { min: pair[0], max: pair[1] } : {}) };
    return { mode: "preferred", ...(pair ? { scale: pair } : {}) };
  };
  const whole = (text, other) => (text === "" ? other : Math.max(0, Math.trunc(Number(text)) || 0));

  // As the app takes them.
  const options = (values) => {
    const groups = Object.fromEntries(Object.entries(values.groups).map(([name, [low, high]]) => [name, { count: [whole(low, 0), whole(high, whole(low, 1))] }]));
    const one = (value) => (value ? [value] : []);
    return {
      search: values.search.trim(), folders: one(values.folder), groups_in: one(values.group), ratings: one(values.rating), tags: values.tags, base: values.base, unknown_base: values.unknown_base,
      favourites: values.favourites, count: [whole(values.least, 0), whole(values.most, whole(values.least, 1))], chance: values.chance === "" ? 1 : Number(values.chance), weight: weightOf(values),
      triggers: values.triggers, place: values.place, negatives: values.negatives, no_repeat: values.no_repeat, ...(Object.keys(groups).length ? { groups } : {}), ...(Number(values.cap) > 0 ? { total_cap: Number(values.cap) } : {}),
    };
  };

  // And back, for a preset; what the form cannot show stays out.
  const values = (given) => {
    const weight = given.weight ?? {};
    const both = (pair) => (pair ? [pair].flat().join("-") : "");
    const amount = { preferred: both(weight.scale), range: weight.min === undefined ? "" : `${weight.min}-${weight.max}`, fixed: String(weight.value ?? ""), list: (weight.values ?? []).join(", ") }[weight.mode ?? "preferred"];
    const count = [given.count ?? 1].flat();
    const text = (value) => (Array.isArray(value) ? value.join(", ") : value ?? "");
    return {
      ...FIRST, search: given.search ?? "", folder: text(given.folders), group: text(given.groups_in), rating: text(given.ratings), tags: text(given.tags), base: given.base ?? "", weight: weight.mode ?? "preferred", amount,
      step: String(weight.step ?? 0.05), least: String(count[0]), most: String(count.at(-1)), chance: String(given.chance ?? 1), cap: String(given.total_cap ?? ""), triggers: given.triggers ?? "always", place: given.place ?? "after",
      unknown_base: given.unknown_base ?? true, favourites: !!given.favourites, negatives: !!given.negatives, no_repeat: !!given.no_repeat,
      groups: Object.fromEntries(Object.entries(given.groups ?? {}).map(([name, rule]) => [name, [rule.count ?? rule].flat().map(String)])),
    };
  };

  return { build, read, write, facets, adapt, options, values };
})();
