// The sections of the form beyond the everyday ones: drawn from what the app says of them, their
// values kept as JSON in the form's `extras`, so that they are remembered and sent like the others.
BS.panels = (() => {
  let panels = [];
  let values = {}; // fields of the request; `extensions`: name -> list of units
  const opened = new Set(BS.memory.get("panels") ?? []);

  const root = () => BS.inside("form-panels");
  const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);

  const read = () => {
    try {
      values = JSON.parse(BS.form.own("extras") || "{}") ?? {};
    } catch {
      values = {};
    }
  };
  const write = () => BS.form.setOwn("extras", Object.keys(values).length ? JSON.stringify(values) : "");

  const panelOf = (name) => panels.find((panel) => panel.name === name);
  const unitsOf = (panel) => values.extensions?.[panel.name] ?? [];

  // Only what differs from its default is kept; of a unit everything that was set.
  const put = (panel, at, control, value) => {
    if (panel.units) {
      const units = structuredClone(unitsOf(panel));
      units[at] = { ...units[at], [control.name]: value };
      if (value === null || same(value, control.default)) delete units[at][control.name];
      putUnits(panel, units);
    } else if (value === null || value === "" || same(value, control.default)) delete values[control.name];
    else values[control.name] = value;
    tidy();
    write();
    mark(panel);
  };
  const putUnits = (panel, units) => {
    const others = { ...(values.extensions ?? {}) };
    if (units.length) others[panel.name] = units;
    else delete others[panel.name];
    if (Object.keys(others).length) values.extensions = others;
    else delete values.extensions;
  };
  // Denoising belongs to a picture to begin with; its default is sent as well.
  const tidy = () => {
    const control = panelOf("img2img")?.controls.find((each) => each.name === "denoising_strength");
    if (values.init_image) values.denoising_strength ??= control?.default ?? 0.6;
    else for (const each of panelOf("img2img")?.controls ?? []) delete values[each.name];
  };

  const isUsed = (panel) => (panel.units ? unitsOf(panel).length > 0 : panel.controls.some((control) => control.name in values));
  const mark = (panel) => document.getElementById(`panel-${panel.name}`)?.toggleAttribute("data-used", isUsed(panel));

  const numberOf = (control, text) => {
    if (text.trim() === "") return null;
    const number = Number(text);
    return Number.isFinite(number) ? (control.kind === "whole" ? Math.round(number) : number) : null;
  };

  const picture = (panel, at, control, value) => {
    const box = BS.el("input", { type: "file", accept: "image/png,image/jpeg,image/webp", class: "bs-offscreen", tabindex: "-1", "aria-hidden": "true" });
    const take = async (file) => {
      try {
        const kept = await BS.keepInput(file);
        put(panel, at, control, kept.file);
        draw();
      } catch (error) {
        BS.notice("form-message", error.message, "error");
      }
    };
    box.addEventListener("change", () => box.files[0] && take(box.files[0]));
    const place = BS.el("div", { class: "bs-picture-box", "data-picture-for": control.name },
      value ? BS.el("img", { src: BS.route(`image/${value}`), alt: control.label }) : BS.el("span", { class: "bs-muted", text: "Drop a picture, or choose one" }),
      box, BS.el("button", { type: "button", class: "bs-button", text: "Choose", on: { click: () => box.click() } }),
      value ? BS.el("button", { type: "button", class: "bs-button bs-quiet", text: "✕", "aria-label": `Take out: ${control.label}`, on: { click: () => { put(panel, at, control, null); draw(); } } }) : null);
    place.addEventListener("dragover", (event) => event.preventDefault());
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
    });
    return place;
  };

  const field = (panel, at, control, current) => {
    const heard = (read) => ({ change: (event) => put(panel, at, control, read(event.target)) });
    if (control.kind === "picture") return picture(panel, at, control, current);
    if (control.kind === "tick") {
      const box = BS.el("input", { type: "checkbox", class: "bs-tick", on: heard((target) => target.checked) });
      box.checked = current ?? false;
      return box;
    }
    if (control.choices.length || control.kind === "choice") {
      const isWhole = control.kind === "whole"; // the number of the choice
      const choices = isWhole ? control.choices.map((text, number) => [text, String(number)]) : [...new Set([...(control.default === null ? [["as before", ""]] : []), ...control.choices, ...(current && !control.choices.includes(current) ? [current] : [])])];
      return BS.options(control.name, choices, String(current ?? ""), { on: heard((target) => (isWhole ? Number(target.value) : target.value || null)) });
    }
    if (control.kind === "text") {
      const box = BS.el("textarea", { class: "bs-input", rows: control.is_prompt ? 2 : 1, on: heard((target) => target.value) });
      box.value = current ?? "";
      return box;
    }
    const step = control.step ?? (control.kind === "whole" ? 1 : 0.01);
    return BS.input(control.name, current ?? "", { type: "number", min: control.least, max: control.most, step, placeholder: "as before", on: heard((target) => numberOf(control, target.value)) });
  };

  const lines = (panel, at, held) => panel.controls.map((control) => BS.el("label", { class: "bs-line-field", title: control.help || null },
    BS.el("span", { text: control.label }), field(panel, at, control, held[control.name] ?? control.default)));

  const unit = (panel, held, at) => BS.el("fieldset", { class: "bs-unit" },
    BS.el("legend", {}, BS.el("span", { text: panel.units > 1 ? `${panel.label} ${at + 1}` : panel.label }),
      BS.el("button", { type: "button", class: "bs-button bs-quiet", text: "✕", "aria-label": `Remove unit ${at + 1}`, on: { click: () => change(panel, unitsOf(panel).filter((_, each) => each !== at)) } })),
    ...lines(panel, at, held));
  const change = (panel, units) => {
    putUnits(panel, units);
    write();
    draw();
  };

  const body = (panel) => {
    if (!panel.units) return lines(panel, 0, values);
    const units = unitsOf(panel);
    const more = units.length < panel.units ? [BS.el("button", { type: "button", class: "bs-button", text: units.length ? "Add a unit" : "Use it", on: { click: () => change(panel, [...units, {}]) } })] : [];
    return [...units.map((held, at) => unit(panel, held, at)), ...more];
  };

  const section = (panel) => {
    const isUseless = panel.reason && !isUsed(panel);
    const made = BS.el("details", { class: "bs-panel-section", id: `panel-${panel.name}`, open: opened.has(panel.name), "data-used": isUsed(panel) },
      BS.el("summary", {}, BS.el("span", { text: panel.label }), panel.reason ? BS.el("small", { class: "bs-muted", text: "not there" }) : null),
      panel.reason ? BS.el("p", { class: "bs-muted", text: panel.reason }) : null,
      ...(isUseless ? [] : body(panel)));
    made.addEventListener("toggle", () => {
      if (made.open) opened.add(panel.name);
      else opened.delete(panel.name);
      BS.memory.put("panels", [...opened]);
    });
    return made;
  };

  const draw = () => root()?.replaceChildren(...panels.map(section));

  const load = async () => {
    try {
      panels = await BS.do("form_panels");
    } catch {
      return; // the header says that the app does not answer
    }
    read();
    draw();
  };

  // A job was taken up, or what the browser remembers came back.
  BS.listen("form", () => {
    const before = JSON.stringify(values);
    read();
    if (JSON.stringify(values) !== before) draw();
  });

  let wasThere = null;
  BS.listen("state", () => {
    const isThere = JSON.stringify(BS.store.state?.backends.map((backend) => [backend.url, backend.reachable]) ?? null);
    if (wasThere !== null && wasThere !== isThere) load();
    wasThere = isThere;
  });
  BS.onMount("form-panels", () => BS.whenIdle(load));

  BS.keepInput = async (file) => {
    let answer;
    try {
      const reply = await fetch(`${BS.route("input")}?name=${encodeURIComponent(file.name ?? "picture")}`, { method: "POST", body: file });
      answer = await reply.json();
    } catch {
      throw new Error("The app does not answer: check that it still runs, then try again.");
    }
    if (!answer.ok) throw new Error(answer.error);
    return answer.data;
  };

  return {
    // Another part of the page sets fields of the request.
    set: (fields) => {
      Object.assign(values, fields);
      tidy();
      write();
      draw();
    },
    open: (name) => {
      opened.add(name);
      draw();
      document.getElementById(`panel-${name}`)?.scrollIntoView({ block: "nearest" });
    },
  };
})();
