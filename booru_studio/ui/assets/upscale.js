// Chosen pictures made larger: which way, by how much, with what.
BS.upscale = (() => {
  const inJobs = (pictures) => {
    const jobs = {};
    for (const { job, at } of pictures) (jobs[job] ??= []).push(at);
    return jobs;
  };

  const open = async (pictures) => {
    if (!pictures.length) return BS.notice("jobs-message", "Choose some pictures first.", "hint");
    let choices;
    try {
      choices = await BS.do("upscale_choices");
    } catch (error) {
      return BS.notice("jobs-message", error.message, "error");
    }
    const before = { method: "extras", scale: "2", denoising: "0.35", upscaler: "", checkpoint: "", ...BS.memory.get("upscale-now") };
    const methods = choices.methods.map(({ name, label, sentence }) => {
      const radio = BS.el("input", { type: "radio", name: "method", value: name });
      radio.checked = name === before.method;
      return BS.el("label", { class: "bs-way" }, radio, BS.el("b", { text: label }), BS.el("small", { text: sentence }));
    });
    const upscaler = BS.options("upscaler", [["The best for drawings", ""], ...choices.upscalers], before.upscaler);
    const upscalerLine = BS.line("Upscaler", upscaler);
    const scale = BS.input("scale", before.scale, { type: "number", min: "1", max: "8", step: "0.25", required: true });
    const denoising = BS.input("denoising", before.denoising, { type: "number", min: "0", max: "1", step: "0.05", required: true });
    const denoisingLine = BS.line("Denoising", denoising);
    const checkpointLine = BS.line("Checkpoint", BS.options("checkpoint", [["The same as before", ""], ...choices.checkpoints], before.checkpoint));
    const sizes = BS.el("p", { class: "bs-muted" });
    const dialog = BS.dialog("upscale-dialog", `Upscale ${BS.plural(pictures.length, "picture")}`,
      ...methods, upscalerLine, BS.line("Scale", scale), denoisingLine, checkpointLine, sizes,
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-muted", text: "Each becomes a job below its own; the originals stay." }), BS.el("span", { class: "bs-space" }),
        BS.el("button", { type: "submit", class: "bs-button bs-primary", text: `Queue ${pictures.length}` })));
    const form = dialog.querySelector("form");
    const adapt = () => {
      const method = form.elements.method.value;
      BS.setHidden(upscalerLine, method === "img2img");
      BS.setHidden(denoisingLine, method === "extras");
      BS.setHidden(checkpointLine, method === "extras");
      const list = method === "hires" ? choices.hires_upscalers : choices.upscalers;
      const { value } = upscaler;
      upscaler.replaceChildren(BS.el("option", { value: "", text: method === "hires" ? "As the WebUI has it" : "The best for drawings" }), ...list.map((name) => BS.el("option", { value: name, text: name })));
      upscaler.value = list.includes(value) ? value : "";
      const factor = Number(scale.value) || 1;
      const all = [...new Set(pictures.map(({ width, height }) => `${width}×${height} → ${Math.round(width * factor)}×${Math.round(height * factor)}`))];
      BS.setText(sizes, all.slice(0, 3).join(", ") + (all.length > 3 ? " …" : ""));
    };
    form.addEventListener("input", adapt);
    adapt();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(form));
      BS.memory.put("upscale-now", values);
      const how = { ...values, scale: Number(values.scale), denoising: Number(values.denoising) };
      if (how.method === "extras") how.checkpoint = "";
      dialog.attempt(async () => {
        const { job_ids: ids } = await BS.do("enlarge", { pictures: inJobs(pictures), how });
        BS.notice("jobs-message", `Queued ${BS.plural(ids.length, "picture")} to be made larger.`);
      });
    });
    return null;
  };

  const ofJob = async (id) => {
    const job = BS.store.jobs.get(id) ?? BS.takeJobs([await BS.do("job", { job_id: id })])[0];
    return BS.pictureList([job]).pictures;
  };

  BS.actions["upscale-job"] = async (button) => open(await ofJob(button.dataset.job));
  BS.actions["upscale-chosen"] = async () => open(await BS.ticks.allPictures());
  return { open, inJobs };
})();
