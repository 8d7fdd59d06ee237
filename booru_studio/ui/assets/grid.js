// The right half of Research: a search and its posts.
BS.grid = (() => {
  const PAGE = 40; // posts
  let query = null;
  let next = "";
  let searches = 0; // counts up, so that a late answer of an earlier search is dropped

  const say = (text, kind = "hint") => BS.notice("search-message", text, kind);

  const tile = (post) => {
    const id = `${post.site}:${post.id}`;
    const preview = BS.link(post.pictures.preview);
    const picture = BS.el("img", { src: preview, alt: "", loading: "lazy", decoding: "async" });
    const facts = `${id} · ${post.width}×${post.height} · score ${post.score}`;
    return BS.el("button", { type: "button", class: "bs-tile", "data-do": "draft-post", "data-post": id, "data-zoom": BS.link(post.pictures.sample), "aria-label": `Draft post ${facts}, tagged ${post.quality.score} of 100`, title: facts },
      picture, BS.qualityBar(post.quality));
  };

  const parts = () => {
    const root = BS.inside("post-grid");
    if (!root) return null;
    if (!root.querySelector(".bs-grid")) {
      root.replaceChildren(BS.el("div", { class: "bs-grid" }),
        BS.button("More posts", "more-posts", { class: "bs-button bs-more", hidden: true }));
    }
    return { grid: root.querySelector(".bs-grid"), more: root.querySelector(".bs-more") };
  };

  const fetchPage = async (page) => {
    const here = parts();
    const search = ++searches;
    if (!here) return;
    here.grid.classList.add("bs-busy");
    try {
      const found = await BS.do("posts", { ...query, page, limit: PAGE });
      if (search !== searches) return;
      if (page === "1") here.grid.replaceChildren();
      here.grid.append(...found.posts.map(tile));
      next = found.next;
      say(found.notes.join(" "));
    } catch (error) {
      if (search === searches) say(error.message, "error");
    }
    here.grid.classList.remove("bs-busy");
    BS.setHidden(here.more, !next);
  };

  const onSearch = (tags, booru, order) => {
    [query, next] = [{ tags: tags.trim(), booru, order }, ""];
    return fetchPage("1");
  };

  BS.actions["more-posts"] = () => fetchPage(next);

  // The newest posts stand there from the start, as something to begin with.
  BS.onMount("post-grid", () => {
    if (parts().grid.childElementCount) return;
    setTimeout(() => document.getElementById("search-button")?.click());
  });
  return { onSearch };
})();
