// What the buttons of jobs do; each says in one sentence what came of it.
(() => {
  const say = (text, kind = "good", ...more) => BS.notice("jobs-message", text, kind, ...more);

  BS.act = async (verb, args, done) => {
    try {
      const data = await BS.do(verb, args);
      const text = typeof done === "function" ? done(data) : done;
      if (text !== undefined) say(text);
      return data;
    } catch (error) {
      say(error.message, "error");
      return null;
    } finally {
      BS.poll.now();
    }
  };

  // What is done to the one job of a button, or to all that are chosen.
  const idsOf = (button) => (button.dataset.job ? [button.dataset.job] : [...BS.ticks.jobs]);
  const many = (what) => (data) => `${what} ${BS.plural(data.done, "job")}.${data.left ? ` ${data.left} could not be: ${data.why}` : ""}`;
  const jobOf = async (id) => BS.store.jobs.get(id) ?? BS.takeJobs([await BS.do("job", { job_id: id })])[0];

  // Asks once more on the button itself.
  BS.sure = (button, question, act) => {
    if (button.dataset.sure) {
      delete button.dataset.sure;
      button.textContent = button.dataset.before;
      return act();
    }
    button.dataset.before = button.textContent;
    button.dataset.sure = "1";
    button.textContent = question;
    setTimeout(() => {
      if (!button.dataset.sure) return;
      delete button.dataset.sure;
      button.textContent = button.dataset.before;
    }, 4000);
    return null;
  };

  const batchIds = async (batch) => (await BS.getJson(`ids.json?${new URLSearchParams({ batch })}`)).ids;

  // Shows a job in the list, whatever is filtered now, with its details.
  BS.showJob = async (id) => {
    BS.showTab("Jobs");
    BS.showPart("jobs");
    let answer = await BS.jobs.restart(id);
    if (answer?.at == null) {
      BS.jobsQuery.clear();
      answer = await BS.jobs.restart(id);
    }
    if (answer?.at == null) return say("This job is no longer there.", "hint");
    const line = BS.jobs.model.rows.get(answer.at);
    BS.jobs.setCurrent(line?.id === id ? id : BS.jobs.model.key(line), true);
    BS.details.open(id);
    return null;
  };

  Object.assign(BS.actions, {
    "all-jobs": () => BS.jobsQuery.clear(),
    "show-research": () => BS.showTab("Research"),
    "show-generation": () => BS.showTab("Generation"),
    "show-job": (button) => BS.showJob(button.dataset.job),
    "open-batch": (button) => BS.jobsQuery.toggleOpen(button.dataset.batch),
    "cancel-job": (button) => BS.act("cancel", { job_id: button.dataset.job }, "Cancelled one job."),
    "cancel-chosen": (button) => BS.act("cancel_jobs", { job_ids: idsOf(button) }, many("Cancelled")),
    "cancel-batch": async (button) => BS.act("cancel_jobs", { job_ids: await batchIds(button.dataset.batch) }, many("Cancelled")),
    "cancel-waiting": (button) => BS.sure(button, "Really cancel them all?", () => BS.act("cancel_waiting", {}, many("Cancelled"))),
    "cancel-all": (button) => BS.sure(button, "Really stop all of it?", () => BS.act("cancel_all", {}, many("Cancelled"))),
    "retry-job": (button) => BS.act("retry", { job_id: button.dataset.job }, "Queued it again."),
    "retry-new-seed": (button) => BS.act("retry_jobs", { job_ids: idsOf(button), new_seed: true }, many("Queued again with new seeds:")),
    "retry-chosen": (button) => BS.act("retry_jobs", { job_ids: idsOf(button) }, many("Queued again:")),
    "retry-failed": ({ dataset }) => BS.act("retry_failed", { cause: dataset.cause ?? "" }, many("Queued again:")),
    "retry-batch": async (button) => {
      const query = new URLSearchParams({ batch: button.dataset.batch, state: "failed" });
      const { ids } = await BS.getJson(`ids.json?${query}`);
      return BS.act("retry_jobs", { job_ids: ids }, many("Queued again:"));
    },
    "run-next": (button) => BS.act("move_jobs", { job_ids: idsOf(button), to: "first" }, "It comes next."),
    "move-job": (button) => BS.act("move_jobs", { job_ids: idsOf(button), to: button.dataset.to }, ""),
    "priority-job": (button) => {
      const step = Number(button.dataset.step);
      return BS.act("prioritise", { job_ids: idsOf(button), step }, many(step > 0 ? "More priority for" : "Less priority for"));
    },
    "star-job": async (button) => {
      const job = await jobOf(button.dataset.job);
      return BS.act("bookmark", { job_ids: [job.id], bookmarked: !job.bookmarked }, job.bookmarked ? "Took the bookmark away." : "Bookmarked it: clearing up leaves it alone.");
    },
    "star-chosen": (button) => BS.act("bookmark", { job_ids: idsOf(button) }, many("Bookmarked")),
    "modify-job": (button) => BS.fill({ job: button.dataset.job }),
    "copy-prompt": async (button) => {
      const job = await BS.do("job", { job_id: button.dataset.job });
      await BS.copy(button.dataset.what === "template" ? job.template : job.prompt);
      BS.flash(button, "Copied");
    },
    "toggle-pause": () => {
      const { paused } = BS.store.state?.queue ?? {};
      return BS.act(paused ? "resume_queue" : "pause_queue", {}, paused ? "The queue goes on." : "");
    },
    "open-picture": (button) => {
      const strip = !!button.closest("#last-results");
      if (strip) return BS.viewer.open(BS.pictureList(BS.results.jobs), button.dataset.file);
      if (button.dataset.source === "job") return BS.viewer.open(BS.pictureList([BS.store.jobs.get(button.dataset.job)]), button.dataset.file);
      return BS.viewer.open(new BS.PictureWindow(BS.jobsQuery.text({ open: "" })), button.dataset.file);
    },
  });

  // A click on a line makes it the current one; Ctrl chooses it, Shift all up to it.
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.(".bs-jobs .bs-job, .bs-jobs .bs-batch");
    if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
    const key = row.dataset.batch ? `b:${row.dataset.batch}` : row.dataset.job;
    if (event.shiftKey) BS.ticks.tickTo(key);
    else if (event.ctrlKey || event.metaKey) { if (row.dataset.job) BS.ticks.tickJob(row.dataset.job); }
    BS.jobs.setCurrent(key);
    row.focus({ preventScroll: true });
    if (row.dataset.job && !event.shiftKey && !event.ctrlKey && !event.metaKey) BS.details.open(row.dataset.job);
  });
  // Shift marks text by default.
  document.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest?.(".bs-jobs")) event.preventDefault();
  });
})();
