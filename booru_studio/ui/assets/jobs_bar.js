// Above the list: parts of the tab, filters, and the queue's own buttons.
(() => {
  const FILTERS = [["", "All"], ["running", "Running"], ["queued", "Waiting"], ["done", "Done"],
    ["failed", "Failed"], ["cancelled", "Cancelled"], ["interrupted", "Interrupted"]];
  const SORTS = [["newest", "Newest first"], ["oldest", "Oldest first"], ["queue", "As they will be done"], ["finished", "Ended last first"], ["slowest", "Slowest first"]];
  const PARTS = [["jobs", "List"], ["gallery", "Pictures"], ["numbers", "Numbers"], ["schedules", "Schedules"], ["files", "Files and trash"]];
  let part = BS.memory.get("jobs-part") ?? "jobs";
  let typing = 0;

  const select = (name, options, label) => {
    const list = BS.el("select", { class: "bs-select", "data-filter": name, "aria-label": label });
    fillSelect(list, options);
    return list;
  };
  const fillSelect = (list, options) => {
    const key = JSON.stringify(options);
    if (list.dataset.key === key) return;
    const { value } = list;
    list.dataset.key = key;
    list.replaceChildren(...options.map(([each, text]) => BS.el("option", { value: each, text })));
    list.value = value;
  };

  const build = (bar) => {
    BS.part(bar, "parts").append(...PARTS.map(([name, text]) => BS.button(text, "jobs-part", { "data-part-name": name })));
    BS.part(bar, "filters").append(...FILTERS.map(([state, text]) => BS.button(text, "filter-jobs", { "data-state": state })));
    const search = BS.el("input", { type: "search", class: "bs-input", placeholder: "Words of the prompt, model, error …", "aria-label": "Search jobs", maxlength: "500" });
    BS.part(bar, "search").append(
      // First, so that nothing moves away from under the pointer when it comes.
      BS.button("Clear", "all-jobs", { class: "bs-link", hidden: true }),
      BS.el("span", { id: "jobs-search" }, search),
      select("model", [["", "Any model"]], "Model"),
      select("lora", [["", "Any LoRA"]], "LoRA"),
      BS.button("☆", "only-starred", { class: "bs-button", title: "Only bookmarked ones", "aria-label": "Only bookmarked ones" }),
      select("sort", SORTS, "Order"),
      BS.button("Groups", "toggle-flat", { title: "Show a batch as one line" }));
  };

  const showFilters = (bar) => {
    const { now } = BS.jobsQuery;
    const state = BS.store.state ?? {};
    const counts = { ...state.counts };
    counts.running = (counts.running || 0) + (counts.unknown || 0);
    for (const button of BS.part(bar, "filters").children) {
      const each = button.dataset.state;
      const name = FILTERS.find((filter) => filter[0] === each)[1];
      BS.setText(button, each && counts[each] ? `${name} ${counts[each]}` : name);
      button.setAttribute("aria-pressed", String(each === now.state));
      BS.setHidden(button, ["cancelled", "interrupted"].includes(each) && !counts[each] && each !== now.state);
    }
    const search = bar.querySelector("input[type=search]");
    if (!typing && document.activeElement !== search && search.value !== now.words) search.value = now.words;
    for (const list of bar.querySelectorAll("select")) {
      const value = list.dataset.filter === "sort" ? BS.jobsQuery.sort : now[list.dataset.filter];
      if (list.value !== value) setSelect(list, value);
    }
    const star = bar.querySelector("[data-do=only-starred]");
    star.setAttribute("aria-pressed", String(now.starred));
    BS.setText(star, now.starred ? "★" : "☆");
    bar.querySelector("[data-do=toggle-flat]").setAttribute("aria-pressed", String(!now.flat));
    const clear = bar.querySelector(".bs-search-jobs [data-do=all-jobs]");
    BS.setHidden(clear, !BS.jobsQuery.narrowed());
    const only = [now.post && `of post ${now.post}`, now.day && `of ${now.day}`, now.batch && "of one batch"].filter(Boolean).join(", ");
    BS.setText(clear, only ? `Only those ${only} ×` : "Clear ×");
    const isList = part === "jobs" || part === "gallery";
    BS.setHidden(BS.part(bar, "search"), !isList);
    BS.setHidden(BS.part(bar, "filters"), part !== "jobs");
  };
  const setSelect = (list, value) => {
    if (value && ![...list.options].some((option) => option.value === value)) list.append(BS.el("option", { value, text: value }));
    list.value = value;
  };

  const showQueue = (bar) => {
    const { queue } = BS.store.state ?? {};
    if (!queue) return;
    const pause = document.getElementById("queue-pause");
    BS.setText(pause, queue.paused ? "Resume queue" : "Pause queue");
    pause.setAttribute("aria-pressed", String(!!queue.paused));
    const held = queue.queued ? queue.held : "";
    const reason = BS.part(bar, "paused");
    BS.setText(reason, queue.paused || held || "");
    BS.setHidden(reason, !(queue.paused || held));
    const cancel = bar.querySelector("[data-do=cancel-waiting]");
    BS.setHidden(cancel, !queue.queued);
    if (!cancel.dataset.sure) BS.setText(cancel, `Cancel all ${queue.queued} waiting`);
    const failed = bar.querySelector("[data-do=retry-failed]");
    BS.setHidden(failed, !(BS.store.state.counts?.failed));
  };

  const show = () => {
    const bar = document.getElementById("jobs-bar");
    if (!bar || !BS.part(bar, "filters")) return;
    if (!BS.part(bar, "filters").childElementCount) build(bar);
    for (const button of BS.part(bar, "parts").children) button.setAttribute("aria-pressed", String(button.dataset.partName === part));
    showFilters(bar);
    showQueue(bar);
    showParts();
  };

  const showParts = () => {
    for (const [name] of PARTS) {
      const panel = document.getElementById(name === "jobs" ? "jobs-list" : `jobs-${name}`);
      const wasHidden = panel?.classList.contains("bs-gone");
      panel?.classList.toggle("bs-gone", name !== part);
      if (panel && name === part && wasHidden) BS.emit("jobs-part", name);
    }
  };

  BS.showPart = (name) => {
    part = name;
    BS.memory.put("jobs-part", name);
    show();
  };

  // The lists of models and LoRAs, when somebody is about to look.
  const loadChoices = async () => {
    const bar = document.getElementById("jobs-bar");
    try {
      const { choices } = await BS.getJson("numbers.json");
      for (const [name, values, any] of [["model", choices.models, "Any model"], ["lora", choices.loras, "Any LoRA"]]) {
        const list = bar.querySelector(`[data-filter=${name}]`);
        fillSelect(list, [["", any], ...values.map((value) => [value, value])]);
        setSelect(list, BS.jobsQuery.now[name]);
      }
    } catch { /* the header says so */ }
  };

  Object.assign(BS.actions, {
    "filter-jobs": (button) => BS.jobsQuery.set({ state: button.dataset.state, sort: "" }),
    "only-starred": () => BS.jobsQuery.set({ starred: !BS.jobsQuery.now.starred }),
    "toggle-flat": () => BS.jobsQuery.set({ flat: !BS.jobsQuery.now.flat }),
    "jobs-part": (button) => BS.showPart(button.dataset.partName),
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.closest?.("#jobs-search")) return;
    clearTimeout(typing);
    typing = setTimeout(find, 180, target);
  });
  const find = (search) => {
    clearTimeout(typing);
    typing = 0;
    if (search.value.trim() !== BS.jobsQuery.now.words) BS.jobsQuery.set({ words: search.value.trim() });
  };
  document.addEventListener("change", ({ target }) => {
    if (target.closest?.("#jobs-search")) find(target);
    if (target.matches?.("#jobs-bar select")) BS.jobsQuery.set({ [target.dataset.filter]: target.value });
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("#jobs-bar select[data-filter]")) loadChoices();
  });
  document.addEventListener("pointerenter", ({ target }) => {
    if (target.matches?.("#jobs-bar select[data-filter]")) loadChoices();
  }, true);

  BS.onMount("jobs-bar", () => { show(); setTimeout(loadChoices, 1500); }); // the list comes first
  BS.listen("jobs-query", show);
  BS.listen("state", show);
})();
