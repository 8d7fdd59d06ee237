// The top line: what holds for every recreation, kept in this browser.
BS.wishes = (() => {
  const CATEGORIES = ["general", "character", "copyright", "artist", "meta"];
  const START = { categories: CATEGORIES.slice(0, 3), interrogator: "", checkpoint: "", preset: "" };
  const kept = { ...START, ...(BS.memory.get("research-line") ?? {}) };
  let choices = null; // what there is to choose from
  let interrogators = [];
  let isOpen = false; // on a narrow window

  const keep = () => BS.memory.put("research-line", kept);

  const now = () => ({
    append: BS.field("append-text")?.value ?? "",
    remove: BS.field("remove-tags")?.value ?? "",
    ...kept,
  });

  const toggle = (list, item) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);

  const chip = (text, isOn, action, data, title) =>
    BS.button(text, action, { class: "bs-button bs-wish", "aria-pressed": String(isOn), title, ...data });

  const categories = () => BS.el("div", { class: "bs-choices", role: "group", "aria-label": "Categories that go into the prompt", id: "draft-categories" },
    ...CATEGORIES.map((name) => chip(name, kept.categories.includes(name), "wish-category", { "data-name": name }, `Tags of the category ${name} go into the prompt`)));

  const removed = () => (BS.field("remove-tags")?.value ?? "").split(/[,\n;]+/).map((one) => one.trim()).filter(Boolean);

  const groups = () => {
    const out = removed();
    return BS.el("div", { class: "bs-choices", role: "group", "aria-label": "Groups of tags to leave out", id: "remove-groups" },
      ...(choices?.groups ?? []).map((name) => chip(`no ${name.slice(1)}`, out.includes(name), "wish-group", { "data-name": name }, `Leave out every tag of ${name.slice(1)}`)));
  };

  const select = (name, label, options) => {
    const values = options.map(([value]) => value);
    // What was chosen before may be missing just now: it stays chosen.
    if (kept[name] && !values.includes(kept[name])) options.push([kept[name], kept[name]]);
    const list = BS.el("select", { class: "bs-select", id: `wish-${name}`, "data-wish": name, "aria-label": label, title: label },
      ...options.map(([value, text]) => BS.el("option", { value, text, selected: value === kept[name] })));
    return list;
  };

  const plain = (names) => (names ?? []).map((name) => [name, name]);
  const taggers = () => interrogators.map(({ name, label, state, sends_image_away: isAway }) =>
    [name, `${label}${isAway ? " (sends the picture away)" : ""}${state === "ready" ? "" : `, ${state.replaceAll("_", " ")}`}`]);

  const show = () => {
    const root = BS.inside("research-line");
    if (!root) return;
    const again = root.contains(document.activeElement) && document.activeElement.matches("[data-name]") ? document.activeElement.dataset : null;
    root.replaceChildren(
      BS.button("Leave out, categories, model", "wish-fold", { class: "bs-link bs-wish-fold", "aria-expanded": String(isOpen) }),
      groups(), categories(),
      BS.el("div", { class: "bs-choices" },
        select("interrogator", "Interrogator", [["", "No interrogator"], ["auto", "Interrogate: the first that can"], ...taggers()]),
        select("checkpoint", "Checkpoint", [["", "Checkpoint as it is loaded"], ...plain(choices?.checkpoints)]),
        select("preset", "Preset", [["", "No preset"], ...plain(choices?.presets)])));
    root.classList.toggle("bs-unfolded", isOpen);
    if (again) root.querySelector(`[data-do="${again.do}"][data-name="${again.name}"]`)?.focus();
  };

  const load = async () => {
    try {
      choices = await BS.research.look("choices");
      if (!BS.memory.get("research")) BS.researchFields.begin(choices);
      BS.emit("research-choices", choices);
    } catch { /* the header says that the app does not answer */ }
    try {
      const answer = await BS.do("interrogators");
      ({ interrogators } = answer);
      // What the owner chose for those who come for the first time.
      if (!BS.memory.get("research-line") && answer.default !== "auto") kept.interrogator = answer.default;
    } catch { interrogators = []; }
    show();
  };

  BS.actions["wish-category"] = ({ dataset }) => {
    kept.categories = toggle(kept.categories, dataset.name);
    keep();
    show();
  };
  BS.actions["wish-fold"] = () => {
    isOpen = !isOpen;
    show();
    document.querySelector(".bs-wish-fold").focus();
  };
  BS.actions["wish-group"] = ({ dataset }) => {
    BS.setField("remove-tags", toggle(removed(), dataset.name).join(", "));
    show();
  };
  document.addEventListener("change", ({ target }) => {
    if (!target.dataset?.wish) return;
    kept[target.dataset.wish] = target.value;
    keep();
  });
  document.addEventListener("change", ({ target }) => target.closest?.("#remove-tags") && show());

  // A WebUI that answers later brings its checkpoints with it.
  let wasThere = null;
  BS.listen("state", () => {
    const isThere = !!BS.store.state?.backends.some((backend) => backend.reachable);
    if (wasThere === false && isThere && choices) load();
    wasThere = isThere;
  });

  BS.onMount("research-line", () => { show(); load(); });
  return { now, choices: () => choices };
})();
