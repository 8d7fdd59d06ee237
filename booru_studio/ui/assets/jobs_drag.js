// Waiting jobs are put in another order by dragging them.
(() => {
  let moving = [];
  const rowAt = (event) => event.target.closest?.(".bs-jobs .bs-job[draggable=true]");
  const clear = () => document.querySelectorAll(".bs-drop-above, .bs-drop-below").forEach((row) => row.classList.remove("bs-drop-above", "bs-drop-below"));
  const isLower = (event, row) => {
    const box = row.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };

  document.addEventListener("dragstart", (event) => {
    const row = rowAt(event);
    if (!row) return;
    const { job } = row.dataset;
    moving = BS.ticks.jobs.has(job) ? [...BS.ticks.jobs].filter((id) => BS.store.jobs.get(id)?.state === "queued") : [job];
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", job);
  });
  document.addEventListener("dragover", (event) => {
    const row = moving.length && rowAt(event);
    if (!row) return;
    event.preventDefault();
    clear();
    row.classList.add(isLower(event, row) ? "bs-drop-below" : "bs-drop-above");
  });
  document.addEventListener("drop", (event) => {
    const row = moving.length && rowAt(event);
    if (!row) return;
    event.preventDefault();
    const lines = BS.jobs.model;
    const at = lines.indexOf(row.dataset.job) + (isLower(event, row) ? 1 : 0);
    const before = lines.rows.get(at)?.id ?? "";
    BS.act("move_jobs", { job_ids: moving, before }, `Moved ${BS.plural(moving.length, "job")}.`);
  });
  document.addEventListener("dragend", () => { moving = []; clear(); });
})();
