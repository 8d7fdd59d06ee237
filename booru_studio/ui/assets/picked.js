// Ticked posts, and what is done with many at once: recreate them, or as many of the search.
BS.picked = (() => {
  const MOST_OF_SEARCH = 50; // posts
  const ticked = new Set();
  let anchor = ""; // where a range with Shift begins
  let work = null; // what is under way
  let count = BS.memory.get("recreate-count") ?? 10;

  const has = (id) => ticked.has(id);

  const range = (from, to) => {
    const [first, last] = [BS.grid.at(from), BS.grid.at(to)].sort((a, b) => a - b);
    return first < 0 ? [to] : BS.grid.posts().slice(first, last + 1).map(BS.grid.idOf);
  };

  const toggle = (id, isRange = false) => {
    const isOn = !ticked.has(id);
    const ids = isRange && anchor ? range(anchor, id) : [id];
    for (const one of ids) {
      if (isOn) ticked.add(one);
      else ticked.delete(one);
    }
    anchor = id;
    BS.emit("picked", ids);
    show();
  };

  const clear = () => {
    const ids = [...ticked];
    ticked.clear();
    anchor = "";
    BS.emit("picked", ids);
    show();
  };

  const say = (text, kind, ...more) => BS.notice("picked-bar", text, kind, ...more);

  // Runs one piece of work at a time; its end is told in the bar.
  const run = async (kind, args, done) => {
    if (work) return;
    const mine = work = BS.research.work(kind, { ...args, ...BS.wishes.now() }, (task) => BS.showWork("picked-bar", task, () => mine.cancel()));
    show();
    try {
      const result = await mine.done;
      if (result) done(result);
      else say("Stopped: nothing was queued.", "hint");
    } catch (error) {
      say(error.message, "error");
    }
    work = null;
    show();
  };

  const queued = (result, posts) => {
    BS.marks.noteMade(posts);
    const jobs = BS.plural(result.job_ids.length, "job");
    say([`Queued ${jobs}.`, ...result.notes].join(" "), "good", BS.button("See Jobs", "show-jobs", { class: "bs-link" }));
    BS.poll.now();
  };

  const recreate = (posts) => run("recreate", { posts }, (result) => {
    queued(result, posts);
    if (posts.every(has)) clear();
  });

  const ofSearch = () => ({ ...BS.search.query(), count: Math.max(1, Math.min(MOST_OF_SEARCH, count)) });
  const recreateSearch = () => run("recreate_search", ofSearch(), (result) => queued(result, []));

  const preview = () => {
    const posts = [...ticked];
    if (posts.length) return run("recreate", { posts, preview: true }, BS.recreatePreview.open);
    return run("recreate_search", { ...ofSearch(), preview: true }, BS.recreatePreview.open);
  };

  const build = (root) => {
    const number = BS.el("input", { type: "number", class: "bs-number", id: "recreate-count", min: 1, max: MOST_OF_SEARCH, value: count, "aria-label": "How many posts of the search" });
    root.replaceChildren(BS.el("div", { class: "bs-picked-line" },
      BS.el("div", { class: "bs-bar", "data-part": "ticked" },
        BS.button("", "recreate-picked", { id: "recreate-picked", class: "bs-button bs-primary" }),
        BS.button("Preview", "recreate-preview", { title: "See the prompts first; nothing is queued" }),
        BS.button("Clear", "clear-picked")),
      BS.el("div", { class: "bs-bar", "data-part": "search" },
        BS.el("label", { class: "bs-muted", for: "recreate-count", text: "Without ticking:" }), number,
        BS.button("Recreate the best of this search", "recreate-search", { id: "recreate-search" }),
        BS.button("Preview", "recreate-preview", { title: "See the prompts first; nothing is queued" })),
      BS.el("p", { class: "bs-notice", role: "status", "aria-live": "polite" })));
    number.addEventListener("input", () => {
      count = Math.trunc(Number(number.value)) || 1;
      BS.memory.put("recreate-count", count);
    });
  };

  const show = () => {
    const root = BS.inside("picked-bar");
    if (!root) return;
    if (!root.childElementCount) build(root);
    BS.setHidden(BS.part(root, "ticked"), !ticked.size);
    BS.setHidden(BS.part(root, "search"), !!ticked.size);
    BS.setText(document.getElementById("recreate-picked"), `Recreate ${ticked.size}`);
    for (const button of root.querySelectorAll(".bs-bar button")) button.disabled = !!work;
  };

  Object.assign(BS.actions, {
    "tick-post": (box, event) => toggle(box.closest("[data-post]").dataset.post, event.shiftKey),
    "recreate-post": (button) => recreate([button.closest("[data-post]").dataset.post]),
    "recreate-picked": () => recreate([...ticked]),
    "recreate-search": recreateSearch,
    "recreate-preview": preview,
    "clear-picked": clear,
  });
  BS.onMount("picked-bar", show);
  return { has, toggle, recreate, recreateSearch };
})();
