// What the Jobs tab is asked to show; kept in this browser.
BS.jobsQuery = (() => {
  const START = { state: "", words: "", model: "", lora: "", post: "", day: "", batch: "", starred: false, sort: "", flat: false };
  const open = new Set(); // batches whose jobs are shown
  let now = { ...START, ...Object.fromEntries(Object.entries(BS.memory.get("jobs-query") ?? {}).filter(([name]) => name in START)) };

  // Waiting jobs stand as they will be done, others the newest first.
  const sort = () => now.sort || (now.state === "queued" ? "queue" : "newest");
  const narrowed = () => Object.keys(START).some((name) => !["sort", "flat", "state"].includes(name) && now[name]);

  const text = (more = {}) => {
    const values = { ...now, sort: sort(), starred: now.starred ? "1" : "", flat: now.flat ? "1" : "", open: [...open].join(","), ...more };
    return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "" && value !== undefined)).toString();
  };

  const set = (values) => {
    now = { ...now, ...values };
    BS.memory.put("jobs-query", now);
    BS.emit("jobs-query", values);
  };
  const toggleOpen = (batch) => {
    if (!open.delete(batch)) open.add(batch);
    BS.emit("jobs-opened", batch);
  };

  return {
    get now() { return now; }, get sort() { return sort(); }, text, set, toggleOpen, narrowed,
    clear: () => set({ ...START, flat: now.flat }),
    canReorder: () => sort() === "queue" && now.state === "queued",
  };
})();
