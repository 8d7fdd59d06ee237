// The Jobs tab's list: of any number of jobs only the lines in sight are in the page.
BS.jobs = (() => {
  const AROUND = 6; // lines above and below what is seen
  const rows = new Map(); // key -> line
  const model = new BS.JobsWindow(() => show());
  let current = ""; // key of the line that the keys act on
  let currentAt = -1; // where it stood when it was last seen
  let refreshing = 0;

  const parts = () => {
    const root = document.getElementById("jobs-list");
    return root?.offsetParent ? { root, place: BS.part(root, "rows"), empty: BS.part(root, "empty") } : null;
  };
  const height = (place) => parseFloat(getComputedStyle(place).getPropertyValue("--row")) || 92;

  const range = (place, high) => {
    const top = place.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / high));
    return [first, Math.min(Math.max(model.total, 30), Math.ceil((innerHeight - top) / high) + 1)];
  };

  const rowOf = (key, line, job) => {
    let row = rows.get(key);
    if (!row) {
      row = line.batch ? new BS.BatchRow(line) : new BS.JobRow(job);
      rows.set(key, row);
    }
    if (line.batch) row.update(line, job);
    else row.update(job);
    return row;
  };

  const dress = (row, key, line) => row.dress({
    place: model.places[line.id],
    depth: line.depth || 0,
    isTicked: line.batch ? BS.ticks.batches.has(line.batch) : BS.ticks.jobs.has(line.id),
    isCurrent: key === current,
    canDrag: BS.jobsQuery.canReorder() && !line.batch && BS.store.jobs.get(line.id)?.state === "queued",
  });

  const show = () => {
    const here = parts();
    if (!here) return;
    const high = height(here.place);
    here.place.style.height = `${model.total * high}px`;
    const [first, last] = range(here.place, high);
    model.want(first, last);
    const wanted = new Set();
    let next = here.place.firstElementChild;
    for (let at = Math.max(0, first - AROUND); at < Math.min(model.total, last + AROUND); at += 1) {
      const line = model.rows.get(at);
      const job = line && BS.store.jobs.get(line.id);
      if (!job) continue;
      const key = model.key(line);
      if (wanted.has(key)) continue; // a line that moved while its old place was not asked for anew
      wanted.add(key);
      const row = rowOf(key, line, job);
      dress(row, key, line);
      row.root.style.transform = `translateY(${at * high}px)`;
      row.root.setAttribute("aria-posinset", at + 1);
      row.root.setAttribute("aria-setsize", model.total);
      if (row.root === next) next = next.nextElementSibling;
      else here.place.insertBefore(row.root, next);
    }
    for (const [key, row] of rows) {
      if (wanted.has(key)) continue;
      row.root.remove();
      rows.delete(key);
    }
    showEmpty(here.empty);
    BS.emit("jobs-shown");
  };

  const showEmpty = (place) => {
    const { now, narrowed } = BS.jobsQuery;
    BS.setHidden(place, model.total > 0 || model.isLoading || !model.isLoaded);
    const key = JSON.stringify([now.state, narrowed()]);
    if (place.dataset.key === key && place.childElementCount) return;
    place.dataset.key = key;
    place.replaceChildren(...(now.state || narrowed()
      ? [BS.el("p", { text: "No job is like that." }), BS.button("Show all jobs", "all-jobs")]
      : [BS.el("p", { text: "No jobs yet. Recreate a post in Research, or write a prompt in Generation." }),
        BS.button("Go to Research", "show-research"), BS.button("Go to Generation", "show-generation")]));
  };

  // The line at the upper edge stays where it is when lines come in above it.
  const anchor = (here, high) => {
    const top = here.place.getBoundingClientRect().top;
    if (top > -high / 2) return "";
    return model.key(model.rows.get(Math.ceil(-top / high))) ?? "";
  };

  const refresh = () => {
    if (refreshing) return;
    refreshing = setTimeout(async () => {
      refreshing = 0;
      const here = parts();
      if (!here) { model.isLoaded = false; return; } // looked at anew when it is shown
      const high = height(here.place);
      const moved = await model.refresh(anchor(here, high));
      if (moved) scrollBy({ top: moved * high, behavior: "instant" });
    }, 120);
  };

  const restart = async (around = "") => {
    const answer = await model.restart(around);
    if (answer?.at != null) reveal(answer.at);
    return answer;
  };

  const reveal = (at) => {
    const here = parts();
    if (!here) return;
    const high = height(here.place);
    const top = here.place.getBoundingClientRect().top + at * high;
    const [low, most] = [130, innerHeight - high - 70];
    if (top < low || top > most) scrollBy({ top: top < low ? top - low : top - most, behavior: "instant" });
    show();
  };

  const setCurrent = (key, isSeen = false) => {
    current = key;
    currentAt = model.indexOf(key);
    for (const [each, row] of rows) row.root.classList.toggle("bs-current", each === key);
    BS.emit("job-current", key);
    const at = model.indexOf(key);
    if (isSeen && at >= 0) reveal(at);
  };

  // The jobs of the lines from one to another, also of those that are far away.
  const idsBetween = async (from, to) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const ids = [];
    for (let at = low; at <= high; at += 200) {
      const query = BS.jobsQuery.text({ from: at, count: Math.min(200, high - at + 1) });
      const answer = await BS.getJson(`list.json?${query}`);
      ids.push(...answer.rows.filter((row) => !row.batch).map((row) => row.id));
    }
    return ids;
  };

  // What changed is of this list, or may be: lines come, go or move.
  const moves = (job) => {
    const before = seen.get(job.id);
    const now = [job.state, job.bookmarked, job.priority, job.images.length].join();
    seen.set(job.id, now);
    return before !== now;
  };
  const seen = new Map();
  const forgetSome = () => {
    if (BS.store.jobs.size < 4000) return;
    const kept = new Set([...model.rows.values()].map((row) => row.id));
    for (const [id, job] of BS.store.jobs) if (BS.isOver(job) && !kept.has(id)) BS.store.jobs.delete(id);
    seen.clear();
  };

  BS.listen("reset", () => {
    seen.clear();
    if (document.getElementById("jobs-list")) restart(); // else it is loaded when it comes into being
  });
  BS.listen("jobs", (jobs) => {
    if (jobs.filter(moves).length) refresh();
    forgetSome();
    show();
  });
  BS.listen("removed", (ids) => {
    for (const id of ids) {
      BS.ticks.jobs.delete(id);
      seen.delete(id); // it may be put back as it was
    }
    refresh();
  });
  BS.listen("jobs-query", () => { scrollToList(); restart(); });
  BS.listen("jobs-opened", () => model.refresh());
  BS.listen("ticks", () => show());
  BS.listen("jobs-part", (name) => {
    if (name !== "jobs") return;
    if (model.isLoaded) show();
    else restart();
  });
  BS.onMount("jobs-list", () => { rows.clear(); restart(); });
  addEventListener("scroll", () => requestAnimationFrame(show), { passive: true });
  addEventListener("resize", () => requestAnimationFrame(show));
  // A tab that comes into sight again may have missed lines.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#tabs button[role=tab]")) setTimeout(() => { if (parts() && !model.isLoading) (model.isLoaded ? show : restart)(); }, 30);
  });

  const scrollToList = () => {
    const here = parts();
    const top = here?.place.getBoundingClientRect().top ?? 0;
    if (top < 0) scrollBy({ top: top - 130, behavior: "instant" });
  };

  return {
    show, restart, refresh, reveal, setCurrent, idsBetween, model,
    isShown: () => !!parts(),
    get current() { return current; },
    currentAt: () => {
      const at = model.indexOf(current);
      return at < 0 ? currentAt : at;
    },
    currentRow: () => [...model.rows.values()].find((row) => model.key(row) === current),
    currentJob: () => (current.startsWith("b:") ? null : BS.store.jobs.get(current) ?? null),
  };
})();
