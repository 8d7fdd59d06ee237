// What the next jobs would get: their prompts, and what the engine has to say about the template.
(() => {
  const MOST = 20; // prompts
  const SEEDS = 2 ** 32;
  let dialog = null;
  let asked = 0; // counts up, so that a late answer is dropped
  let template = "";

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
        BS.button("Draw again", "preview-again", { hidden: true }), BS.button("Close", "preview-close")),
      BS.el("p", { class: "bs-muted", "data-part": "facts", role: "status" }),
      BS.el("ul", { class: "bs-preview-remarks", "data-part": "remarks", "aria-label": "Remarks" }),
      BS.el("ol", { class: "bs-preview-prompts", "data-part": "prompts", "aria-label": "Prompts" }));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
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

  const prompt = (text, seed) => BS.el("li", {},
    BS.el("span", { class: "bs-preview-text", text: text || "(empty)" }),
    BS.el("span", { class: "bs-preview-seed", text: `seed ${seed}` }));

  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const leavesText = (digits) => {
    if (!/^\d+$/.test(digits)) return `${digits} prompts are possible`;
    if (digits === "1") return "1 prompt is possible";
    if (digits.length <= 15) return `${grouped(digits)} prompts are possible`;
    return `about ${digits[0]}.${digits[1]} × 10^${digits.length - 1} prompts are possible`;
  };

  const show = (found, { isDrawn, first, step, jobs }) => {
    const prompts = found.prompts.filter((_, at) => at % step === 0).slice(0, jobs);
    const different = new Set(prompts).size;
    BS.setText(dialog.querySelector("h2"), jobs === 1 ? "The next job" : `The next ${jobs} jobs`);
    BS.setHidden(dialog.querySelector("[data-do=preview-again]"), !isDrawn || found.leaves === "1");
    const facts = [leavesText(found.leaves)];
    if (jobs > 1) facts.push(`${different} different here`);
    if (isDrawn) facts.push("each job draws its own seed, so these are examples");
    BS.setText(BS.part(dialog, "facts"), `${facts.join(" · ")}.`);
    BS.part(dialog, "remarks").replaceChildren(...found.diagnostics.map(remark));
    BS.part(dialog, "prompts").replaceChildren(...prompts.map((text, at) => prompt(text, (first + at * step) % SEEDS)));
  };

  const open = async () => {
    const turn = ++asked;
    if (!dialog?.isConnected) build();
    template = BS.field("prompt")?.value ?? "";
    const planned = plan();
    try {
      const count = (planned.jobs - 1) * planned.step + 1;
      const found = await BS.do("expand", { template, seed: planned.first, count });
      if (turn !== asked) return;
      show(found, planned);
      if (!dialog.open) dialog.showModal();
    } catch (error) {
      if (turn === asked) BS.notice("form-message", error.message, "error");
    }
  };

  Object.assign(BS.actions, {
    preview: open,
    "preview-again": open,
    "preview-close": () => dialog.close(),
    "preview-fix": ({ dataset }) => {
      dialog.close(); // nothing behind an open dialog can be written to
      const field = BS.field("prompt");
      if (field?.value === template) BS.writing.replace(field, Number(dataset.from), Number(dataset.to), dataset.fix);
      return open();
    },
  });
})();
