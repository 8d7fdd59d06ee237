// One tile of the grid: a picture, what can be done with the post, and how well it is tagged.
BS.tile = (() => {
  const small = (sign, action, label) =>
    BS.el("button", { type: "button", class: "bs-tile-tool", tabindex: "-1", "data-do": action, "aria-label": label, title: label, text: sign });

  const tick = (id) => {
    const box = BS.el("input", { type: "checkbox", class: "bs-tick", tabindex: "-1", "aria-label": `Tick post ${id}`, "data-do": "tick-post" });
    return box;
  };

  const badges = (post) => BS.el("div", { class: "bs-badges" },
    ...BS.quality.badges(post.quality).map(([word, sentence]) => BS.el("span", { class: "bs-tile-badge", text: word, title: sentence })));

  const foot = (post) => BS.el("div", { class: "bs-tile-foot" },
    BS.quality.bar(post.quality),
    BS.el("div", { class: "bs-tile-numbers" }, BS.quality.shape(post.quality),
      BS.el("span", { text: post.quality.score }), BS.el("span", { class: "bs-space" }),
      BS.el("span", { class: "bs-tile-mark", "data-part": "mark" }),
      BS.el("span", { class: "bs-muted", text: `${post.quality.general_tags} tags` })));

  const factsOf = (post) => `${BS.grid.idOf(post)} · ${post.width}×${post.height} · score ${post.score}`;

  const make = (post, at) => {
    const id = BS.grid.idOf(post);
    const hard = BS.quality.badges(post.quality).map(([word]) => word).join(", ");
    const tile = BS.el("div", {
      class: "bs-tile", role: "listitem", "data-do": "draft-post", "data-post": id, "data-at": at,
      "data-zoom": BS.link(post.pictures.sample),
      "data-caption": `${factsOf(post)}\n${BS.quality.text(post.quality)}${post.quality.hard_to_recreate.map((sentence) => `\n${sentence}`).join("")}`,
      "aria-label": `Post ${factsOf(post)}. ${BS.quality.text(post.quality)}${hard ? `. Hard to recreate: ${hard}` : ""}`,
    },
      BS.el("div", { class: "bs-tile-picture" }, BS.el("img", { alt: "", decoding: "async", "data-src": BS.link(post.pictures.preview) }),
        tick(id), badges(post),
        small("★", "favourite", `Favourite (F)`),
        BS.el("div", { class: "bs-tile-tools" }, small("⤢", "view-post", "View (V)"), small("↻", "recreate-post", "Recreate now (R)"))),
      foot(post));
    mark(tile, post);
    return tile;
  };

  const mark = (tile, post) => {
    const id = BS.grid.idOf(post);
    const [isMade, isSeen] = [BS.marks.isMade(id), BS.marks.isSeen(id)];
    tile.classList.toggle("bs-favourite", BS.marks.isFavourite(id));
    tile.classList.toggle("bs-seen", isSeen);
    tile.classList.toggle("bs-picked", BS.picked.has(id));
    tile.querySelector(".bs-tick").checked = BS.picked.has(id);
    BS.setText(BS.part(tile, "mark"), isMade ? "made" : isSeen ? "seen" : "");
  };

  const showPicture = (tile) => {
    const image = tile.querySelector("img[data-src]");
    if (!image) return;
    image.addEventListener("error", () => tile.classList.add("bs-no-picture"), { once: true });
    image.src = image.dataset.src;
    delete image.dataset.src;
  };

  // A picture that is still on its way is given up with its tile.
  const drop = (tile) => {
    const image = tile.querySelector("img");
    if (image && !image.complete) image.removeAttribute("src");
    tile.remove();
  };

  return { make, mark, showPicture, drop };
})();
