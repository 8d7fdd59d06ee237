// The presets of the randomiser, and the last sets with the pictures that came of them.
BS.loraHistory = (() => {
  let root = null;
  let sets = [];
  let isStale = true;
  let known = []; // presets: {name, options, reference}

  const part = (name) => BS.part(root, name);
  const told = (work) => BS.loraPanel.told(work);

  const presets = (found) => {
    known = found.presets;
    const list = part("preset");
    const chosen = list.value;
    list.replaceChildren(BS.el("option", { value: "", text: known.length ? "Presets…" : "no presets yet" }), ...known.map(({ name }) => BS.el("option", { value: name, text: name })));
    list.value = known.some(({ name }) => name === chosen) ? chosen : "";
    root.querySelector("[data-do=lora-preset-out]").disabled = !list.value;
  };

  const save = () => {
    const name = BS.input("name", part("preset").value, { required: true, maxlength: "80", autocomplete: "off" });
    const dialog = BS.dialog("lora-preset-name", "Save these options", BS.line("Name", name),
      BS.el("p", { class: "bs-muted", text: "Filters, counts, weights and the LoRAs that are kept. A name that is there is replaced." }),
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-space" }), BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Save" })));
    name.select();
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.attempt(async () => {
        presets(await BS.do("save_lora_preset", { name: name.value, options: BS.loraPanel.options() }));
        part("preset").value = name.value.trim();
        root.querySelector("[data-do=lora-preset-out]").disabled = false;
      });
    });
  };

  const line = (entry, at) => BS.el("li", { class: "bs-lora-past" },
    BS.el("div", { class: "bs-lora-past-pictures" }, ...(entry.pictures.length
      ? entry.pictures.map(({ job, file }) => BS.el("button", { type: "button", class: "bs-lora-past-picture", "data-do": "lora-picture-job", "data-job": job, "aria-label": "Show the job of this picture" }, BS.el("img", { src: BS.link(BS.pictureUrl("thumb", file)), alt: "", loading: "lazy", "data-zoom": BS.link(BS.pictureUrl("image", file)) })))
      : entry.loras.slice(0, 4).map(({ name }) => BS.loraPicture(name)))),
    BS.el("div", { class: "bs-lora-words" }, BS.el("span", { class: "bs-lora-past-names", text: entry.loras.map(({ name, weight }) => `${name} ${weight}`).join(", ") || "(none)" }),
      BS.el("span", { class: "bs-lora-sub", text: `${BS.shortTime(entry.at)} · seed ${entry.seed}${entry.pictures.length ? "" : " · no picture yet"}` })),
    BS.button("Use", "lora-again", { "data-at": at, title: "Take this set again" }));

  const load = () => told(async () => {
    isStale = false;
    sets = (await BS.do("lora_history", { limit: 30 })).sets;
    part("sets").replaceChildren(...(sets.length ? sets.map(line) : [BS.el("li", { class: "bs-muted", text: "Sets that you put into a prompt are kept here." })]));
  });

  const build = () => {
    root = BS.el("div", { class: "bs-lora-memory" },
      BS.el("div", { class: "bs-bar" }, BS.el("select", { class: "bs-select", "data-part": "preset", "aria-label": "Presets" }), BS.button("Save as…", "lora-preset-save"), BS.button("Delete", "lora-preset-out", { disabled: true })),
      BS.el("details", { class: "bs-lora-sets" }, BS.el("summary", { text: "Last sets" }), BS.el("ul", { "data-part": "sets" })));
    const past = root.querySelector("details");
    past.addEventListener("toggle", () => past.open && isStale && load());
    part("preset").addEventListener("change", ({ target }) => {
      root.querySelector("[data-do=lora-preset-out]").disabled = !target.value;
      const found = known.find(({ name }) => name === target.value);
      if (found) told(() => BS.loraPanel.fill(found.options));
    });
    return root;
  };

  Object.assign(BS.actions, {
    "lora-preset-save": save,
    "lora-preset-out": () => told(async () => {
      const name = part("preset").value;
      presets(await BS.do("delete_lora_preset", { name }));
      BS.loraPanel.say(`Deleted the preset “${name}”.`);
    }),
    "lora-again": ({ dataset }) => BS.loraPanel.retake(sets[Number(dataset.at)]),
    "lora-picture-job": ({ dataset }) => BS.showJob(dataset.job),
  });
  return {
    build, presets,
    presetName: () => part("preset").value,
    opened: () => told(async () => presets(await BS.do("lora_presets"))),
    stale: () => { isStale = true; if (root.querySelector("details").open) load(); },
  };
})();
