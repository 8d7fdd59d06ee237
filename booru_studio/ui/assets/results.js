// The strip below the form: the pictures of the latest jobs, and the one in the making.
BS.results = (() => {
  const list = new BS.Listing("done", 24, () => show());
  const tiles = new Map();

  const tile = (key, make) => {
    if (!tiles.has(key)) tiles.set(key, make());
    return tiles.get(key);
  };

  const runningTile = (job) => {
    const ratio = `${job.request.width} / ${job.request.height}`;
    const node = tile(`running-${job.id}`, () =>
      BS.el("button", { type: "button", class: "bs-result bs-making", "data-do": "show-jobs", style: `aspect-ratio: ${ratio}` },
        BS.el("img", { alt: "", hidden: true }), BS.el("span", { class: "bs-percent" }), BS.el("i", { class: "bs-fill" })));
    const percent = Math.round(job.progress * 100);
    const image = node.querySelector("img");
    BS.setHidden(image, !job.preview);
    if (job.preview) BS.setSource(image, BS.link(job.preview));
    BS.setText(node.querySelector(".bs-percent"), `${percent}%`);
    node.querySelector(".bs-fill").style.width = `${percent}%`;
    node.setAttribute("aria-label", `A picture in the making, ${percent}% done. Show Jobs.`);
    return [`running-${job.id}`, node];
  };

  const doneTiles = (job) =>
    job.images.map((image, at) => [image.url, tile(image.url, () => {
      const node = BS.thumb(job, image, at);
      node.className = "bs-result";
      node.style.aspectRatio = `${image.width} / ${image.height}`;
      return node;
    })]);

  const show = () => {
    const strip = BS.inside("last-results");
    if (!strip) return;
    strip.classList.add("bs-strip");
    const wanted = [...BS.runningJobs().map(runningTile), ...list.jobs.flatMap(doneTiles)];
    const keys = new Set(wanted.map(([key]) => key));
    for (const key of [...tiles.keys()]) if (!keys.has(key)) tiles.delete(key);
    const nodes = wanted.map(([, node]) => node);
    if (!nodes.length && !list.loading) nodes.push(empty());
    if (nodes.length === strip.childElementCount && nodes.every((node, at) => strip.children[at] === node)) return;
    strip.replaceChildren(...nodes);
  };

  let emptyNode = null;
  const empty = () => {
    emptyNode ??= BS.el("p", { class: "bs-empty", text: "Your pictures appear here. Write a prompt and press Ctrl+Enter, or recreate a post in Research." });
    return emptyNode;
  };

  BS.onMount("last-results", show);
  BS.listen("reset", () => list.load());
  BS.listen("jobs", (jobs) => list.merge(jobs));
  BS.listen("removed", (ids) => list.drop(ids));
  return { get jobs() { return list.jobs; } };
})();
