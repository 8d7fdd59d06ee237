// Posts one by one, large, with their tags by category; what was decided stays with the grid.
BS.postViewer = (() => {
  const CATEGORIES = ["character", "copyright", "artist", "general", "meta"];
  let parts = null;
  let at = 0;

  const build = () => {
    const picture = BS.el("img", { class: "bs-viewer-picture", alt: "", draggable: "false" });
    const stage = BS.el("figure", { class: "bs-stage", tabindex: "-1", autofocus: true }, picture,
      BS.button("‹", "post-before", { class: "bs-button bs-turn bs-left", "aria-label": "The post before" }),
      BS.button("›", "post-after", { class: "bs-button bs-turn bs-right", "aria-label": "The next post" }));
    const place = BS.el("b", { "aria-live": "polite" });
    const tools = BS.el("div", { class: "bs-viewer-links" });
    const facts = BS.el("div", { class: "bs-viewer-facts" });
    const side = BS.el("aside", { class: "bs-viewer-side" },
      BS.el("div", { class: "bs-bar" }, place, BS.el("span", { class: "bs-space" }), BS.button("Close", "post-close", { title: "Esc" })),
      tools, facts, BS.el("p", { class: "bs-muted bs-viewer-help", text: "← → turn · Space ticks · Enter drafts · F keeps · R recreates · wheel or + − zoom · 0 fits · I hides the tags" }));
    const dialog = BS.el("dialog", { id: "post-viewer", class: "bs-viewer", "aria-label": "Posts" }, stage, side);
    BS.top().append(dialog);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("close", () => BS.grid.focus(at));
    return { dialog, stage, picture, place, tools, facts, zoom: new BS.Zoom(stage, picture) };
  };

  const group = (post, category) => (post.tags[category].length ? BS.el("div", { class: "bs-tag-group" },
    BS.el("span", { class: "bs-tag-head", text: category }),
    ...post.tags[category].map((name) => BS.el("button", { type: "button", class: `bs-tag bs-tag-${category}`, title: `Search ${name}`, text: BS.quality.words(name), on: { click: () => search(name, post.site) } }))) : null);

  const search = (tags, booru) => {
    parts.dialog.close();
    BS.search.run({ tags, booru });
  };

  const post = () => BS.grid.posts()[at];
  const id = () => BS.grid.idOf(post());

  const showTools = () => {
    parts.tools.dataset.post = id();
    parts.tools.replaceChildren(
      BS.button(BS.picked.has(id()) ? "Ticked ✓" : "Tick", "post-tick", { "aria-pressed": String(BS.picked.has(id())) }),
      BS.button("Draft", "post-draft"), BS.button("Recreate", "recreate-post", { class: "bs-button bs-primary" }),
      BS.button("★", "favourite", { "aria-pressed": String(BS.marks.isFavourite(id())), "aria-label": "Favourite", title: "Favourite (F)" }),
      BS.outLink("Post ↗", post().url, { class: "bs-button", title: "Open it on its site" }));
  };

  const show = () => {
    const one = post();
    parts.zoom.reset();
    parts.picture.src = BS.link(one.pictures.sample);
    parts.picture.alt = [...one.tags.character, ...one.tags.general].slice(0, 12).map(BS.quality.words).join(", ");
    parts.place.textContent = `${at + 1} of ${BS.grid.posts().length}`;
    parts.dialog.querySelector(".bs-left").hidden = at === 0;
    parts.dialog.querySelector(".bs-right").hidden = at === BS.grid.posts().length - 1;
    showTools();
    parts.facts.replaceChildren(...[
      BS.el("div", { class: "bs-post-meta" }, BS.el("span", { text: id() }), BS.el("span", { class: `bs-rating bs-rating-${one.rating}`, text: one.rating }), BS.el("span", { text: `${one.width}×${one.height}` }), BS.el("span", { text: `score ${one.score}` })),
      BS.el("div", { class: "bs-bar" }, BS.quality.bar(one.quality), BS.quality.shape(one.quality), BS.el("b", { text: one.quality.score })),
      BS.el("p", { class: "bs-muted", text: BS.quality.text(one.quality) }),
      ...[...one.quality.hard_to_recreate, ...one.notes].map((text) => BS.el("p", { class: "bs-warning", text })),
      BS.el("div", { class: "bs-tags" }, ...CATEGORIES.map((category) => group(one, category)).filter(Boolean)),
    ]);
    BS.marks.noteSeen(id());
    for (const near of [BS.grid.posts()[at + 1], BS.grid.posts()[at - 1]]) if (near) new Image().src = BS.link(near.pictures.sample);
    if (at > BS.grid.posts().length - 5) BS.search.more()?.then(() => parts.dialog.open && show());
  };

  const turn = (step) => {
    const to = Math.min(BS.grid.posts().length - 1, Math.max(0, at + step));
    if (to === at) return;
    at = to;
    show();
  };

  const draft = () => {
    const tile = { dataset: { post: id() } };
    parts.dialog.close();
    BS.actions["draft-post"](tile);
  };

  const toggle = () => { BS.picked.toggle(id()); showTools(); };

  const KEYS = {
    ArrowLeft: () => turn(-1), ArrowRight: () => turn(1), Home: () => turn(-Infinity), End: () => turn(Infinity),
    " ": toggle, Enter: draft, f: () => BS.marks.toggleFavourite(id()), r: () => BS.picked.recreate([id()]),
    "+": () => parts.zoom.by(1.3), "=": () => parts.zoom.by(1.3), "-": () => parts.zoom.by(1 / 1.3), 0: () => parts.zoom.reset(),
    i: () => parts.dialog.classList.toggle("bs-alone"),
  };

  const onKey = (event) => {
    const does = KEYS[event.key];
    const isButton = event.target.closest("button, a") && [" ", "Enter"].includes(event.key);
    if (!does || isButton || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };

  Object.assign(BS.actions, {
    "view-post": (button) => open(BS.grid.at(button.closest("[data-post]").dataset.post)),
    "post-before": () => turn(-1),
    "post-after": () => turn(1),
    "post-close": () => parts.dialog.close(),
    "post-tick": toggle,
    "post-draft": draft,
  });
  BS.listen("shelf", () => parts?.dialog.open && showTools());

  const open = (start) => {
    if (!BS.grid.posts()[start]) return;
    if (!parts?.dialog.isConnected) parts = build();
    at = start;
    BS.hover.hide();
    show();
    if (!parts.dialog.open) parts.dialog.showModal();
    parts.stage.focus();
  };
  return { open };
})();
