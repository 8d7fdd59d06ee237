// The form on the Generation tab: what its fields hold, what can be chosen in them, and filling them.
BS.form = (() => {
  const FACTS = { source_post: "source-post", changes_of: "changes-of" };
  const own = { source_post: "", changes_of: "", extras: "" }; // what no box holds
  const chosen = {}; // of the fields with lists: what a request holds
  let lists = {}; // field -> choices as [what a person reads, what a request holds]
  let start = null; // what a new form holds, as soon as the app has said it
  let held = { ...BS.memory.get("form") }; // what came before the boxes did
  let last = {}; // what they held, should Gradio make them anew
  let asking = null;

  const isThere = () => !!box("prompt");
  const boxes = () => document.querySelectorAll("#generation-desk [data-field]");
  const box = (name) => document.querySelector(`#generation-desk [data-field="${name}"]`);

  const numberIn = ({ value, dataset }) => {
    if (value.trim() === "" || !Number.isFinite(Number(value))) return null;
    return dataset.kind === "whole" ? Math.round(Number(value)) : Number(value);
  };
  const read = (field) => {
    if (field.dataset.kind === "list") return chosen[field.dataset.field] ?? start?.[field.dataset.field] ?? null;
    if (field.dataset.kind === "text") return field.value;
    return field.dataset.kind === "tick" ? field.checked : numberIn(field);
  };
  const labelOf = (name, value) => {
    const found = lists[name]?.find(([, each]) => each === value);
    return found ? found[0] : String(value ?? "");
  };
  const write = (field, value) => {
    const { field: name, kind } = field.dataset;
    if (!BS.fits(kind, value)) return;
    if (kind === "tick") field.checked = value;
    else if (kind === "list") {
      chosen[name] = value;
      field.value = labelOf(name, value);
    } else if (kind === "text") {
      if (field.value !== value) BS.setField(BS.form.idOf(name), value); // its status and its tree follow
    } else {
      field.value = value;
      slide(field);
    }
  };
  const slide = ({ dataset, value }) => {
    const rail = document.querySelector(`[data-slides="${dataset.field}"]`);
    if (rail) rail.value = value;
  };

  // By their names in `ui/form.py`.
  const now = () => {
    if (!isThere()) return held;
    return {
      ...Object.fromEntries([...boxes()].map((field) => [field.dataset.field, read(field)])),
      ...own,
    };
  };

  const showFacts = () => {
    for (const [name, id] of Object.entries(FACTS)) {
      const chip = document.querySelector(`#${id} .bs-chip`);
      if (!chip) continue;
      chip.hidden = !own[name];
      BS.setText(chip.querySelector(".bs-chip-text"), own[name].length > 24 ? own[name].slice(0, 8) : own[name]);
    }
  };

  const isObject = (text) => {
    try {
      return text === "" || Object.getPrototypeOf(JSON.parse(text)) === Object.prototype;
    } catch {
      return false;
    }
  };

  const fill = (values) => {
    if (!isThere()) {
      held = { ...held, ...values };
      return;
    }
    for (const field of boxes()) if (field.dataset.field in values) write(field, values[field.dataset.field]);
    for (const name of Object.keys(own)) {
      if (typeof values[name] === "string" && (name !== "extras" || isObject(values[name]))) own[name] = values[name];
    }
    showFacts();
    told();
  };
  // Everything that follows from what the form holds.
  const told = () => {
    BS.setText(document.getElementById("queue-button"), (numberIn(box("count")) ?? 1) > 1 ? `Queue ${numberIn(box("count"))}` : "Queue");
    document.getElementById("hires-fix").toggleAttribute("data-used", box("enable_hr").checked);
    last = now();
    BS.memory.soon();
    BS.emit("form");
  };

  const setOwn = (name, value) => {
    if (own[name] === value) return;
    own[name] = value;
    showFacts();
    told();
  };

  const take = (answer) => {
    ({ lists, values: start } = answer);
    for (const field of boxes()) {
      const { field: name, kind } = field.dataset;
      if (kind === "list") write(field, chosen[name] ?? start[name]);
      else if (field.value === "" && field !== document.activeElement) write(field, start[name]);
    }
    BS.notice("lists-message", answer.hint, "hint");
    told();
  };

  // Asks what a new form holds and what there is to choose from, once at a time.
  const ask = (verb) => {
    asking ??= BS.do(verb).then((answer) => {
      take(answer);
      return answer;
    }).finally(() => { asking = null; });
    return asking;
  };
  const ready = async () => { if (!start) await ask("form_start"); };
  const refresh = async (sentence) => {
    try {
      const { hint } = await ask("refresh_lists");
      if (sentence && !hint) BS.notice("lists-message", sentence);
    } catch (error) {
      BS.notice("lists-message", error.message, "error");
    }
  };

  let isBegun = false;
  BS.onMount("generation-desk", async () => {
    isBegun = true;
    const kept = { ...last, ...held };
    held = {};
    // What was typed before this script came is newer.
    for (const field of boxes()) if (field.dataset.kind === "text" && field.value) delete kept[field.dataset.field];
    fill(kept);
    BS.memory.hold("form", () => (isThere() ? now() : null));
    try {
      await ready();
    } catch { /* the header says that the app does not answer; it is asked again when it does */ }
  });

  // The lists were filled before the WebUI answered: fill them once it does.
  let wasThere = null;
  BS.listen("state", () => {
    const isReachable = !!BS.store.state?.backends.some((backend) => backend.reachable);
    if (isBegun && ((wasThere === false && isReachable) || !start)) refresh();
    wasThere = isReachable;
  });

  document.addEventListener("input", ({ target }) => {
    const { field, slides } = target.dataset ?? {};
    if (slides) BS.setField(BS.form.idOf(slides), target.value);
    else if (field && target.dataset.kind !== "list") {
      slide(target);
      told();
    }
  });
  document.addEventListener("change", ({ target }) => {
    if (target.dataset?.field && target.dataset.kind === "tick") told();
    // A slider's box goes as far as the slider does.
    if (!target.dataset?.field || !target.max || target.value === "") return;
    const within = Math.min(Number(target.max), Math.max(Number(target.min), Number(target.value)));
    if (within !== Number(target.value)) BS.setField(BS.form.idOf(target.dataset.field), within);
  });
  BS.actions["drop-fact"] = ({ dataset }) => setOwn(dataset.fact, "");
  BS.actions["refresh-lists"] = () => refresh("The lists are fresh.");
  BS.actions["save-form"] = async () => {
    try {
      take(await BS.do("save_form", { values: now() }));
      BS.notice("lists-message", "Drafts and new forms begin with these settings now.");
    } catch (error) {
      BS.notice("lists-message", error.message, "error");
    }
  };

  return {
    now, fill, setOwn, labelOf, ready,
    isReady: () => !!start,
    own: (name) => own[name],
    start: () => start ?? {},
    choices: (name) => lists[name] ?? [],
    choose: (name, value) => {
      write(box(name), value);
      told();
    },
    chosen: (name) => chosen[name],
    idOf: (name) => box(name).closest("[id]").id,
  };
})();

