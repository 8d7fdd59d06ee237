// Shows pictures one by one, with what they were made from; two can be laid over each other.
BS.viewer = (() => {
  let list = null;
  let at = 0;
  let parts = null;
  let turned = 0; // counts up, so that what comes late for an earlier picture is dropped
  const jobs = new Map(); // id -> the whole job, as far as it was asked for
  const loaded = new Map(); // url -> decoded picture; the neighbours of what is shown

  const build = () => {
    const picture = BS.el("img", { class: "bs-viewer-picture", alt: "", draggable: "false" });
    const beside = BS.el("img", { class: "bs-viewer-picture bs-viewer-other", alt: "", draggable: "false", hidden: true });
    const slider = BS.el("input", { type: "range", class: "bs-split", min: "0", max: "100", value: "50", "aria-label": "How much of each picture is seen", hidden: true });
    const lost = BS.el("p", { class: "bs-viewer-lost", role: "alert", hidden: true, text: "The file of this picture is no longer there." });
    const stage = BS.el("figure", { class: "bs-stage", tabindex: "-1", autofocus: true }, picture, beside, lost, slider,
      BS.button("‹", "viewer-before", { class: "bs-button bs-turn bs-left", "aria-label": "The picture before" }),
      BS.button("›", "viewer-after", { class: "bs-button bs-turn bs-right", "aria-label": "The next picture" }));
    const place = BS.el("b", { "aria-live": "polite" });
    const facts = BS.el("span", { class: "bs-muted" });
    const zoomed = BS.el("span", { class: "bs-muted bs-zoom-said" });
    const infotext = BS.el("pre", { class: "bs-infotext", tabindex: "0", "aria-label": "Infotext" });
    const links = BS.el("div", { class: "bs-viewer-links" });
    const message = BS.el("div", { class: "bs-viewer-message" }, BS.el("p", { class: "bs-notice", role: "status" }));
    const post = BS.el("div", { class: "bs-viewer-post" });
    const side = BS.el("aside", { class: "bs-viewer-side" },
      BS.el("div", { class: "bs-bar" }, place, facts, zoomed, BS.el("span", { class: "bs-space" }),
        BS.button("Fit", "viewer-fit", { title: "All of it (0)" }), BS.button("1:1", "viewer-full", { title: "Pixel for pixel (1)" }),
        BS.button("Close", "viewer-close", { title: "Esc" })),
      links, message, post, infotext,
      BS.el("p", { class: "bs-muted bs-viewer-help", text: "← → turn · wheel, + − zoom · 0 fit · 1 pixels · X choose · B bookmark · C compare · U upscale · Delete · I hide the text" }));
    const dialog = BS.el("dialog", { id: "viewer", class: "bs-viewer", "aria-label": "Pictures" }, stage, side);
    BS.top().append(dialog);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { picture.removeAttribute("src"); beside.removeAttribute("src"); loaded.clear(); });
    slider.addEventListener("input", split);
    picture.addEventListener("error", () => { if (picture.getAttribute("src")) BS.setHidden(lost, false); });
    picture.addEventListener("load", () => BS.setHidden(lost, true));
    const zoom = new BS.Zoom(stage, [picture, beside]);
    zoom.onChange = () => BS.setText(zoomed, zoom.scale !== 1 ? `${Math.round(zoom.scale * 100)} % of fit` : "");
    zoom.onSwipe = (step) => turn(step);
    return { dialog, stage, picture, beside, slider, lost, place, facts, infotext, links, message, post, zoom };
  };

  const url = (picture) => BS.link(BS.pictureUrl("image", picture.file));
  const split = () => { if (parts) parts.beside.style.clipPath = `inset(0 0 0 ${parts.slider.value}%)`; };

  // The neighbours are decoded before they are asked for.
  const preload = async () => {
    await list.ready(Math.max(0, at - 2), at + 4).catch(() => {});
    const near = [at + 1, at - 1, at + 2].map((each) => list.at(each)).filter(Boolean).map(url);
    for (const each of near) {
      if (loaded.has(each)) continue;
      const image = new Image();
      image.src = each;
      image.decode().catch(() => {});
      loaded.set(each, image);
    }
    for (const each of [...loaded.keys()].slice(0, Math.max(0, loaded.size - 8))) loaded.delete(each);
  };

  const jobOf = async (id) => {
    if (!jobs.has(id)) jobs.set(id, BS.do("job", { job_id: id }).catch((error) => { jobs.delete(id); throw error; }));
    return jobs.get(id);
  };

  const show = () => {
    const picture = list.at(at);
    if (!picture) return;
    const serial = ++turned;
    BS.setHidden(parts.lost, true);
    parts.picture.src = url(picture);
    BS.setText(parts.place, `${at + 1} of ${list.total}`);
    BS.setText(parts.facts, `${picture.width}×${picture.height} · seed ${picture.seed}`);
    parts.dialog.querySelector(".bs-left").hidden = at === 0;
    parts.dialog.querySelector(".bs-right").hidden = at >= list.total - 1;
    BS.notice(parts.message, "");
    showLinks(picture, BS.store.jobs.get(picture.job));
    preload();
    jobOf(picture.job).then((job) => { if (serial === turned) showJob(picture, job); },
      (error) => { if (serial === turned) parts.infotext.textContent = error.message; });
  };

  const showJob = (picture, job) => {
    parts.infotext.textContent = job.images[picture.at]?.infotext || job.prompt;
    parts.picture.alt = job.prompt.slice(0, 200);
    showLinks(picture, job);
    const post = job.source_url && parts.showsPost ? job.source_post : "";
    if (parts.post.dataset.post === post) return;
    parts.post.dataset.post = post;
    parts.post.replaceChildren(...(post ? [postPicture(post), BS.outLink(`Post ${post}`, job.source_url)] : []));
  };

  // The app gives pictures of posts that were looked up lately; one from long ago is looked up again.
  const postPicture = (post) => {
    const [site, number] = post.split(":");
    const address = BS.link(`/gradio_api/bs/post/${site}/${number}/sample`);
    const image = BS.el("img", { alt: "The post", src: address });
    let isSecond = false;
    image.addEventListener("error", async () => {
      if (!isSecond) {
        isSecond = true;
        const found = await BS.do("posts", { tags: `id:${number}`, booru: site, limit: 1 }).catch(() => null);
        if (found?.posts.length) { image.src = `${address}?again`; return; }
      }
      image.replaceWith(BS.el("p", { class: "bs-muted", text: "Its site does not give the post's picture now." }));
    });
    return image;
  };

  const showLinks = (picture, job) => {
    const isChosen = BS.ticks.pictures.has(picture.file);
    const key = [picture.file, isChosen, job?.bookmarked, job?.source_url, parts.dialog.classList.contains("bs-comparing"), parts.showsPost].join();
    if (parts.links.dataset.key === key) return;
    parts.links.dataset.key = key;
    parts.links.replaceChildren(...[
      BS.button(isChosen ? "Chosen ✓" : "Choose", "viewer-pick", { "aria-pressed": String(isChosen), title: "For upscaling, comparing, a zip (X)" }),
      BS.button(job?.bookmarked ? "★" : "☆", "viewer-star", { "aria-label": "Bookmark", "aria-pressed": String(!!job?.bookmarked), title: "Bookmark its job (B)" }),
      BS.button("Upscale…", "viewer-upscale", { title: "U" }),
      BS.button("Compare", "viewer-compare", { "aria-pressed": String(parts.dialog.classList.contains("bs-comparing")), title: "With the chosen picture, its original or the one before (C)" }),
      BS.button("To the form", "viewer-modify", { title: "Open its job in the Generation tab (M)" }),
      ...Object.entries(BS.sendPicture).map(([what, { label }]) => BS.button(label, "viewer-send", { "data-what": what })),
      BS.button("Copy infotext", "viewer-copy"),
      BS.el("a", { class: "bs-button", href: url(picture), download: picture.file.split("/").pop(), text: "Save", title: "Download it" }),
      BS.outLink("Open original", url(picture), { class: "bs-button" }),
      BS.button("Its job", "viewer-job", { title: "Show it in the list" }),
      job?.source_url ? BS.button(`Post ${job.source_post}`, "viewer-post", { "aria-pressed": String(!!parts.showsPost), title: "Show the post beside it (P)" }) : null,
      BS.button("Delete", "viewer-delete", { title: "To the trash (Delete)" }),
    ].filter(Boolean));
  };

  const turn = async (step) => {
    const to = Math.min(list.total - 1, Math.max(0, at + step));
    if (to === at) return;
    at = to;
    if (!list.at(at)) await list.ready(at).catch(() => {});
    if (parts.dialog.classList.contains("bs-comparing")) stopComparing();
    show();
  };

  // The other picture of a comparison: a chosen one, what this one was made of, or the one before.
  const other = async (picture) => {
    const chosen = [...BS.ticks.pictures.values()].find((each) => each.file !== picture.file);
    if (chosen) return chosen;
    const job = await jobOf(picture.job);
    if (job.upscale) return { file: job.upscale.image };
    return list.at(at - 1) ?? list.at(at + 1);
  };
  const compare = async () => {
    if (parts.dialog.classList.contains("bs-comparing")) return stopComparing();
    const picture = list.at(at);
    const found = await other(picture);
    if (!found) return BS.notice(parts.message, "There is no other picture to compare it with: choose one with X.", "hint");
    parts.beside.src = url(found);
    parts.dialog.classList.add("bs-comparing");
    for (const part of [parts.beside, parts.slider]) BS.setHidden(part, false);
    split();
    showLinks(picture, await jobOf(picture.job));
    parts.slider.focus();
    return null;
  };
  const stopComparing = () => {
    parts.dialog.classList.remove("bs-comparing");
    for (const part of [parts.beside, parts.slider]) BS.setHidden(part, true);
    parts.stage.focus();
  };

  const KEYS = {
    ArrowLeft: () => turn(-1), ArrowRight: () => turn(1), Home: () => turn(-Infinity), End: () => turn(Infinity),
    PageUp: () => turn(-10), PageDown: () => turn(10),
    "+": () => parts.zoom.by(1.3), "=": () => parts.zoom.by(1.3), "-": () => parts.zoom.by(1 / 1.3),
    0: () => parts.zoom.reset(), 1: () => parts.zoom.oneToOne(), i: () => parts.dialog.classList.toggle("bs-alone"),
    x: () => BS.actions["viewer-pick"](), b: () => BS.actions["viewer-star"](), c: compare, u: () => BS.actions["viewer-upscale"](),
    m: () => BS.actions["viewer-modify"](), p: () => BS.actions["viewer-post"](), Delete: () => BS.actions["viewer-delete"](),
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=range]") && /^(Arrow|Home|End|Page)/.test(event.key)) return;
    if (event.target.closest("a, button") && ["Enter", " "].includes(event.key)) return;
    const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };

  const now = () => list.at(at);
  Object.assign(BS.actions, {
    // The button may go with the last picture; the keys are heard all the same.
    "viewer-before": () => { parts.stage.focus(); turn(-1); },
    "viewer-after": () => { parts.stage.focus(); turn(1); },
    "viewer-close": () => parts.dialog.close(),
    "viewer-fit": () => parts.zoom.reset(),
    "viewer-full": () => parts.zoom.oneToOne(),
    "viewer-compare": compare,
    "viewer-pick": () => {
      BS.ticks.togglePicture(now());
      showLinks(now(), BS.store.jobs.get(now().job));
    },
    "viewer-star": async () => {
      const picture = now();
      const { bookmarked } = await jobOf(picture.job);
      await BS.act("bookmark", { job_ids: [picture.job], bookmarked: !bookmarked });
      jobs.delete(picture.job);
      showLinks(picture, await jobOf(picture.job));
    },
    "viewer-upscale": () => BS.upscale.open([now()]),
    "viewer-copy": async (button) => {
      await BS.copy(parts.infotext.textContent);
      BS.flash(button, "Copied");
    },
    "viewer-modify": () => {
      parts.dialog.close();
      BS.fill({ job: now().job });
    },
    "viewer-send": async (button) => {
      const picture = now();
      const job = await jobOf(picture.job);
      parts.dialog.close();
      BS.sendPicture[button.dataset.what].send(picture, job);
    },
    "viewer-job": () => {
      const { job } = now();
      parts.dialog.close();
      BS.showJob(job);
    },
    "viewer-post": async () => {
      parts.showsPost = !parts.showsPost;
      showJob(now(), await jobOf(now().job));
    },
    "viewer-delete": async () => {
      const picture = now();
      const isGone = await BS.deletePictures([picture], (text, kind, ...more) => BS.notice(parts.message, text, kind, ...more));
      if (!isGone) return;
      jobs.delete(picture.job);
      list.drop(picture.file);
      await list.ready(Math.min(at, Math.max(0, list.total - 2))).catch(() => {});
      const said = parts.message.firstChild.cloneNode(true);
      at = Math.min(at, list.total - 1);
      if (at < 0) return parts.dialog.close();
      show();
      parts.message.replaceChildren(said);
    },
  });

  const open = async (pictures, file) => {
    parts ??= build();
    list = pictures;
    try {
      at = await list.find(file);
      await list.ready(at);
    } catch {
      return; // the header says that the app does not answer
    }
    if (!list.at(at)) return;
    BS.hover.hide();
    stopComparing();
    parts.zoom.reset();
    show();
    if (!parts.dialog.open) parts.dialog.showModal();
    parts.stage.focus();
  };
  const openPair = async (first, second) => {
    await open(new BS.PictureList([first, second]), first.file);
    BS.ticks.pictures.size || BS.ticks.togglePicture(second);
    await compare();
  };
  return { open, openPair };
})();
