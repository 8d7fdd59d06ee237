// Presets, the WebUI's styles, and what the form begins with: applied, compared, saved, imported.
(() => {
  const TICKED_NOT = new Set(["prompt", "negative_prompt", "seed"]); // only on request
  let dialog = null;
  let entries = []; // {kind, name, fields, text}
  let chosen = null;

  const part = (name) => BS.part(dialog, name);
  const button = (text, act, props = {}) => BS.el("button", { type: "button", class: "bs-button", text, on: { click: act }, ...props });
  const told = async (act) => {
    try {
      return await act();
    } catch (error) {
      dialog?.say(error.message);
      return null;
    }
  };

  const KINDS = { preset: "Presets", style: "Styles of the WebUI", settings: "What forms begin with" };
  const take = ({ presets, defaults, factory }) => {
    entries = [
      ...presets.map((each) => ({ kind: "preset", ...each })),
      ...entries.filter((each) => each.kind === "style"),
      { kind: "settings", name: "Saved defaults", fields: defaults },
      { kind: "settings", name: "Factory settings", fields: factory },
    ];
    chosen = entries.find((each) => each.kind === chosen?.kind && each.name === chosen.name) ?? null;
    BS.emit("presets", entries);
  };
  const takeStyles = ({ styles }) => {
    const found = styles.map((each) => ({ kind: "style", ...each }));
    entries = [...entries.filter((each) => each.kind === "preset"), ...found, ...entries.filter((each) => each.kind === "settings")];
    BS.emit("presets", entries);
  };

  const apply = (entry) => told(async () => {
    const form = BS.formValues;
    const asked = { name: entry.name, values: BS.form.now() };
    const values = entry.kind === "settings" ? { ...BS.form.now(), ...entry.fields } : (await BS.do(entry.kind === "preset" ? "apply_preset" : "apply_style", asked)).values;
    form.fillWithUndo({ values }, `“${entry.name}” is in the form.`);
    dialog?.close();
  });

  const remove = (entry) => told(async () => {
    take(await BS.do("delete_preset", { name: entry.name }));
    draw();
    dialog.say(`“${entry.name}” is deleted.`, "hint");
  });
  const reset = () => told(async () => {
    await BS.do("save_defaults", { values: { request: {} } });
    take(await BS.do("presets"));
    draw();
    dialog.say("New forms and drafts begin with the factory settings again.", "good");
  });

  // A prompt is put around one's own, so it does not replace what is there.
  const compared = ({ kind, fields }) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, kind !== "settings" && /prompt$/.test(name) && !value.includes("{prompt}") ? `+ ${value}` : value]));
  const details = (entry) => [
    BS.el("div", { class: "bs-bar" }, BS.el("strong", { text: entry.name }), BS.el("span", { class: "bs-space" }),
      entry.kind === "preset" ? button("Delete", (event) => BS.sure(event.target, "Really delete?", () => remove(entry))) : null,
      entry.name === "Saved defaults" && entry.kind === "settings" ? button("Reset to factory", (event) => BS.sure(event.target, "Really reset?", reset)) : null,
      button("Apply", () => apply(entry), { class: "bs-button bs-primary" })),
    BS.formValues.differences(compared(entry), entry.kind === "style" ? "style" : "preset", true),
  ];

  const choose = (entry) => {
    chosen = entry;
    draw();
    part("details").scrollIntoView({ block: "nearest" });
  };
  const row = (entry) => BS.el("div", { class: "bs-preset", role: "listitem", "data-kind": entry.kind, "data-chosen": entry === chosen },
    BS.el("button", { type: "button", class: "bs-preset-name", "aria-pressed": String(entry === chosen), text: entry.name, on: { click: () => choose(entry) } }),
    button("Apply", () => apply(entry), { "aria-label": `Apply ${entry.name}` }));

  const draw = () => {
    const words = part("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = entries.filter((each) => words.every((word) => each.name.toLowerCase().includes(word)));
    const focused = document.activeElement?.closest?.(".bs-preset-name")?.textContent;
    part("list").replaceChildren(...Object.entries(KINDS).flatMap(([kind, title]) => {
      const rows = found.filter((each) => each.kind === kind).map(row);
      return rows.length ? [BS.el("h3", { text: title }), ...rows] : [];
    }));
    if (!found.length) part("list").append(BS.el("p", { class: "bs-empty", text: "No name has these words." }));
    if (focused) [...dialog.querySelectorAll(".bs-preset-name")].find((each) => each.textContent === focused)?.focus();
    part("details").replaceChildren(...(chosen ? details(chosen) : [BS.el("p", { class: "bs-muted", text: "Choose one to compare it with the form." })]));
  };

  // What the form holds, to be ticked and saved under a name.
  const fillSaving = async () => {
    const fields = await BS.do("preset_fields", { values: BS.form.now() });
    const boxes = Object.entries(fields).map(([name, value]) => {
      const line = BS.check(name, "", !TICKED_NOT.has(name));
      line.querySelector("span").append(BS.el("b", { text: `${BS.formValues.nameOf(name)} ` }), BS.el("span", { class: "bs-muted", text: BS.formValues.shown(value).slice(0, 70) }));
      return line;
    });
    const name = BS.input("preset-name", chosen?.kind === "preset" ? chosen.name : "", { placeholder: "name of the preset", "aria-label": "Name of the preset", maxlength: 100 });
    const isTaken = () => entries.some((each) => each.kind === "preset" && each.name === name.value.trim());
    const save = async () => {
      const ticked = Object.fromEntries([...part("saving").querySelectorAll(".bs-box:checked")].map((box) => [box.name, fields[box.name]]));
      if (!name.value.trim()) return dialog.say("Give the preset a name.");
      if (!Object.keys(ticked).length) return dialog.say("Tick what the preset is to hold.");
      if (isTaken() && confirm.dataset.asked !== name.value) {
        confirm.dataset.asked = name.value;
        confirm.textContent = "Replace it";
        return dialog.say(`There is a preset “${name.value.trim()}” already: replace it, or give another name.`, "hint");
      }
      return told(async () => {
        take(await BS.do("save_preset", { name: name.value, fields: ticked }));
        chosen = entries.find((each) => each.kind === "preset" && each.name === name.value.trim()) ?? chosen;
        part("saving-part").open = false;
        draw();
        dialog.say(`“${name.value.trim()}” is saved.`, "good");
      });
    };
    const confirm = button("Save", save, { class: "bs-button bs-primary" });
    name.addEventListener("input", () => { confirm.textContent = "Save"; delete confirm.dataset.asked; });
    name.addEventListener("keydown", (event) => event.key === "Enter" && save());
    part("saving").replaceChildren(
      BS.el("div", { class: "bs-ways-list" }, ...boxes),
      BS.el("div", { class: "bs-bar bs-preset-save" }, name, confirm));
    name.focus();
  };

  const importFile = (file) => told(async () => {
    const reply = await fetch(BS.route("import/styles"), { method: "POST", body: file });
    const answer = await reply.json();
    if (!answer.ok) throw new Error(answer.error);
    take(await BS.do("presets"));
    draw();
    dialog.say(answer.data.sentences.slice(0, 4).join(" "), "good");
  });

  const heardKey = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const names = [...dialog.querySelectorAll(".bs-preset-name")];
    if (!by || !names.length || event.target.closest("details")) return;
    event.preventDefault();
    names.at((names.indexOf(document.activeElement) + by) % names.length).focus();
  };

  const open = async () => {
    const file = BS.el("input", { type: "file", accept: ".csv,text/csv", class: "bs-offscreen", tabindex: "-1", "aria-hidden": "true", on: { change: () => file.files[0] && importFile(file.files[0]) } });
    const saving = BS.el("details", { class: "bs-panel-section", "data-part": "saving-part", on: { toggle: () => saving.open && told(fillSaving) } },
      BS.el("summary", { text: "Save what the form holds …" }), BS.el("div", { "data-part": "saving" }));
    dialog = BS.dialog("presets", "Presets",
      BS.el("div", { class: "bs-bar" },
        BS.el("input", { type: "search", class: "bs-input bs-preset-search", "data-part": "search", placeholder: "Search presets and styles", "aria-label": "Search presets and styles", on: { input: () => draw() } }),
        button("Import styles.csv", () => file.click(), { title: "Make presets of the styles a WebUI has kept" }), file),
      saving,
      BS.el("div", { class: "bs-presets" }, BS.el("div", { class: "bs-preset-list", "data-part": "list", role: "list", "aria-label": "Presets" }), BS.el("div", { class: "bs-preset-details", "data-part": "details" })));
    dialog.classList.add("bs-wide-dialog");
    dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    dialog.addEventListener("keydown", heardKey);
    dialog.addEventListener("close", () => { dialog = null; });
    part("search").focus();
    await told(async () => { take(await BS.do("presets")); draw(); });
    const mine = dialog;
    try {
      takeStyles(await BS.do("webui_styles"));
    } catch {
      return; // the WebUI sleeps, as the header says; the presets are ours
    }
    if (dialog && dialog === mine) draw();
  };
  BS.actions.presets = () => { open(); };
})();
