// The Jobs tab: filters, live rows, paging, and what the rows' buttons do.
(() => {
  const FILTERS = [["", "All"], ["running", "Running"], ["queued", "Waiting"], ["done", "Done"],
    ["failed", "Failed"], ["cancelled", "Cancelled"], ["interrupted", "Interrupted"]];
  const rows = new Map();
  const list = new BS.Listing("", 50, () => show());

  // What runs stands on top, however many newer jobs wait.
  const shown = () => {
    if (list.state) return list.jobs;
    const active = [...BS.store.jobs.values()].filter(BS.isActive);
    return [...active, ...list.jobs.filter((job) => !BS.isActive(job))];
  };

  const show = () => {
    const root = document.getElementById("jobs-list");
    const place = root && BS.part(root, "rows");
    if (!place) return;
    const jobs = shown();
    const wanted = new Set(jobs.map((job) => job.id));
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.root.remove();
      rows.delete(id);
    }
    let next = place.firstElementChild;
    for (const job of jobs) {
      const row = rows.get(job.id) || new BS.JobRow(job);
      rows.set(job.id, row);
      row.update(job);
      if (row.root === next) next = next.nextElementSibling;
      else place.insertBefore(row.root, next);
    }
    const more = root.querySelector("[data-do=more-jobs]");
    BS.setHidden(more, !list.hasMore);
    BS.setText(more, list.loading ? "Loading…" : `Load more (${Math.max(0, list.total - list.ids.length)} older)`);
    showEmpty(BS.part(root, "empty"), jobs.length);
  };

  const showEmpty = (place, count) => {
    BS.setHidden(place, count > 0 || list.loading);
    if (place.dataset.state === list.state && place.childElementCount) return;
    place.dataset.state = list.state;
    const name = FILTERS.find(([state]) => state === list.state)[1].toLowerCase();
    place.replaceChildren(...(list.state
      ? [BS.el("p", { text: `No job is ${name} now.` }), BS.button("Show all jobs", "filter-jobs", { "data-state": "" })]
      : [BS.el("p", { text: "No jobs yet. Recreate a post in Research, or write a prompt in Generation." }),
        BS.button("Go to Research", "show-research"), BS.button("Go to Generation", "show-generation")]));
  };

  const showBar = () => {
    const bar = document.getElementById("jobs-bar");
    const filters = bar && BS.part(bar, "filters");
    const queue = BS.store.state?.queue;
    if (!filters || !queue) return;
    if (!filters.childElementCount) {
      filters.append(...FILTERS.map(([state, text]) => BS.button(text, "filter-jobs", { "data-state": state })));
    }
    for (const button of filters.children) {
      const state = button.dataset.state;
      const count = { running: queue.running, queued: queue.queued }[state];
      const name = FILTERS.find((filter) => filter[0] === state)[1];
      BS.setText(button, count ? `${name} ${count}` : name);
      button.setAttribute("aria-pressed", String(state === list.state));
    }
    const pause = document.getElementById("queue-pause");
    BS.setText(pause, queue.paused ? "Resume queue" : "Pause queue");
    pause.setAttribute("aria-pressed", String(!!queue.paused));
    const reason = BS.part(bar, "paused");
    BS.setText(reason, queue.paused || "");
    BS.setHidden(reason, !queue.paused);
    const cancel = bar.querySelector("[data-do=cancel-waiting]");
    BS.setHidden(cancel, !queue.queued);
    if (!cancel.dataset.sure) BS.setText(cancel, `Cancel all ${queue.queued} waiting`);
  };

  const act = async (verb, args, done) => {
    try {
      const data = await BS.do(verb, args);
      BS.notice("jobs-message", done || "");
      return data;
    } catch (error) {
      BS.notice("jobs-message", error.message, "error");
      return null;
    } finally {
      BS.poll.now();
    }
  };

  Object.assign(BS.actions, {
    "filter-jobs": (button) => { list.load(button.dataset.state); showBar(); },
    "more-jobs": () => list.more(),
    "show-research": () => BS.showTab("Research"),
    "show-generation": () => BS.showTab("Generation"),
    "expand-prompt": (prompt) => {
      if (String(getSelection())) return; // it is being copied by hand
      const open = prompt.closest(".bs-job").classList.toggle("bs-open");
      prompt.setAttribute("aria-expanded", String(open));
    },
    "cancel-job": (button) => act("cancel", { job_id: button.dataset.job }, "Cancelled one job."),
    "upscale-job": (button) => {
      const job = BS.store.jobs.get(button.dataset.job);
      const images = [...(job?.images || [0]).keys()];
      return act("upscale", { job_id: button.dataset.job, images }, images.length > 1 ? `Queued ${images.length} to be enlarged.` : "Queued it to be enlarged.");
    },
    "retry-job": (button) => act("retry", { job_id: button.dataset.job }, "Queued it again."),
    "modify-job": (button) => BS.fill({ job: button.dataset.job }),
    "copy-prompt": async (button) => {
      await BS.copy(BS.store.jobs.get(button.dataset.job)?.prompt || "");
      BS.flash(button, "Copied");
    },
    "toggle-pause": () =>
      act(BS.store.state?.queue.paused ? "resume_queue" : "pause_queue", {}),
    "cancel-waiting": (button) => {
      if (button.dataset.sure) {
        delete button.dataset.sure;
        document.dispatchEvent(new CustomEvent("bs:cancel-waiting"));
        return;
      }
      button.dataset.sure = "1";
      button.textContent = "Really cancel them all?";
      setTimeout(() => { delete button.dataset.sure; showBar(); }, 4000);
    },
    "show-parent": async (button) => {
      const id = button.dataset.job;
      if (!rows.has(id)) await list.load("");
      const row = rows.get(id)?.root;
      if (!row) return BS.notice("jobs-message", `Job ${id} is further down: load more jobs.`, "hint");
      row.scrollIntoView({ block: "center" });
      row.classList.add("bs-marked");
      setTimeout(() => row.classList.remove("bs-marked"), 1600);
    },
    "open-picture": (button) => {
      const isStrip = !!button.closest("#last-results");
      const items = BS.picturesOf(isStrip ? BS.results.jobs : shown());
      const { job, at } = button.dataset;
      BS.viewer.open(items, items.findIndex((item) => item.job.id === job && item.job.images[at] === item.image));
    },
  });

  // Fills the Generation form and shows it.
  BS.fill = (detail) => document.dispatchEvent(new CustomEvent("bs:fill", { detail }));

  BS.onMount("jobs-list", () => { rows.clear(); show(); });
  BS.onMount("jobs-bar", showBar);
  BS.listen("reset", () => list.load());
  BS.listen("jobs", (jobs) => list.merge(jobs));
  BS.listen("state", showBar);
})();
