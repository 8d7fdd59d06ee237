// A search for posts: what is asked, page after page, and what there is to say of the answer.
BS.search = (() => {
  const PAGE = 60; // posts
  const OLD = 3 * 60 * 1000; // ms; what is older is told with its age
  const kept = { booru: "", order: "", rating: "", ...(BS.memory.get("research-search") ?? {}) };
  let asked = { tags: "", ...kept }; // what the grid shows
  let isFavourites = false;
  let next = "";
  let turn = 0; // counts up, so that a late answer of an earlier search is dropped
  let isLoading = false;
  let hasFailed = false;
  let said = []; // notes of all pages so far, each once
  let hidden = 0;
  let asOf = null;

  const say = (text, kind = "hint") => BS.notice("search-message", text, kind);
  const typed = () => (BS.field("research-search")?.value ?? "").trim();
  const sites = () => BS.wishes.choices()?.boorus ?? [];
  const labelOf = (name) => sites().find((site) => site.name === name)?.label ?? name;

  const age = (iso) => {
    const passed = Date.now() - new Date(iso);
    return iso && passed > OLD ? `as of ${BS.shortTime(iso)}, ${BS.ago(passed)} ago` : "";
  };

  const tell = () => {
    const number = BS.grid.posts().length;
    if (!number) return say("");
    const parts = [`${BS.plural(number, "post")}${next ? " so far" : ", that is all"}`, isFavourites ? "favourites" : labelOf(asked.booru)];
    if (hidden) parts.push(`${hidden} hidden, not allowed here`);
    if (age(asOf)) parts.push(age(asOf));
    return say([`${parts.join(" · ")}.`, ...said].join(" "));
  };

  const take = (found, isFirst) => {
    next = found.next;
    hidden += found.hidden;
    asOf = found.as_of;
    said = [...new Set([...said, ...found.notes.filter((note) => !/^\d+ posts are not shown/.test(note))])];
    if (isFirst) BS.grid.show(found.posts, !!next);
    else BS.grid.add(found.posts, !!next);
    const isEmpty = !BS.grid.posts().length && !next;
    BS.searchEmpty.show(isEmpty ? { kind: isFavourites ? "favourites" : hidden ? "hidden" : "nothing", notes: said, asked } : null);
    tell();
  };

  const fetchPage = async (page) => {
    const mine = ++turn;
    const isFirst = page === "1";
    [isLoading, hasFailed] = [true, false];
    const grid = BS.grid.root();
    grid?.classList.toggle("bs-busy", isFirst);
    grid?.setAttribute("aria-busy", "true");
    if (isFirst) [said, hidden] = [[], 0];
    try {
      const found = isFavourites ? await BS.research.look("favourites") : await BS.research.look("posts", { ...asked, page, limit: PAGE });
      if (mine !== turn) return;
      isLoading = false;
      take(found, isFirst);
    } catch (error) {
      if (mine === turn) failed(error, isFirst);
    }
    if (mine !== turn) return;
    isLoading = false;
    grid?.classList.remove("bs-busy");
    grid?.setAttribute("aria-busy", "false");
    showEnd();
    // A page of which little may be shown is followed by the next one.
    if (next && !hasFailed && BS.grid.posts().length < 4) more();
  };

  const failed = (error, isFirst) => {
    hasFailed = true;
    if (!isFirst) return say(error.message, "error");
    BS.grid.show([], false);
    say("");
    return BS.searchEmpty.show({ kind: "failed", notes: [error.message], asked });
  };

  const showEnd = () => {
    const button = document.querySelector("#post-grid .bs-more");
    const end = document.querySelector("#post-grid .bs-grid-end");
    if (!button) return;
    BS.setHidden(button, !next);
    BS.setText(button, hasFailed ? "Try again" : "More posts");
    BS.setHidden(end, !!next || BS.grid.posts().length < 12);
    BS.setText(end, "That is all there is.");
  };

  const more = () => (next && !isLoading ? fetchPage(next) : undefined);

  const run = (query = {}) => {
    isFavourites = false;
    if (query.tags !== undefined && query.tags !== typed()) BS.setField("research-search", query.tags);
    for (const name of ["booru", "order", "rating"]) if (query[name] !== undefined) kept[name] = query[name];
    const usable = sites().filter((site) => !site.unavailable);
    kept.booru ||= (usable[0] ?? sites()[0])?.name ?? "danbooru";
    BS.memory.put("research-search", kept);
    asked = { tags: query.tags ?? typed(), ...kept };
    next = "";
    BS.emit("search", asked);
    const top = document.getElementById("posts-column")?.getBoundingClientRect().top ?? 0;
    if (top < 0) scrollBy({ top: top - 50 });
    return fetchPage("1");
  };

  const showFavourites = () => {
    [isFavourites, next] = [true, ""];
    BS.emit("search", null);
    return fetchPage("1");
  };

  BS.actions["more-posts"] = () => more();
  BS.listen("grid-end", () => hasFailed || more());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.closest?.("#research-search")) {
      event.preventDefault();
      run({ tags: typed() });
    }
  });

  // The newest posts stand there from the start, as something to begin with.
  BS.listen("research-choices", () => {
    if (turn === 0 && document.getElementById("post-grid")) run({ tags: typed() });
  });
  BS.onMount("post-grid", () => {
    BS.grid.root();
    if (BS.wishes.choices() && turn === 0) run({ tags: typed() });
  });
  return { run, more, showFavourites, query: () => ({ ...asked }), isFavourites: () => isFavourites, kept: () => kept, labelOf };
})();
