// Shows pictures one by one, with what they were made from.
BS.viewer = (() => {
  let items = [];
  let at = 0;
  let parts = null;

  const build = () => {
    const picture = BS.el("img", { class: "bs-viewer-picture", alt: "", draggable: "false" });
    const stage = BS.el("figure", { class: "bs-stage", tabindex: "-1", autofocus: true }, picture,
      BS.button("‹", "viewer-before", { class: "bs-button bs-turn bs-left", "aria-label": "The picture before" }),
      BS.button("›", "viewer-after", { class: "bs-button bs-turn bs-right", "aria-label": "The next picture" }));
    const place = BS.el("b", { "aria-live": "polite" });
    const facts = BS.el("span", { class: "bs-muted" });
    const infotext = BS.el("pre", { class: "bs-infotext", tabindex: "0", "aria-label": "Infotext" });
    const links = BS.el("div", { class: "bs-viewer-links" });
    const side = BS.el("aside", { class: "bs-viewer-side" },
      BS.el("div", { class: "bs-bar" }, place, facts, BS.el("span", { class: "bs-space" }),
        BS.button("Close", "viewer-close", { title: "Esc" })),
      links, infotext,
      BS.el("p", { class: "bs-muted bs-viewer-help", text: "← → turn · wheel or + − zoom · 0 fits · drag moves · I hides the text" }));
    const dialog = BS.el("dialog", { id: "viewer", class: "bs-viewer", "aria-label": "Pictures" }, stage, side);
    BS.top().append(dialog);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    return { dialog, stage, picture, place, facts, infotext, links, zoom: new BS.Zoom(stage, picture) };
  };

  const show = () => {
    const { job, image } = items[at];
    parts.zoom.reset();
    parts.picture.src = BS.link(image.url);
    parts.picture.alt = job.prompt.slice(0, 200);
    parts.place.textContent = `${at + 1} of ${items.length}`;
    parts.facts.textContent = `${image.width}×${image.height} · seed ${image.seed}`;
    parts.dialog.querySelector(".bs-left").hidden = at === 0;
    parts.dialog.querySelector(".bs-right").hidden = at === items.length - 1;
    parts.infotext.textContent = image.infotext || job.prompt;
    parts.links.replaceChildren(...[
      BS.button("Copy infotext", "viewer-copy"),
      BS.button("Modify", "viewer-modify", { title: "Open its job in the Generation tab" }),
      BS.outLink("Open original", BS.link(image.url), { class: "bs-button" }),
      job.source_url ? BS.outLink(`Post ${job.source_post}`, job.source_url, { class: "bs-button" }) : null,
    ].filter(Boolean));
    for (const near of [items[at + 1], items[at - 1]]) if (near) new Image().src = BS.link(near.image.url);
  };

  const turn = (step) => {
    at = Math.min(items.length - 1, Math.max(0, at + step));
    show();
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = {
      ArrowLeft: () => turn(-1), ArrowRight: () => turn(1),
      Home: () => turn(-items.length), End: () => turn(items.length),
      "+": () => parts.zoom.by(1.3), "=": () => parts.zoom.by(1.3), "-": () => parts.zoom.by(1 / 1.3),
      0: () => parts.zoom.reset(), i: () => parts.dialog.classList.toggle("bs-alone"),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };

  Object.assign(BS.actions, {
    "viewer-before": () => turn(-1),
    "viewer-after": () => turn(1),
    "viewer-close": () => parts.dialog.close(),
    "viewer-copy": async (button) => {
      await BS.copy(parts.infotext.textContent);
      BS.flash(button, "Copied");
    },
    "viewer-modify": () => {
      parts.dialog.close();
      BS.fill({ job: items[at].job.id });
    },
  });

  const open = (pictures, start = 0) => {
    if (!pictures.length) return;
    parts ??= build();
    [items, at] = [pictures, Math.max(0, start)];
    BS.hover.hide();
    show();
    parts.dialog.showModal();
    parts.stage.focus();
  };
  return { open };
})();
