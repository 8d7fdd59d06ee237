// What the form holds, what something else would change in it, and filling it with a way back.
BS.formValues = (() => {
  const NAMES = { prompt: "Prompt", negative_prompt: "Negative prompt", sampler_name: "Sampler", scheduler: "Schedule", steps: "Steps", cfg_scale: "CFG", seed: "Seed", width: "Width", height: "Height", batch_size: "Pictures a job", checkpoint: "Checkpoint", vae: "VAE", clip_skip: "Clip skip", enable_hr: "Hires fix", hr_scale: "Hires scale", hr_upscaler: "Hires upscaler", hr_second_pass_steps: "Hires steps", denoising_strength: "Denoising", template: "Prompt" };
  const nameOf = (field) => NAMES[field] ?? field.replaceAll("_", " ");

  // By the names of a request's fields.
  const flat = () => {
    const { extras, ...values } = BS.form.now();
    try {
      return { ...values, ...JSON.parse(extras || "{}") };
    } catch {
      return values;
    }
  };
  const shown = (value) => (typeof value === "boolean" ? (value ? "on" : "off") : value === null || value === undefined || value === "" ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value));

  // A table of what `values` say of each field: as it is, as it would be. Only what would change,
  // unless all is wanted.
  const differences = (values, title, isWhole = false) => {
    const held = flat();
    const rows = Object.entries(values).map(([name, value]) => [name, shown(name === "template" ? held.prompt : held[name]), shown(value)]).filter(([, was, is]) => isWhole || was !== is);
    if (!rows.length) return BS.el("p", { class: "bs-muted", text: "Nothing would change in the form." });
    return BS.el("table", { class: "bs-differences" }, BS.el("thead", {}, BS.el("tr", {}, ...["", "form now", title].map((text) => BS.el("th", { text })))),
      BS.el("tbody", {}, ...rows.map(([name, was, is]) => BS.el("tr", { "data-field": name, class: was === is ? "bs-muted" : null }, BS.el("th", { text: nameOf(name) }), BS.el("td", { text: was }), BS.el("td", { text: is })))));
  };

  // Fills the form ({request} or {values}), says so, and offers to take it back.
  const fillWithUndo = async (detail, sentence) => {
    const before = BS.form.now();
    if (!await BS.fill(detail)) return;
    const say = (...said) => BS.notice("form-message", ...said);
    const undo = BS.el("button", { type: "button", class: "bs-link", text: "Undo", on: { click: async () => { await BS.fill({ values: before }); say("The form is as it was.", "hint"); } } });
    say(sentence, "good", undo);
  };

  return { flat, shown, nameOf, differences, fillWithUndo };
})();
