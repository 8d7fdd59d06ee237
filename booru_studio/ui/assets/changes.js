// A job that is being modified: what differs from it is marked in the form, and told in a line.
(() => {
  // Request field -> id of its part, as the form has them.
  const FIELDS = {
    prompt: "prompt", negative_prompt: "negative-prompt", sampler_name: "sampler-name", scheduler: "scheduler", steps: "steps", cfg_scale: "cfg-scale",
    width: "width", height: "height", seed: "seed", batch_size: "batch-size", checkpoint: "checkpoint", vae: "vae", clip_skip: "clip-skip",
    enable_hr: "enable-hr", hr_upscaler: "hr-upscaler", hr_scale: "hr-scale", hr_second_pass_steps: "hr-steps", denoising_strength: "denoising",
  };
  const NAMES = { "sampler-name": "sampler", "cfg-scale": "CFG", "batch-size": "pictures a job", "enable-hr": "hires fix", "hr-steps": "hires steps", "hr-scale": "hires scale", "hr-upscaler": "hires upscaler" };
  let job = "";
  let before = null; // part -> what it held when it was filled
  let own = null; // the job's own values

  const boxOf = (id) => document.querySelector(`#${id} input[type=checkbox]`) ?? document.querySelector(`#${id} input[type=number]`) ?? BS.field(id);
  const held = (id) => {
    const box = boxOf(id);
    if (!box) return null;
    return box.type === "checkbox" ? (box.checked ? "on" : "off") : box.value;
  };
  const isNumber = (text) => text !== "" && !Number.isNaN(Number(text));
  const same = (one, other) => one === other || (isNumber(one) && isNumber(other) && Number(one) === Number(other));

  // What it was, as the form says it: lists show a label of their own, so theirs is taken as found.
  const original = (field, id) => {
    const value = own[field];
    const box = boxOf(id);
    if (box?.type === "checkbox") return value ? "on" : "off";
    const isList = box?.getAttribute("role") === "listbox" || box?.closest(".wrap-inner, [data-testid=dropdown], .secondary-wrap");
    return isList || value === undefined || value === "" ? before[id] : String(value);
  };

  const parts = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
  const textChange = (was, now) => {
    const [old, fresh] = [new Set(parts(was)), new Set(parts(now))];
    const gone = [...old].filter((part) => !fresh.has(part));
    const added = [...fresh].filter((part) => !old.has(part));
    if (!gone.length && !added.length) return [BS.el("span", { class: "bs-muted", text: "in another order" })];
    return [...gone.map((text) => BS.el("del", { text })), ...added.map((text) => BS.el("ins", { text }))];
  };

  const line = () => {
    const anchor = document.getElementById("changes-of")?.closest(".bs-queue-row, .row") ?? document.getElementById("changes-of");
    let node = document.getElementById("form-changes");
    if (!node && anchor) {
      node = BS.el("div", { id: "form-changes", class: "bs-form-changes", role: "status", hidden: true });
      anchor.after(node);
    }
    return node;
  };

  const show = () => {
    const node = line();
    if (!node) return;
    for (const id of Object.values(FIELDS)) document.getElementById(id)?.classList.remove("bs-changed");
    BS.setHidden(node, !job || !own || !before);
    if (node.hidden) return;
    const said = [];
    for (const [field, id] of Object.entries(FIELDS)) {
      const now = held(id);
      const was = original(field, id);
      if (now === null || was === null || same(was, now)) continue;
      const part = document.getElementById(id);
      part.classList.add("bs-changed");
      part.title = `It was: ${was.slice(0, 400)}`;
      const isText = id.endsWith("prompt");
      said.push(BS.el("span", { class: "bs-form-change" }, BS.el("b", { text: `${NAMES[id] ?? id.replaceAll("-", " ")} ` }), ...(isText ? textChange(was, now) : [BS.el("del", { text: was }), " → ", BS.el("ins", { text: now })])));
    }
    const seed = held("seed");
    node.replaceChildren(
      BS.el("b", { text: said.length ? "Changed: " : "As the job was; change something, or queue it again. " }), ...said, BS.el("span", { class: "bs-space" }),
      BS.button("Same seed", "form-same-seed", { "aria-pressed": String(same(seed, String(own.seed))) }), BS.button("New seed", "form-new-seed", { "aria-pressed": String(seed === "-1") }), BS.button("Variations…", "vary-job", { "data-job": job }));
  };

  const begin = async (id) => {
    job = id;
    own = null;
    before = null;
    show();
    if (!id) return;
    try {
      own = (await BS.do("form_of_job", { job_id: id })).values;
    } catch {
      job = ""; // the job is gone: there is nothing to compare with
    }
    if (job === id) show();
  };
  // The form is filled by the app; what it holds then is what lists are compared with.
  const settle = (tries = 20) => {
    if (!job) return;
    if (own && held("prompt") !== String(own.prompt) && tries) { setTimeout(settle, 60, tries - 1); return; }
    if (!own && tries) { setTimeout(settle, 60, tries - 1); return; }
    before = Object.fromEntries(Object.values(FIELDS).map((id) => [id, held(id)]));
    show();
  };

  document.addEventListener("bs:fill", ({ detail }) => {
    if (!detail?.job) { begin(""); return; }
    begin(detail.job).then(() => setTimeout(settle, 150));
  });
  // The chip that names the job was taken away.
  document.addEventListener("click", ({ target }) => { if (target.closest?.("#changes-of .bs-chip-remove")) begin(""); });
  let timer = 0;
  for (const type of ["input", "change", "click"]) {
    document.addEventListener(type, ({ target }) => {
      if (!job || !before || !target.closest?.("#generation, [role=tabpanel], .options")) return;
      clearTimeout(timer);
      timer = setTimeout(show, 120);
    });
  }
  Object.assign(BS.actions, {
    "form-same-seed": () => { BS.setField("seed", own.seed); show(); },
    "form-new-seed": () => { BS.setField("seed", -1); show(); },
  });
})();