// Fills the Generation form with {job}, {request} or {values}, and shows it; gives whether it could.
BS.fill = async (detail) => {
  BS.showTab("Generation");
  try {
    const values = detail.values ? { ...BS.form.start(), ...detail.values } : (await BS.do("fill_form", detail)).values;
    BS.form.fill(values);
    BS.emit("form-filled", { job: detail.job ?? "" });
    return true;
  } catch (error) {
    BS.notice("form-message", error.message, "error");
    return false;
  }
};

// Queues what the form holds, or each of `prompts` ({prompt, seed}) with the form's settings, one
// after the other. A second press while the first is under way is one press.
BS.queueForm = (() => {
  let underWay = 0;
  let before = Promise.resolve();

  const mark = (by) => {
    underWay += by;
    document.getElementById("queue-button")?.classList.toggle("bs-busy", underWay > 0);
  };
  const send = async (verb, { values, ...args }) => {
    try {
      await BS.form.ready();
      const { job_ids: ids } = await BS.do(verb, { values: values ?? BS.form.now(), ...args });
      BS.notice("form-message", `Queued ${BS.plural(ids.length, "job")}.`, "good", BS.button("See Jobs", "show-jobs", { class: "bs-link" }));
      BS.emit("queued", ids);
    } catch (error) {
      BS.notice("form-message", error.message, "error");
    }
    mark(-1);
    BS.poll.now();
  };
  const queue = (verb, args) => {
    const values = BS.form.isReady() ? BS.form.now() : null; // as it is at this moment
    mark(1);
    before = before.then(() => send(verb, { values, ...args }));
    return before;
  };
  BS.actions["queue-form"] = () => (underWay ? undefined : queue("queue_form", {}));
  return { prompts: (prompts, templates = false) => queue("queue_prompts", { prompts, templates }) };
})();
