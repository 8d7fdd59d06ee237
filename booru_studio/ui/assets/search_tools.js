// The line below the search: site, order, rating, saved searches, favourites, size of the tiles.
(() => {
  const ORDERS = [["", "Newest first"], ["score", "Best score first"]];

  const select = (id, label, name, options) => BS.el("select", { class: "bs-select", id, "aria-label": label, "data-search": name },
    ...options.map(([value, text]) => BS.el("option", { value, text, selected: value === BS.search.kept()[name] })));

  const rating = (allowed) => {
    if (allowed.length < 2) return BS.el("span", { class: "bs-rating bs-fixed", title: "What may be shown here is set by the owner (BOORU_STUDIO_RATINGS)", text: `rating ${allowed[0] ?? "general"}` });
    return select("search-rating", "Rating", "rating", [["", "Every rating allowed"], ...allowed.map((name) => [name, name])]);
  };

  const sizes = () => BS.el("div", { class: "bs-pair bs-sizes", role: "group", "aria-label": "Size of the pictures" },
    ...["S", "M", "L"].map((size) => BS.button(size, "tile-size", { "data-size": size, "aria-pressed": String(BS.grid.size() === size) })));

  const isSaved = () => {
    const { tags, booru, order, rating: asked } = BS.search.query();
    return BS.marks.searches().some((one) => one.tags === tags && one.booru === booru && one.order === order && one.rating === asked);
  };

  const text = (search) => [search.tags || "newest", search.order ? "best" : "", search.rating, BS.search.labelOf(search.booru)].filter(Boolean).join(" · ");

  const saved = () => BS.el("div", { class: "bs-saved", role: "group", "aria-label": "Saved searches" },
    BS.button("★ Favourites", "show-favourites", { "aria-pressed": String(BS.search.isFavourites()) }),
    BS.button(isSaved() ? "Saved ✓" : "Save search", "save-search", { id: "save-search", disabled: BS.search.isFavourites() || isSaved(), title: "Keep this search; another browser shows it, too" }),
    ...BS.marks.searches().map((search, at) => BS.el("span", { class: "bs-saved-one" },
      BS.button(text(search), "run-saved", { "data-at": at }),
      BS.button("×", "forget-search", { "data-at": at, class: "bs-button bs-quiet", "aria-label": `Forget the search ${text(search)}`, title: "Forget" }))));

  const show = () => {
    const root = BS.inside("search-tools");
    const choices = BS.wishes.choices();
    if (!root || !choices) return;
    const focused = root.contains(document.activeElement) ? document.activeElement.id || document.activeElement.dataset.do : "";
    root.replaceChildren(
      BS.el("div", { class: "bs-search-line" },
        select("search-site", "Site", "booru", choices.boorus.map((site) => [site.name, site.unavailable ? `${site.label} (no key)` : site.label])),
        select("search-order", "Order", "order", ORDERS), rating(choices.ratings),
        BS.button("Search", "search-posts", { id: "search-button", class: "bs-button bs-primary" }),
        BS.button("Characters", "characters-of-search", { title: "Which characters do the posts of this tag show?" }),
        BS.el("span", { class: "bs-space" }), sizes()),
      saved());
    if (focused) (document.getElementById(focused) ?? root.querySelector(`[data-do="${focused}"]`))?.focus();
  };

  const store = async (name, search) => {
    try {
      BS.marks.takeShelf(await BS.research.tell(name, search));
    } catch (error) {
      BS.notice("search-message", error.message, "error");
    }
  };

  Object.assign(BS.actions, {
    "search-posts": () => BS.search.run({ tags: (BS.field("research-search")?.value ?? "").trim() }),
    "show-favourites": () => BS.search.showFavourites(),
    "save-search": () => store("save-search", BS.search.query()),
    "forget-search": (button) => store("forget-search", BS.marks.searches()[button.dataset.at]),
    "run-saved": (button) => BS.search.run(BS.marks.searches()[button.dataset.at]),
    "tile-size": ({ dataset }) => { BS.grid.setSize(dataset.size); show(); },
    "characters-of-search": () => BS.trends.ofTag((BS.field("research-search")?.value ?? "").trim()),
  });
  document.addEventListener("change", ({ target }) => {
    if (target.dataset?.search) BS.search.run({ tags: BS.search.query().tags, [target.dataset.search]: target.value });
  });
  for (const event of ["research-choices", "shelf", "search"]) BS.listen(event, show);
  BS.onMount("search-tools", show);
})();
