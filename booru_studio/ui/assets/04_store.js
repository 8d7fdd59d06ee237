// What the app knows, as far as this page has seen it: one loop asks what changed.
BS.store = { state: null, jobs: new Map(), lost: false };

// Addresses as the app gives them: BS.link makes them those of this page.
BS.pictureUrl = (kind, file) => `/gradio_api/bs/${kind}/${file.split("/").map(encodeURIComponent).join("/")}`;
BS.withUrls = (image) => Object.assign(image, { url: BS.pictureUrl("image", image.file), thumb: BS.pictureUrl("thumb", image.file) });

// Takes over what the app said of jobs: whole ones, or of those that are known what changed.
// Answers may overtake each other, so what was said at an earlier revision changes nothing.
BS.takeJobs = (() => {
  const EMPTY = { images: [], warnings: [], template: "", error: "", parent: "", batch: "", source_post: "", source_url: "", backend: "", bookmarked: false, priority: 0, upscale: null, progress: 0, eta: null, text: "", preview: "" };
  const whole = (job) => ({ ...EMPTY, progress: job.state === "done" ? 1 : 0, ...job, images: (job.images ?? []).map(BS.withUrls) });
  return (jobs, revision = 0) => jobs.flatMap((job) => {
    const before = BS.store.jobs.get(job.id);
    if (!job.state && !before) return [];
    if (before && before.revision > revision) return [before];
    const after = { ...(job.state ? whole(job) : { ...before, ...job }), revision };
    if (typeof job.preview === "number") after.preview = job.preview < 0 ? "" : `/gradio_api/bs/preview/${job.id}?n=${job.preview}`;
    BS.store.jobs.set(job.id, after);
    return [after];
  });
})();

BS.poll = (() => {
  const [FAST, BUSY, IDLE] = [500, 1000, 2500]; // ms
  let timer = 0;
  let asking = false;
  let again = false;
  let known = { epoch: "", revision: 0, seen: "" };

  const pause = () => {
    if (BS.store.lost) return BUSY;
    const queue = BS.store.state?.queue;
    if (!queue) return BUSY;
    if (queue.running) return FAST;
    return queue.queued && !queue.paused ? BUSY : IDLE;
  };

  const ask = async () => {
    const { epoch, revision, seen } = known;
    const { jobs, reset, removed, ...state } = await BS.getJson(`state.json?epoch=${epoch}&since=${revision}&seen=${seen}`);
    known = state;
    BS.store.state = { ...BS.store.state, ...state };
    if (reset) BS.store.jobs.clear();
    const changed = BS.takeJobs(jobs, state.revision);
    for (const id of removed ?? []) BS.store.jobs.delete(id);
    if (removed) BS.emit("removed", removed);
    if (reset) BS.emit("reset");
    else if (changed.length) BS.emit("jobs", changed);
  };

  const tick = async () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    if (asking) { again = true; return; }
    asking = true;
    try {
      await ask();
      BS.store.lost = false;
    } catch {
      BS.store.lost = true; // the header says so
    }
    asking = false;
    BS.emit("state");
    clearTimeout(timer);
    timer = setTimeout(tick, again ? 0 : pause());
    again = false;
  };

  document.addEventListener("visibilitychange", tick);
  window.addEventListener("online", tick);
  // Gradio may run this script before or after the page is there.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", tick);
  else setTimeout(tick);
  return { now: tick };
})();
