// Where the posts would be when there are none: why, and what to do next.
BS.searchEmpty = (() => {
  const sentences = {
    nothing: ({ asked }) => `${BS.search.labelOf(asked.booru)} found no post${asked.tags ? ` for “${asked.tags}”: check the spelling, or use fewer tags` : ""}.`,
    hidden: () => "Everything that was found is rated beyond what is shown here, so none of it is shown.",
    favourites: () => "There is no favourite yet: press F on a post, or click its star.",
    failed: () => "",
  };

  const other = (asked) => (BS.wishes.choices()?.boorus ?? []).filter((site) => site.name !== asked.booru && !site.unavailable);

  const steps = ({ kind, asked }) => {
    if (kind === "favourites") return [["Show the newest posts", { tags: "" }]];
    const terms = asked.tags.split(/\s+/).filter(Boolean);
    const found = [];
    if (kind === "failed") found.push(["Try again", asked]);
    if (kind !== "failed" && terms.length > 1) {
      for (const term of terms) found.push([`Without ${term}`, { ...asked, tags: terms.filter((one) => one !== term).join(" ") }]);
    }
    if (asked.rating) found.push(["With every rating allowed here", { ...asked, rating: "" }]);
    for (const site of other(asked)) found.push([`Search ${site.label} instead`, { ...asked, booru: site.name }]);
    if (terms.length && kind !== "failed") found.push(["Show the newest posts", { ...asked, tags: "" }]);
    return found;
  };

  const show = (why) => {
    const root = document.querySelector("#post-grid .bs-grid-empty");
    if (!root) return;
    BS.setHidden(root, !why);
    if (!why) return root.replaceChildren();
    const texts = [sentences[why.kind](why), ...why.notes.filter((note) => why.kind !== "favourites" && !note.startsWith("The site found no post"))].filter(Boolean);
    const buttons = steps(why).map(([text, query]) =>
      BS.el("button", { type: "button", class: "bs-button", text, on: { click: () => BS.search.run(query) } }));
    root.replaceChildren(BS.el("div", { class: `bs-empty${why.kind === "failed" ? " bs-empty-error" : ""}`, role: why.kind === "failed" ? "alert" : null },
      ...texts.map((text) => BS.el("p", { text })), ...buttons));
  };
  return { show };
})();
