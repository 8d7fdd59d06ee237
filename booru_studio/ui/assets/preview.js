// Prompts of the template: what the next jobs would get, or all it can become; some of them can be
// queued exactly as they stand.
(() => {
  const [MOST, PAGE, SEEDS] = [20, 100, 2 ** 32]; // prompts of the next jobs, prompts of a page
  let dialog = null;
  let asked = 0; // counts up, so that a late answer is dropped
  let template = "";
  let shown = []; // {prompt, seed}
  let isAll = false; // all prompts, not those of the next jobs

  const number = (id, least) => Math.max(least, Math.trunc(Number(BS.field(id)?.value)) || 0);

  // Jobs count their seeds up by the pictures each makes; -1 draws a seed for each job.
  const plan = () => {
    const jobs = Math.min(MOST, number("count", 1));
    const seed = Math.trunc(Number(BS.field("seed")?.value ?? -1));
    const isDrawn = !(seed >= 0);
    const step = isDrawn ? 1 : Math.min(number("batch-size", 1), Math.floor(1000 / MOST));
    const first = isDrawn ? Math.floor(Math.random() * (SEEDS - MOST)) : seed;
    return { jobs, isDrawn, first, step };
  };

  const build = () => {
    dialog = BS.el("dialog", { class: "bs-preview", id: "preview", "aria-labelledby": "preview-title" },
      BS.el("div", { class: "bs-preview-head" }, BS.el("h2", { id: "preview-title" }),
        BS.button("Draw again", "preview-again", { hidden: true }), BS.button("Tick all", "preview-all"), BS.button("Close", "preview-close")),
      BS.el("p", { class: "bs-muted", "data-part": "facts", role: "status" }),
      BS.el("ul", { class: "bs-preview-remarks", "data-part": "remarks", "aria-label": "Remarks" }),
      BS.el("ol", { class: "bs-preview-prompts", "data-part": "prompts", "aria-label": "Prompts" }),
      BS.button("More prompts", "preview-more", { class: "bs-button bs-more" }),
      BS.el("div", { class: "bs-preview-foot" }, BS.el("span", { class: "bs-muted", "data-part": "chosen", role: "status" }), BS.el("span", { class: "bs-space" }),
        BS.button("", "exact-queue", { class: "bs-button bs-primary" })));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("change", () => count());
    BS.top().append(dialog);
  };

  const fixText = (from, to) => (to ? `Replace “${from}” by “${to}”` : `Remove “${from}”`);

  const remark = ({ severity, message, start, end, fix }) => {
    const line = BS.el("li", { class: `bs-remark bs-remark-${severity}` }, BS.el("span", { text: message }));
    if (fix === null) return line;
    const [from, to] = [start, end].map((at) => BS.writing.toUnits(template, at));
    line.append(BS.button(fixText(template.slice(from, to), fix), "preview-fix", { "data-from": from, "data-to": to, "data-fix": fix }));
    return line;
  };

  const row = ({ prompt, seed }, at, isTicked) => BS.el("li", {}, BS.el("label", {},
    BS.el("input", { type: "checkbox", "data-at": at, checked: isTicked }),
    BS.el("span", { class: "bs-preview-text", text: prompt || "(empty)" }),
    seed === null ? null : BS.el("span", { class: "bs-preview-seed", text: `seed ${seed}` })));

  const boxes = () => [...dialog.querySelectorAll("[data-at]")];
  const ticked = () => boxes().filter((box) => box.checked).map((box) => shown[Number(box.dataset.at)]);
  const diskText = (pictures) => `about ${(pictures * 1.5).toFixed(pictures < 7 ? 1 : 0)} MB`;

  // How long the latest jobs took, in seconds: the middle one.
  const usualSeconds = () => {
    const took = [...BS.store.jobs.values()].filter((job) => job.state === "done" && job.started && job.finished)
      .map((job) => (new Date(job.finished) - new Date(job.started)) / 1000).sort((one, two) => one - two);
    return took[Math.floor(took.length / 2)] ?? 0;
  };

  const count = () => {
    const chosen = ticked();
    const batch = number("batch-size", 1);
    const usual = usualSeconds();
    const time = usual ? `, about ${BS.duration(usual * chosen.length)}` : "";
    BS.setText(BS.part(dialog, "chosen"), chosen.length ? `${BS.plural(chosen.length * batch, "picture")}${time}, ${diskText(chosen.length * batch)}` : "Tick what is to be drawn.");
    const button = dialog.querySelector("[data-do=exact-queue]");
    button.disabled = !chosen.length;
    BS.setText(button, chosen.length === 1 ? "Queue exactly this" : `Queue exactly these ${chosen.length || ""}`.trim());
    BS.setText(dialog.querySelector("[data-do=preview-all]"), boxes().every((box) => box.checked) ? "Untick all" : "Tick all");
  };

  const show = (found, prompts, facts, { more = false, again = false, from = 0 } = {}) => {
    shown = from ? [...shown, ...prompts] : prompts;
    BS.setText(BS.part(dialog, "facts"), `${facts.join(" · ")}.`);
    BS.setHidden(dialog.querySelector("[data-do=preview-again]"), !again);
    BS.setHidden(dialog.querySelector("[data-do=preview-more]"), !more);
    BS.part(dialog, "remarks").replaceChildren(...found.diagnostics.map(remark));
    const rows = prompts.map((item, at) => row(item, from + at, !isAll));
    if (from) BS.part(dialog, "prompts").append(...rows);
    else BS.part(dialog, "prompts").replaceChildren(...rows);
    count();
    if (!dialog.open) dialog.showModal();
  };

  const possible = (digits) => `${BS.treeRows.leavesText(digits)} ${digits === "1" ? "is" : "are"} possible`;

  const next = async () => {
    const { jobs, isDrawn, first, step } = plan();
    const found = await BS.do("expand", { template, seed: first, count: (jobs - 1) * step + 1 });
    return () => {
      const prompts = found.prompts.filter((_, at) => at % step === 0).slice(0, jobs).map((prompt, at) => ({ prompt, seed: (first + at * step) % SEEDS }));
      BS.setText(dialog.querySelector("h2"), jobs === 1 ? "The next job" : `The next ${jobs} jobs`);
      const facts = [possible(found.leaves)];
      if (jobs > 1) facts.push(`${new Set(prompts.map((each) => each.prompt)).size} different here`);
      if (isDrawn) facts.push("each job draws its own seed, so these are examples until you queue exactly these");
      show(found, prompts, facts, { again: isDrawn });
    };
  };

  const all = async (from) => {
    const found = await BS.do("expand", { template, mode: "combinatorial", count: PAGE, offset: from });
    return () => {
      BS.setText(dialog.querySelector("h2"), "All prompts");
      const prompts = found.prompts.map((prompt) => ({ prompt, seed: null }));
      show(found, prompts, [possible(found.leaves), `${from + prompts.length} shown`], { more: prompts.length === PAGE && found.leaves !== String(from + PAGE), from });
    };
  };

  const open = async (from = 0) => {
    const turn = ++asked;
    if (!dialog?.isConnected) build();
    template = BS.field("prompt")?.value ?? "";
    try {
      const draw = await (isAll ? all(from) : next());
      if (turn === asked) draw();
    } catch (error) {
      if (turn === asked) BS.notice("form-message", error.message, "error");
    }
  };

  Object.assign(BS.actions, {
    preview: () => { isAll = false; return open(); },
    "tree-leaves": () => { isAll = true; return open(); },
    "preview-again": () => open(),
    "preview-more": () => open(shown.length),
    "preview-close": () => dialog.close(),
    "preview-all": () => {
      const wanted = !boxes().every((box) => box.checked);
      for (const box of boxes()) box.checked = wanted;
      count();
    },
    "exact-queue": () => {
      BS.queueForm.prompts(ticked());
      dialog.close();
    },
    "preview-fix": ({ dataset }) => {
      dialog.close(); // nothing behind an open dialog can be written to
      const field = BS.field("prompt");
      if (field?.value === template) BS.writing.replace(field, Number(dataset.from), Number(dataset.to), dataset.fix);
      return open();
    },
  });
})();
