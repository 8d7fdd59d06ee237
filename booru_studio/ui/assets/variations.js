// Several changes of one job at once, as a small grid.
BS.actions["vary-job"] = async (button) => {
  const id = button.dataset.job;
  let job;
  let choices;
  try {
    [job, choices] = await Promise.all([BS.do("job", { job_id: id }), BS.do("upscale_choices")]);
  } catch (error) {
    return BS.notice("jobs-message", error.message, "error");
  }
  const boxes = choices.checkpoints.map(([label, value]) => {
    const line = BS.check("checkpoint", label, false);
    line.firstChild.value = value;
    return line;
  });
  const seeds = BS.input("seeds", "4", { type: "number", min: "0", max: "200", required: true });
  const cfgs = BS.input("cfgs", "", { placeholder: `${job.request.cfg_scale}, as it was; or 4, 5.5, 7`, inputmode: "decimal" });
  const steps = BS.input("steps", "", { type: "number", min: "1", max: "150", placeholder: `${job.request.steps}, as it was` });
  const said = BS.el("p", { class: "bs-muted", role: "status" });
  const submit = BS.el("button", { type: "submit", class: "bs-button bs-primary" });
  const dialog = BS.dialog("variations-dialog", `Variations of job ${id.slice(0, 8)}`,
    BS.line("New seeds", seeds), BS.el("p", { class: "bs-muted", text: "0 keeps its own seed. The same seeds go through the whole grid, so that only one thing differs at a time." }),
    BS.line("CFG values", cfgs), BS.line("Steps", steps), BS.el("h3", { text: "Checkpoints; none means its own" }), BS.el("div", { class: "bs-ways-list" }, ...boxes),
    BS.el("div", { class: "bs-bar" }, said, BS.el("span", { class: "bs-space" }), submit));
  const form = dialog.querySelector("form");
  const numbers = () => cfgs.value.split(/[\s;,]+/).filter(Boolean).map(Number);
  const models = () => boxes.map((line) => line.firstChild).filter((box) => box.checked).map((box) => box.value);
  const adapt = () => {
    const sides = [Number(seeds.value) || 0, models().length, numbers().length];
    const count = sides.reduce((product, side) => product * Math.max(1, side), 1);
    BS.setText(said, sides.some((side) => side > 1) ? sides.filter(Boolean).join(" × ") : "");
    BS.setText(submit, `Queue ${count}`);
    submit.disabled = numbers().some(Number.isNaN);
  };
  form.addEventListener("input", adapt);
  adapt();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const changes = steps.value ? { steps: Number(steps.value) } : {};
    dialog.attempt(async () => {
      const { job_ids: ids } = await BS.do("vary", { job_id: id, grid: { changes, seeds: Number(seeds.value) || 0, checkpoints: models(), cfg_scales: numbers() } });
      BS.notice("jobs-message", `Queued ${BS.plural(ids.length, "variation")}.`);
    });
  });
  return null;
};
