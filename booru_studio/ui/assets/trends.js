// What is drawn now: characters and tags of each site, popular and rising, boys and girls.
BS.trends = (() => {
  const LIMIT = 40; // rows
  const GENDERS = [["any", "All"], ["girl", "♀ Girl"], ["boy", "♂ Boy"], ["other", "Other"]];
  const START = { what: "characters", view: "popular", booru: "", gender: "any", tag: "" };
  const wanted = { ...START, ...(BS.memory.get("trends") ?? {}), what: "characters", tag: "" };
  const known = new Map(); // lists that were fetched, by what was asked
  let shown = null;
  let work = null;
  let turn = 0;

  const root = () => BS.inside("trending-list");
  const say = (text, kind = "hint", ...more) => BS.notice("trending-list", text, kind, ...more);
  const keyOf = (asked) => JSON.stringify(asked);

  const segment = (name, label, options) => BS.el("div", { class: "bs-segment", role: "group", "aria-label": label },
    ...options.map(([value, text]) => BS.button(text, "trend-choose", { "data-name": name, "data-value": value, "aria-pressed": String(wanted[name] === value) })));

  const sites = () => (BS.wishes.choices()?.boorus ?? []).map((site) => [site.name, site.label]);

  const siteList = () => BS.el("select", { class: "bs-select", id: "trend-site", "aria-label": "Site" },
    ...sites().map(([value, text]) => BS.el("option", { value, text, selected: value === wanted.booru })));

  const head = () => {
    const whats = [["characters", "Characters"], ["tags", "Tags"]];
    if (wanted.tag) whats.push(["of_tag", `of ${wanted.tag}`]);
    return BS.el("div", { class: "bs-trend-head" },
      segment("what", "What to list", whats),
      wanted.what === "of_tag" ? null : BS.el("div", { class: "bs-trend-two" }, segment("view", "By what", [["popular", "Popular"], ["rising", "Rising"]]), siteList()),
      wanted.what === "tags" ? null : segment("gender", "Only", GENDERS),
      BS.el("div", { class: "bs-bar bs-trend-age" }, BS.el("span", { class: "bs-muted", "data-part": "age" }), BS.el("span", { class: "bs-space" }),
        BS.button("Refresh", "trend-refresh", { id: "trend-refresh", title: "Ask the site anew" })));
  };

  const build = () => {
    const inside = root();
    if (!inside) return;
    const { name, value } = inside.contains(document.activeElement) ? document.activeElement.dataset : {};
    if (!BS.part(inside, "rows")) {
      inside.replaceChildren(BS.el("h2", { class: "bs-trend-title" }, BS.el("button", { type: "button", class: "bs-trend-fold", "data-do": "trend-fold", "aria-expanded": "false", text: "What is drawn now" })),
        BS.el("div", { class: "bs-trend-body" }, BS.el("div", { "data-part": "head" }),
          BS.el("p", { class: "bs-notice", role: "status", "aria-live": "polite" }),
          BS.el("ol", { class: "bs-trend-rows", "data-part": "rows", "aria-label": "Trending" })));
    }
    BS.part(inside, "head").replaceChildren(head());
    if (name) inside.querySelector(`[data-name="${name}"][data-value="${CSS.escape(value)}"]`)?.focus();
  };

  const showAge = () => {
    const place = root() && BS.part(root(), "age");
    if (!place || !shown) return;
    const passed = Date.now() - new Date(shown.as_of);
    BS.setText(place, passed < 60000 ? "just now" : `${BS.ago(passed)} old`);
    place.title = `As of ${new Date(shown.as_of).toLocaleString()}`;
  };

  const show = (list) => {
    shown = list;
    const most = Math.max(...list.rows.map((row) => row.share ?? 0), 0);
    const mostCount = Math.max(...list.rows.map((row) => row.count), 1);
    BS.part(root(), "rows").replaceChildren(...list.rows.map((row, at) => BS.trendRow(row, at, { most, mostCount, view: wanted.view })));
    say(list.notes.join(" ") || (list.rows.length ? "" : "There is nothing to list: choose another filter."), list.rows.length ? "hint" : "error");
    showAge();
  };

  const ask = (anew) => ({ ...wanted, limit: LIMIT, anew });

  const load = async (anew = false) => {
    if (!root() || !BS.wishes.choices()) return;
    wanted.booru ||= sites()[0]?.[0] ?? "danbooru";
    build();
    const mine = ++turn;
    work?.cancel();
    const key = keyOf(wanted);
    const before = known.get(key);
    if (before) show(before);
    if (before && !anew && Date.now() - before.fetched < 5 * 60000) return;
    if (!before) BS.part(root(), "rows").classList.add("bs-busy");
    if (!before && !shown) say("Looking at what is drawn now…");
    const running = work = BS.research.work("trends", ask(anew), (task) => mine === turn && BS.showWork("trending-list", task, () => running.cancel()));
    try {
      const list = await running.done;
      if (mine !== turn) return;
      if (!list) return say("Stopped.", "hint");
      known.set(key, { ...list, fetched: Date.now() });
      show(list);
    } catch (error) {
      if (mine !== turn) return;
      if (!before) BS.part(root(), "rows").replaceChildren();
      say(error.message, "error", BS.button("Try again", "trend-refresh", { class: "bs-link" }));
    } finally {
      if (mine === turn) {
        work = null;
        BS.part(root(), "rows").classList.remove("bs-busy");
      }
    }
  };

  const choose = (name, value) => {
    wanted[name] = value;
    BS.memory.put("trends", wanted);
    load();
  };

  const ofTag = (text) => {
    const tag = text.split(/\s+/).find((term) => term && !/^[-~]|:/.test(term));
    if (!tag) return BS.notice("search-message", "Write one tag into the search first: its characters are listed then.", "error");
    Object.assign(wanted, { tag, what: "of_tag" });
    unfold(true);
    return load();
  };

  const unfold = (isOpen) => {
    root()?.classList.toggle("bs-unfolded", isOpen);
    root()?.querySelector(".bs-trend-fold")?.setAttribute("aria-expanded", String(isOpen));
  };

  Object.assign(BS.actions, {
    "trend-choose": ({ dataset }) => choose(dataset.name, dataset.value),
    "trend-refresh": () => load(true),
    "trend-fold": (button) => unfold(button.getAttribute("aria-expanded") !== "true"),
    "trend-search": (button) => BS.search.run({ tags: button.dataset.tag, ...(wanted.what === "of_tag" ? {} : { booru: wanted.booru }) }),
  });
  document.addEventListener("change", ({ target }) => target.id === "trend-site" && choose("booru", target.value));
  setInterval(showAge, 30000);
  BS.listen("research-choices", () => load());
  BS.onMount("trending-list", () => load());
  return { ofTag };
})();

// Up and down in the list.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".bs-trend");
  if (!row || !["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"].includes(event.key)) return;
  const [name, more] = row.querySelectorAll("button");
  const near = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : row;
  event.preventDefault();
  if (near === row) (event.key === "ArrowRight" ? more : name).focus();
  else near?.querySelector(event.target === more ? ".bs-trend-more" : ".bs-trend-name")?.focus();
});
