// A drafted post: its picture, how well it is tagged, and what became of each tag.
BS.qualityBar = (quality) => {
  const bar = BS.el("i");
  bar.style.width = `${quality.score}%`;
  const level = quality.score >= 70 ? "bs-good" : quality.score >= 40 ? "bs-middle" : "bs-bad";
  const why = [...quality.hard_to_recreate, ...quality.reasons].join("\n");
  return BS.el("div", { class: `bs-quality ${level}`, role: "meter", "aria-label": "How well the post is tagged", "aria-valuenow": quality.score, "aria-valuemin": 0, "aria-valuemax": 100, title: `Tagged ${quality.score} of 100\n${why}` }, bar);
};

BS.postCard = (() => {
  const CATEGORIES = ["character", "copyright", "artist", "general", "meta"];
  const words = (name) => name.replaceAll("_", " ");

  const tagChip = (tag) =>
    BS.el("span", { class: `bs-tag bs-tag-${tag.category}${tag.kept ? "" : " bs-left-out"}`, title: tag.kept ? "Goes into the prompt" : `Left out: ${tag.why}`, text: words(tag.name) });

  const tagGroups = (tags) => CATEGORIES.map((category) => {
    const those = tags.filter((tag) => tag.category === category);
    if (!those.length) return null;
    return BS.el("div", { class: "bs-tag-group" },
      BS.el("span", { class: "bs-tag-head", text: category }), ...those.map(tagChip));
  });

  const qualityLines = (quality) => {
    const lines = [BS.el("div", { class: "bs-bar" }, BS.qualityBar(quality),
      BS.el("b", { text: `${quality.score}` }), BS.el("span", { class: "bs-muted", text: `of 100, ${BS.plural(quality.general_tags, "general tag")}` }))];
    if (quality.missing.length) {
      lines.push(BS.el("p", { class: "bs-muted", title: quality.reasons.join("\n"), text: `Missing: ${quality.missing.map(words).join(", ")}` }));
    }
    for (const text of quality.hard_to_recreate) lines.push(BS.el("p", { class: "bs-warning", text: `Hard to recreate: ${text}` }));
    return lines;
  };

  const showPicture = (root, { post }) => {
    const url = BS.link(post.pictures.sample);
    if (root.querySelector("img")?.getAttribute("src") === url) return;
    const picture = BS.el("img", { class: "bs-post-picture", alt: "The post", src: url, width: post.width || null, height: post.height || null, "data-zoom": url });
    picture.addEventListener("error", () => picture.replaceWith(BS.el("p", { class: "bs-muted", text: "The site does not give its picture." })));
    root.replaceChildren(picture);
  };

  const showFacts = (root, draft) => {
    const { post } = draft;
    root.replaceChildren(BS.el("div", { class: "bs-post-facts" },
      BS.el("div", { class: "bs-meta" }, BS.outLink(`${post.site}:${post.id}`, post.url, { title: "Open it on its site" }),
        BS.el("span", { class: `bs-rating bs-rating-${post.rating}`, text: post.rating }),
        BS.el("span", { text: `${post.width}×${post.height} → ${draft.width}×${draft.height}`, title: "Size of the post → size of your picture" }),
        BS.el("span", { text: `score ${post.score}` })),
      ...qualityLines(draft.quality),
      ...draft.warnings.map((text) => BS.el("p", { class: "bs-warning", text }))));
  };

  const showTags = (root, draft) => {
    const kept = draft.tags.filter((tag) => tag.kept).length;
    const head = BS.el("p", { class: "bs-muted", text: `${kept} of ${BS.plural(draft.tags.length, "tag")} in the prompt; rest on a struck one to see why it is left out` });
    root.replaceChildren(BS.el("div", { class: "bs-tags" }, head, ...tagGroups(draft.tags).filter(Boolean)));
  };
  return { showPicture, showFacts, showTags };
})();
