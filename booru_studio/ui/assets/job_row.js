// One job as a row; it is built once and then only what changed is touched.
BS.JobRow = class {
  constructor(job) {
    this.pill = BS.el("span", { class: "bs-pill" });
    this.thumbs = BS.el("div", { class: "bs-thumbs" });
    this.prompt = BS.el("p", { class: "bs-prompt", tabindex: "0", role: "button", "aria-expanded": "false", "data-do": "expand-prompt", title: "Show all of it" });
    this.template = BS.el("p", { class: "bs-template", hidden: true });
    this.meta = BS.el("div", { class: "bs-meta" });
    this.bar = BS.el("i");
    this.track = BS.el("div", { class: "bs-track", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100" }, this.bar);
    this.percent = BS.el("span", { class: "bs-percent" });
    this.progress = BS.el("div", { class: "bs-progress", hidden: true }, this.track, this.percent);
    this.notes = BS.el("div", { class: "bs-notes" });
    this.actions = BS.el("div", { class: "bs-actions" });
    const main = BS.el("div", { class: "bs-main" }, BS.el("div", { class: "bs-first" }, this.pill, this.meta),
      this.progress, this.prompt, this.template, this.notes);
    this.root = BS.el("article", { class: "bs-job", role: "listitem", "data-job": job.id }, this.thumbs, main, this.actions);
    this.update(job);
  }

  update(job) {
    if (this.seen === job) return;
    const before = this.seen;
    this.seen = job;
    this.root.dataset.state = job.state;
    this.pill.className = `bs-pill bs-is-${job.state}`;
    BS.setText(this.pill, BS.JobRow.names[job.state] || job.state);
    BS.setText(this.prompt, job.prompt || "(no prompt)");
    const differs = job.template && job.template !== job.prompt;
    BS.setHidden(this.template, !differs);
    BS.setText(this.template, differs ? `Template: ${job.template}` : "");
    this.showProgress(job);
    this.showThumbs(job);
    if (before && before.state === job.state && before.attempts === job.attempts && before.error === job.error) return;
    this.meta.replaceChildren(...this.facts(job));
    this.showNotes(job);
    this.showActions(job);
  }

  showProgress(job) {
    BS.setHidden(this.progress, !BS.isActive(job));
    if (!BS.isActive(job)) return;
    const percent = Math.round(job.progress * 100);
    this.bar.style.width = `${percent}%`;
    this.track.setAttribute("aria-valuenow", percent);
    const eta = job.eta ? ` · ${BS.duration(job.eta)} left` : "";
    BS.setText(this.percent, job.state === "unknown" ? "asking the WebUI" : `${percent}%${eta}`);
    this.track.title = job.text || "";
  }

  showThumbs(job) {
    const key = job.images.map((image) => image.thumb).join() || `${job.preview ? "preview" : job.state}`;
    if (key !== this.thumbKey) {
      this.thumbKey = key;
      this.thumbs.replaceChildren(...this.thumbNodes(job));
    }
    if (!job.images.length && job.preview) BS.setSource(this.thumbs.firstChild, BS.link(job.preview));
  }

  thumbNodes(job) {
    if (!job.images.length) {
      if (job.preview) return [BS.el("img", { class: "bs-thumb", alt: "The picture so far", src: BS.link(job.preview) })];
      return [BS.el("div", { class: "bs-thumb bs-blank", "aria-hidden": "true" })];
    }
    const shown = job.images.slice(0, 4).map((image, at) => BS.thumb(job, image, at));
    const rest = job.images.length - shown.length;
    if (rest > 0) shown.push(BS.el("span", { class: "bs-rest", text: `+${rest}` }));
    return shown;
  }

  facts(job) {
    const { request } = job;
    const checkpoint = request.checkpoint || /Model: ([^,\n]+)/.exec(job.images[0]?.infotext || "")?.[1] || "";
    const several = (BS.store.state?.backends.length || 0) > 1;
    const fact = (text, title) => (text ? BS.el("span", { text, title }) : null);
    return [
      fact(`${request.width}×${request.height}`, "Size"),
      job.upscale ? fact(`upscaled ×${job.upscale.scale}`, job.upscale.image) : null,
      request.batch_size > 1 ? fact(`${request.batch_size} pictures`) : null,
      fact(`${request.steps} steps`),
      fact(request.sampler_name, "Sampler"),
      fact(`seed ${request.seed}`),
      fact(checkpoint, "Checkpoint"),
      several ? fact(job.backend.replace(/^https?:\/\//, ""), "WebUI") : null,
      job.attempts > 1 ? fact(`attempt ${job.attempts}`) : null,
      fact(BS.shortTime(job.created), `Queued ${new Date(job.created).toLocaleString()}`),
      job.state === "done" && job.started ? fact(BS.duration((Date.parse(job.finished) - Date.parse(job.started)) / 1000), "Time it took") : null,
      job.source_url ? BS.outLink(job.source_post, job.source_url, { title: "The post it was drafted from" }) : fact(job.source_post),
      job.parent ? BS.button("from another job", "show-parent", { class: "bs-link", "data-job": job.parent, title: `It repeats or changes job ${job.parent}` }) : null,
    ].filter(Boolean);
  }

  showNotes(job) {
    const lines = job.warnings.map((text) => BS.el("p", { class: "bs-warning", text }));
    if (job.error) lines.unshift(BS.el("p", { class: "bs-error", role: "alert", text: job.error }));
    this.notes.replaceChildren(...lines);
  }

  showActions(job) {
    const of = { "data-job": job.id };
    const isOver = !BS.isActive(job) && !BS.isWaiting(job);
    this.actions.replaceChildren(...[
      isOver
        ? BS.button("Retry", "retry-job", { ...of, title: "Queue it again with the same seed and prompt" })
        : BS.button("Cancel", "cancel-job", of),
      job.state === "done" && job.images.length && !job.upscale
        ? BS.button("Upscale", "upscale-job", { ...of, title: "Queue each picture at twice its size; the originals stay" })
        : null,
      BS.button("Modify", "modify-job", { ...of, title: "Open it in the Generation tab" }),
      BS.button("Copy prompt", "copy-prompt", of),
    ].filter(Boolean));
  }
};

BS.JobRow.names = { queued: "waiting", unknown: "looking it up" };

// A thumbnail that opens the viewer; `data-zoom` is what the hover preview shows.
BS.thumb = (job, image, at) => {
  const picture = BS.el("img", { src: BS.link(image.thumb), alt: "", loading: "lazy", decoding: "async", width: image.width, height: image.height });
  return BS.el("button", { type: "button", class: "bs-thumb", "data-do": "open-picture", "data-job": job.id, "data-at": at, "data-zoom": BS.link(image.url), "aria-label": `Open picture ${at + 1} of: ${job.prompt.slice(0, 80)}` }, picture);
};
