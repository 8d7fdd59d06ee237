// The LoRA randomiser: what may be drawn, the exact next set, and how it comes into the prompt.
BS.loraPanel = (() => {
  const [WAIT, AGAIN, SEEDS] = [20, 1500, 2 ** 32]; // ms, ms, how many seeds there are
  let root = null;
  let isOpen = false;
  let set = BS.memory.get("lora-set") ?? { rows: [], seed: 0, text: "", negative: "", notes: [], put: "" }; // `put`: what stands in the prompt
  let timer = 0;
  let again = 0;
  let asked = 0; // counts up, so that a late answer is dropped
  let draws = 0; // the same of draws

  const part = (name) => BS.part(root, name);
  const form = () => root.querySelector("form");
  const options = () => BS.loraOptions.options(BS.loraOptions.read(form()));
  const plain = (rows) => rows.map(({ locked, ...row }) => row);
  const locked = () => plain(set.rows.filter((row) => row.locked));
  const seedNow = () => Math.floor(Math.random() * SEEDS);
  const say = (text, kind = "good", ...more) => BS.notice(root, text, kind, ...more);
  const told = async (work) => {
    try {
      return await work();
    } catch (error) {
      say(error.message, "error");
      return undefined;
    }
  };
  // The prompt without what was put there, whose words need not be repeated.
  const promptRest = () => (BS.field("prompt")?.value ?? "").replace(set.put || "\n\n\n", "");

  const show = () => {
    BS.loraSet.draw(part("rows"), set.rows);
    BS.setText(part("text"), set.text);
    BS.setText(part("notes"), [...set.notes, set.negative ? `Negative: ${set.negative}` : ""].filter(Boolean).join(" "));
    BS.setHidden(part("none"), set.rows.length > 0);
    for (const name of ["lora-put"]) root.querySelector(`[data-do=${name}]`).disabled = !set.rows.length;
    BS.memory.put("lora-set", set);
  };

  const match = () => told(async () => {
    const turn = ++asked;
    const { matching, waiting, total } = await BS.do("lora_match", { options: options() });
    if (turn !== asked) return;
    BS.setText(part("match"), `${matching} of ${total} match${waiting ? ` · ${waiting} still being looked at` : ""}`);
    part("match").classList.toggle("bs-bad-text", !matching && !waiting);
    say("");
    clearTimeout(again);
    if (waiting && isOpen) again = setTimeout(match, AGAIN);
  });

  const write = async () => {
    const found = await BS.do("lora_set", { options: { ...options(), prompt: promptRest() }, rows: plain(set.rows) });
    Object.assign(set, found);
    show();
  };

  const take = (found, keep = () => false) => {
    set = { ...set, rows: found.loras.map((row, at) => ({ ...row, locked: keep(row, at) })), seed: found.seed, text: found.text, negative: found.negative, notes: found.notes };
    show();
  };

  // Draws with some more options; of several draws under way the last one counts.
  const drawn = (more) => told(async () => {
    const turn = ++draws;
    const names = new Set(locked().map(({ name }) => name));
    part("rows").setAttribute("aria-busy", "true");
    try {
      const found = await BS.do("random_loras", { options: { ...options(), ...more, prompt: promptRest(), preview: true }, seed: seedNow() });
      if (turn === draws) take(found, ({ name }) => names.has(name));
    } finally {
      if (turn === draws) part("rows").removeAttribute("aria-busy");
    }
  });
  const draw = () => drawn({ locked: locked() });
  const reroll = (at) => drawn({ rows: plain(set.rows), reroll: at });

  const without = (at) => told(async () => {
    set.rows.splice(at, 1);
    await write();
  });

  // In the place of what was put there before, else at the end; Ctrl+Z takes it back.
  const put = (text) => {
    const field = BS.field("prompt");
    const { value } = field;
    const start = set.put ? value.indexOf(set.put) : -1;
    if (start >= 0) BS.writing.replace(field, start, start + set.put.length, text);
    else {
      const end = value.trimEnd().length;
      BS.writing.replace(field, end, value.length, (end ? (value[end - 1] === "," ? " " : ", ") : "") + text);
    }
    set.put = text;
    BS.memory.put("lora-set", set);
  };

  const use = () => told(async () => {
    const found = await BS.do("lora_set", { options: { ...options(), locked: locked(), prompt: promptRest() }, rows: plain(set.rows), seed: set.seed, remember: true });
    const negative = BS.field("negative-prompt");
    const before = negative?.value ?? "";
    if (found.negative && negative && !before.includes(found.negative)) BS.writing.replace(negative, before.length, before.length, `${before.trim() ? ", " : ""}${found.negative}`);
    put(found.text);
    Object.assign(set, found);
    show();
    say(`${BS.plural(set.rows.length, "LoRA")} put into the prompt.`);
    BS.loraHistory.stale();
  });

  const each = () => told(async () => {
    const name = BS.loraHistory.presetName() || "each job";
    const found = await BS.do("save_lora_preset", { name, options: { ...options(), locked: locked() } });
    const { reference } = found.presets.find((preset) => preset.name === name);
    put(`__${reference}__`);
    BS.loraHistory.presets(found);
    say(`Each job draws its own set now; the preset “${name}” says how.`);
  });

  const toggle = (wanted = !isOpen) => {
    isOpen = wanted;
    root.querySelector("details").open = isOpen;
    BS.memory.put("lora-panel", isOpen);
    if (isOpen) open();
  };

  const open = () => told(async () => {
    BS.loraHistory.opened();
    await Promise.all([match(), BS.do("lora_facets").then((found) => BS.emit("lora-facets", found))]);
    if (!set.rows.length) await draw();
  });

  const KEYS = { " ": "lora-lock", r: "lora-reroll", Delete: "lora-out" };
  const heardKey = (event) => {
    const row = event.target.closest(".bs-lora-row");
    if (!row || BS.isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.dataset.do !== "lora-lock" && event.target.matches("button")) return; // presses that button
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    BS.actions[KEYS[event.key]]({ dataset: { at: row.dataset.at } });
  };

  BS.onMount("lora-panel", (place) => BS.whenIdle(() => build(place)));
  const build = (place) => {
    root = place;
    const fields = BS.loraOptions.build();
    const details = BS.el("details", { class: "bs-panel-section bs-lora-panel" }, BS.el("summary", {}, BS.el("span", { text: "LoRA randomiser" })),
      BS.el("div", { class: "bs-lora-body" },
        BS.el("section", { "aria-label": "The next set" },
          BS.el("div", { class: "bs-bar" }, BS.el("h3", { text: "The next set" }), BS.el("span", { class: "bs-space" }), BS.button("Draw", "lora-draw", { title: "Draw another set; what is kept stays" })),
          BS.el("ul", { class: "bs-lora-rows", "data-part": "rows", "aria-label": "LoRAs of the next set" }),
          BS.el("p", { class: "bs-muted", "data-part": "none", hidden: true, text: "Nothing drawn: widen the filters, or draw more." }),
          BS.el("pre", { class: "bs-lora-text", "data-part": "text", "aria-label": "As prompt text" }), BS.el("p", { class: "bs-muted bs-lora-notes", "data-part": "notes" }),
          BS.el("div", { class: "bs-bar bs-lora-use" }, BS.button("Put into the prompt", "lora-put", { class: "bs-button bs-primary" }), BS.button("A new set for each job", "lora-each", { title: "Save these options as a preset and put its wildcard into the prompt" })),
          BS.el("p", { class: "bs-notice", role: "status" })),
        fields, BS.loraHistory.build()));
    place.querySelector(".bs-inside").replaceChildren(details);
    BS.loraOptions.write(fields, BS.memory.get("lora-options") ?? {});
    fields.addEventListener("submit", (event) => { event.preventDefault(); draw(); });
    fields.addEventListener("input", () => {
      BS.loraOptions.adapt(fields);
      BS.memory.put("lora-options", BS.loraOptions.read(fields));
      clearTimeout(timer);
      timer = setTimeout(match, WAIT);
    });
    part("rows").addEventListener("change", ({ target }) => {
      if (target.dataset.weight === undefined) return;
      set.rows[Number(target.dataset.weight)].weight = Number(target.value) || 1;
      told(write);
    });
    details.addEventListener("keydown", heardKey);
    details.addEventListener("toggle", () => details.open !== isOpen && toggle(details.open));
    show();
    if (BS.memory.get("lora-panel")) toggle(true);
  };
  BS.listen("lora-facets", (found) => root && BS.loraOptions.facets(form(), found));

  Object.assign(BS.actions, {
    "lora-panel": () => {
      BS.showTab("Generation");
      toggle();
      root.querySelector("summary").focus({ preventScroll: true });
      if (isOpen) root.querySelector("details").scrollIntoView({ block: "nearest" });
    },
    "lora-draw": draw,
    "lora-put": use,
    "lora-each": each,
    "lora-reroll": ({ dataset }) => reroll(Number(dataset.at)),
    "lora-out": ({ dataset }) => without(Number(dataset.at)),
    "lora-lock": ({ dataset }) => {
      const row = set.rows[Number(dataset.at)];
      row.locked = !row.locked;
      show();
    },
    "lora-ban": ({ dataset }) => told(async () => {
      const { name } = set.rows[Number(dataset.at)];
      await BS.do("ban_lora", { name, banned: true });
      await reroll(Number(dataset.at));
      await match();
      say(`${name} is never drawn again.`, "good", BS.button("Undo", "lora-unban", { class: "bs-link", "data-name": name }));
    }),
    "lora-unban": ({ dataset }) => told(async () => {
      await BS.do("ban_lora", { name: dataset.name, banned: false });
      await match();
      say(`${dataset.name} may be drawn again.`);
    }),
    "lora-bag": () => told(async () => {
      await BS.do("reset_lora_bag");
      say("Every LoRA may come again.");
    }),
  });
  return {
    options: () => ({ ...options(), locked: locked() }),
    // Takes over the options of a preset.
    fill: (given) => {
      BS.loraOptions.write(form(), BS.loraOptions.values(given));
      BS.memory.put("lora-options", BS.loraOptions.read(form()));
      set.rows = (given.locked ?? []).map((row) => ({ triggers: [], ...row, locked: true }));
      return Promise.all([match(), draw()]);
    },
    // Takes over a set that was used before.
    retake: (entry) => {
      set = { ...set, rows: entry.loras.map((row) => ({ ...row, locked: false })), seed: entry.seed, text: entry.text, negative: "", notes: [] };
      show();
      say("This is the set as it was; change it, or put it into the prompt.");
    },
    say, told,
  };
})();
