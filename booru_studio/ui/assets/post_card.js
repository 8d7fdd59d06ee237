// A drafted post: its picture, and how well it is tagged.
BS.postCard = (() => {
  const qualityLines = (quality) => {
    const lines = [BS.el("div", { class: "bs-bar" }, BS.quality.bar(quality), BS.quality.shape(quality),
      BS.el("b", { text: `${quality.score}` }), BS.el("span", { class: "bs-muted", text: `of 100, ${BS.plural(quality.general_tags, "general tag")}` }))];
    if (quality.missing.length) {
      lines.push(BS.el("p", { class: "bs-muted", title: quality.reasons.join("\n"), text: `Missing: ${quality.missing.map(BS.quality.words).join(", ")}` }));
    }
    for (const text of quality.hard_to_recreate) lines.push(BS.el("p", { class: "bs-warning", text: `Hard to recreate: ${text}` }));
    return lines;
  };

  const showPicture = (root, { post }) => {
    if (!post) return root.replaceChildren();
    const url = BS.link(post.pictures.sample);
    if (root.querySelector("img")?.getAttribute("src") === url) return;
    const picture = BS.el("img", { class: "bs-post-picture", alt: "The post", src: url, width: post.width || null, height: post.height || null, "data-zoom": url });
    picture.addEventListener("error", () => picture.replaceWith(BS.el("p", { class: "bs-muted", text: "The site does not give its picture." })));
    root.replaceChildren(picture);
  };

  const showFacts = (root, draft) => {
    const { post } = draft;
    const size = `${draft.width}×${draft.height}`;
    root.replaceChildren(BS.el("div", { class: "bs-post-facts" },
      post ? BS.el("div", { class: "bs-post-meta" }, BS.outLink(`${post.site}:${post.id}`, post.url, { title: "Open it on its site" }),
        BS.el("span", { class: `bs-rating bs-rating-${post.rating}`, text: post.rating }),
        BS.el("span", { text: `${post.width}×${post.height} → ${size}`, title: "Size of the post → size of your picture" }),
        BS.el("span", { text: `score ${post.score}` })) : BS.el("div", { class: "bs-post-meta" }, BS.el("span", { text: size })),
      ...qualityLines(draft.quality),
      ...draft.warnings.map((text) => BS.el("p", { class: "bs-warning", text }))));
  };
  return { showPicture, showFacts };
})();
