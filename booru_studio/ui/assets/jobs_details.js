// All there is to know of one job, beside the list: texts, settings, where it came from.
BS.details = (() => {
  let id = "";
  let data = null;
  let asked = 0;
  let wasHeld = "";

  const panel = () => document.querySelector("#jobs-list .bs-details");
  const SHOWN = ["negative_prompt", "prompt", "template"]; // have a place of their own
  const NAMES = { sampler_name: "sampler", cfg_scale: "CFG", width: "", height: "", hr_scale: "hires scale", enable_hr: "hires fix" };
  const name = (field) => NAMES[field] ?? field.replaceAll("_", " ");
  const value = (it) => (it !== null && typeof it === "object" ? JSON.stringify(it).slice(0, 300) : String(it));
  const fold = (head, text, more) => (text ? BS.el("details", { class: "bs-job-fold", open: more.open }, BS.el("summary", { text: head }),
    BS.el("pre", { class: "bs-text", text, tabindex: "0" }), more.copy ?? null) : null);

  const pictures = (job) => {
    const row = BS.store.jobs.get(job.id);
    if (!job.images.length) return row?.preview ? BS.el("img", { class: "bs-details-preview", alt: "The picture so far", src: BS.link(row.preview) }) : null;
    return BS.el("div", { class: "bs-details-pictures" }, ...job.images.map((image, at) => {
      const frame = BS.pickable(job, BS.withUrls(image), at);
      frame.firstChild.dataset.source = "job";
      frame.firstChild.style.aspectRatio = `${image.width} / ${image.height}`;
      return frame;
    }));
  };

  const brief = (job, text) => BS.el("li", {},
    job.file ? BS.el("img", { class: "bs-mini", alt: "", src: BS.link(BS.pictureUrl("thumb", job.file)), "data-zoom": BS.link(BS.pictureUrl("image", job.file)) }) : null,
    BS.button(text, "show-job", { class: "bs-link", "data-job": job.id, title: job.prompt }), BS.el("span", { class: `bs-pill bs-is-${job.state}`, text: BS.JobRow.names[job.state] || job.state }),
    BS.el("span", { class: "bs-muted", text: BS.shortTime(job.created) }));

  const lineage = (job) => {
    const before = job.ancestors.map((each, at) => brief(each, at ? "and that from" : job.upscale ? "enlarges" : "made from"));
    const after = job.children.map((each) => brief(each, each.upscale ? `enlarged ×${each.upscale}` : each.changed ? `changed ${each.changed}` : "the same again"));
    if (!before.length && !after.length) return null;
    return BS.el("section", {}, BS.el("h3", { text: "Lineage" }), BS.el("ul", { class: "bs-lineage" }, ...before, ...after));
  };

  const changes = (job) => {
    if (!job.changes.length) return null;
    return BS.el("section", {}, BS.el("h3", { text: "Changed" }), BS.el("ul", { class: "bs-changes" }, ...job.changes.map((change) => {
      if (!change.gone) return BS.el("li", {}, BS.el("span", { text: `${name(change.field) || change.field} ` }), BS.el("del", { text: change.before || "(none)" }), " → ", BS.el("ins", { text: change.after || "(none)" }));
      return BS.el("li", {}, BS.el("span", { text: `${name(change.field)} ` }), ...change.gone.flatMap((text) => [BS.el("del", { text }), " "]), ...change.new.flatMap((text) => [BS.el("ins", { text }), " "]));
    })));
  };

  const settings = (job) => {
    const { request } = job;
    const facts = [["size", `${request.width}×${request.height}`], ["model", BS.store.jobs.get(job.id)?.model || request.checkpoint || ""],
      ...Object.entries(request).filter(([field, it]) => !SHOWN.includes(field) && name(field) && field !== "checkpoint" && it !== null && it !== "").map(([field, it]) => [name(field), value(it)]),
      ["WebUI", job.backend.replace(/^https?:\/\//, "")], ["attempts", job.attempts || ""],
      ["queued", new Date(job.created).toLocaleString()], ["began", job.started && new Date(job.started).toLocaleString()], ["ended", job.finished && new Date(job.finished).toLocaleString()],
      ["id", job.id]];
    return BS.el("dl", { class: "bs-facts" }, ...facts.filter(([, text]) => text !== "" && text !== undefined).flatMap(([term, text]) => [BS.el("dt", { text: term }), BS.el("dd", { text })]));
  };

  const buttons = (job) => {
    const of = { "data-job": job.id };
    const isOver = BS.isOver(job);
    return BS.el("div", { class: "bs-details-actions" }, ...BS.jobButtons(job),
      ...[
        isOver ? BS.button("Retry, new seed", "retry-new-seed", { ...of, title: "S" }) : null,
        BS.button("Variations…", "vary-job", { ...of, title: "Several at once: seeds, checkpoints, CFG values (V)" }),
        ...(BS.isWaiting(job) ? [BS.button("↑", "move-job", { ...of, "data-to": "up", "aria-label": "Move up", title: "Move up (Alt+↑)" }), BS.button("↓", "move-job", { ...of, "data-to": "down", "aria-label": "Move down", title: "Move down (Alt+↓)" }), BS.button("Last", "move-job", { ...of, "data-to": "last" }),
          BS.button("Priority +", "priority-job", { ...of, "data-step": "1" }), BS.button("Priority −", "priority-job", { ...of, "data-step": "-1" })] : []),
        BS.button("Schedule…", "schedule-job", { ...of, title: "Queue it again by the clock" }),
        isOver ? BS.button("Delete", "delete-job", { ...of, title: "Its pictures go to the trash (Delete)" }) : null,
      ].filter(Boolean));
  };

  const post = (job) => {
    if (!job.source_url) return job.source_post ? BS.el("p", { class: "bs-muted", text: job.source_post }) : null;
    return BS.el("p", {}, "Drafted from ", BS.outLink(job.source_post, job.source_url), " · ",
      BS.button("all of this post", "only-post", { class: "bs-link", "data-post": job.source_post }));
  };

  const show = () => {
    const place = panel();
    if (!place || !data) return;
    const job = data;
    const top = place.scrollTop;
    const opened = [...place.querySelectorAll("details")].map((each) => each.open);
    place.replaceChildren(...[
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: `bs-pill bs-is-${job.state}`, text: BS.JobRow.names[job.state] || job.state }),
        BS.el("b", { text: `Job ${job.id.slice(0, 8)}` }), job.place ? BS.el("span", { class: "bs-muted", text: `#${job.place} in the queue` }) : null,
        BS.el("span", { class: "bs-space" }), BS.button("×", "close-details", { class: "bs-button bs-quiet", "aria-label": "Close the details", title: "Esc" })),
      job.error ? BS.el("p", { class: "bs-error", role: "alert", text: job.error }) : null,
      ...job.warnings.map((text) => BS.el("p", { class: "bs-warning", text })),
      pictures(job),
      buttons(job),
      fold("Prompt", job.prompt || "(no prompt)", { open: true, copy: BS.button("Copy prompt", "copy-prompt", { "data-job": job.id }) }),
      job.template && job.template !== job.prompt ? fold("Template", job.template, { open: true, copy: BS.button("Copy template", "copy-prompt", { "data-job": job.id, "data-what": "template" }) }) : null,
      fold("Negative prompt", job.negative_prompt, {}),
      post(job), changes(job), lineage(job), settings(job),
    ].filter(Boolean));
    if (wasHeld === job.id) {
      place.querySelectorAll("details").forEach((each, at) => { if (at in opened) each.open = opened[at]; });
      place.scrollTop = top;
    }
    wasHeld = job.id;
    place.classList.add("bs-open");
    document.getElementById("jobs-list").classList.add("bs-with-details");
  };

  const load = async () => {
    const serial = ++asked;
    try {
      const found = await BS.do("job_details", { job_id: id });
      if (serial !== asked) return;
      data = found;
      show();
    } catch (error) {
      if (serial === asked) BS.notice("jobs-message", error.message, "error");
    }
  };

  const open = (job) => {
    if (job !== id) wasHeld = "";
    id = job;
    BS.memory.put("jobs-details", true);
    return load();
  };
  const close = () => {
    if (!id) return false;
    id = "";
    asked += 1;
    panel()?.replaceChildren();
    panel()?.classList.remove("bs-open");
    document.getElementById("jobs-list")?.classList.remove("bs-with-details");
    return true;
  };

  BS.actions["close-details"] = close;
  BS.actions["only-post"] = (button) => BS.jobsQuery.set({ post: button.dataset.post });
  BS.listen("jobs", (jobs) => {
    const job = id && jobs.find((each) => each.id === id || each.parent === id);
    if (!job) return;
    const preview = panel()?.querySelector(".bs-details-preview");
    const isSame = data && job.id === id && data.state === job.state && data.bookmarked === job.bookmarked && data.images.length === job.images.length && data.priority === job.priority && data.error.startsWith(job.error);
    if (!isSame || (job.preview && !preview)) load();
    else if (preview && job.preview) BS.setSource(preview, BS.link(job.preview));
  });
  BS.listen("removed", (ids) => { if (ids.includes(id)) close(); });
  return { open, close, isOpen: () => !!id };
})();
