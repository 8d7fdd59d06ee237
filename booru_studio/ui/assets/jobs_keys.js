// The keys of the Jobs tab: the current line is moved with arrows, and letters act on it.
(() => {
  const job = () => BS.jobs.currentJob();
  const press = (action, more = {}) => {
    const here = job();
    if (!here) return false;
    BS.actions[action](BS.button("", action, { "data-job": here.id, ...more }));
    return true;
  };
  const on = (test, act) => () => { const here = job(); return here && test(here) ? act(here) : false; };

  const go = (step, isRange) => {
    const { model } = BS.jobs;
    const at = BS.jobs.currentAt();
    const to = Math.max(0, Math.min(model.total - 1, at < 0 && Number.isFinite(step) ? 0 : at + step));
    const line = model.rows.get(to);
    if (!line) {
      BS.jobs.reveal(to);
      model.want(Math.max(0, to - 20), to + 1).then(() => { if (model.rows.has(to)) BS.jobs.setCurrent(model.key(model.rows.get(to)), true); });
      return true;
    }
    const before = BS.jobs.current;
    const key = model.key(line);
    if (isRange && before && !before.startsWith("b:") && !BS.ticks.jobs.size) BS.ticks.tickJob(before, true);
    BS.jobs.setCurrent(key, true);
    if (isRange) BS.ticks.tickTo(key);
    if (!line.batch && BS.details.isOpen()) BS.details.open(line.id);
    document.querySelector(".bs-jobs > .bs-current")?.focus({ preventScroll: true });
    return true;
  };

  const openLine = () => {
    const line = BS.jobs.currentRow();
    if (!line) return false;
    if (line.batch) BS.jobsQuery.toggleOpen(line.batch);
    else if (job()?.images.length) document.querySelector(".bs-jobs > .bs-current button.bs-thumb")?.click();
    else BS.details.open(line.id);
    return true;
  };

  BS.jobsKeys = [
    ["↑ ↓, J K", "The line above or below; with Shift choose all up to it"],
    ["Home End", "The first line, the last line"],
    ["Space", "Choose the line, or leave it out"],
    ["Ctrl+A, Esc", "Choose all that is listed; choose nothing"],
    ["Enter", "Look at its pictures; open or close a batch"],
    ["D", "Show its details"],
    ["R, S", "Retry with the same seed; with a new seed"],
    ["M, V, U", "Modify; variations; upscale"],
    ["N, Alt+↑ ↓", "Run it next; move it in the queue"],
    ["+ −", "More or less priority"],
    ["B", "Bookmark it, or no more"],
    ["Delete", "Cancel it, or delete its pictures when it is over"],
  ];

  const KEYS = {
    ArrowDown: (event) => go(1, event.shiftKey), ArrowUp: (event) => go(-1, event.shiftKey),
    j: () => go(1), k: () => go(-1), Home: () => go(-Infinity), End: () => go(Infinity),
    " ": on(() => true, (here) => { BS.ticks.tickJob(here.id); return true; }),
    Enter: openLine,
    Escape: () => {
      if (!BS.ticks.jobs.size && !BS.ticks.pictures.size) return BS.details.close();
      BS.ticks.clear();
      return true;
    },
    d: on(() => true, (here) => { BS.details.open(here.id); return true; }),
    r: on(BS.isOver, () => press("retry-job")), s: on(BS.isOver, () => press("retry-new-seed")),
    m: () => press("modify-job"), v: () => press("vary-job"),
    u: on((here) => here.images.length, () => press("upscale-job")),
    n: on(BS.isWaiting, () => press("run-next")),
    "+": on(BS.isWaiting, () => press("priority-job", { "data-step": "1" })),
    "-": on(BS.isWaiting, () => press("priority-job", { "data-step": "-1" })),
    b: () => press("star-job"),
    Delete: on(() => true, (here) => press(BS.isOver(here) ? "delete-job" : "cancel-job")),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !BS.jobs.isShown()) return;
    if (document.querySelector("dialog[open]") || BS.isTyping(event.target)) return;
    const isInside = !!event.target.closest?.("button, a, summary, input");
    if (isInside && [" ", "Enter"].includes(event.key)) return;
    let act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (event.ctrlKey || event.metaKey) act = event.key.toLowerCase() === "a" ? () => BS.actions["tick-all"]() && true : null;
    if (event.altKey) act = { ArrowUp: () => press("move-job", { "data-to": "up" }), ArrowDown: () => press("move-job", { "data-to": "down" }) }[event.key];
    if (act?.(event)) event.preventDefault();
  });
})();
