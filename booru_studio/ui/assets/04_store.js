// What the app knows, as far as this page has seen it: one loop asks what changed.
BS.store = { state: null, jobs: new Map(), lost: false };

BS.poll = (() => {
  const [FAST, BUSY, IDLE] = [500, 1000, 5000]; // ms
  let timer = 0;
  let asking = false;
  let again = false;
  let revision = 0;

  const pause = () => {
    const queue = BS.store.state?.queue;
    if (!queue) return BUSY;
    if (queue.running) return FAST;
    return queue.queued && !queue.paused ? BUSY : IDLE;
  };

  const take = (answer, reset) => {
    revision = answer.revision;
    if (reset) BS.store.jobs.clear();
    for (const job of answer.jobs) BS.store.jobs.set(job.id, job);
    if (reset) BS.emit("reset");
    else if (answer.jobs.length) BS.emit("jobs", answer.jobs);
  };

  const ask = async () => {
    const state = await BS.getJson("state.json");
    // A lower number comes from an app that was started again.
    const reset = BS.store.state === null || state.revision < revision;
    BS.store.state = state;
    if (reset || state.revision !== revision) {
      take(await BS.getJson(`jobs.json?since=${reset ? 0 : revision}&limit=50`), reset);
    }
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
