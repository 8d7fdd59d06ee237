// One job as a line of the list; it is built once and then only what changed is touched.
BS.JobRow = class {
  constructor(job) {
    this.tick = BS.el("input", { type: "checkbox", class: "bs-box", "data-do": "tick-job", "data-job": job.id, "aria-label": "Choose this job", tabindex: "-1" });
    this.place = BS.el("span", { class: "bs-place", title: "Place in the queue", hidden: true });
    this.pill = BS.el("span", { class: "bs-pill" });
    this.star = BS.el("button", { type: "button", class: "bs-star", "data-do": "star-job", "data-job": job.id, tabindex: "-1" });
    this.thumbs = BS.el("div", { class: "bs-thumbs" });
    this.prompt = BS.el("p", { class: "bs-prompt" });
    this.template = BS.el("p", { class: "bs-template", hidden: true });
    this.meta = BS.el("div", { class: "bs-meta" });
    this.bar = BS.el("i");
    this.track = BS.el("div", { class: "bs-job-track", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100" }, this.bar);
    this.percent = BS.el("span", { class: "bs-percent" });
    this.progress = BS.el("div", { class: "bs-job-progress", hidden: true }, this.track, this.percent);
    this.notes = BS.el("div", { class: "bs-notes" });
    this.actions = BS.el("div", { class: "bs-actions" });
    const main = BS.el("div", { class: "bs-main" }, BS.el("div", { class: "bs-first" }, this.pill, this.place, this.star, this.meta),
      this.progress, this.prompt, this.template, this.notes);
    this.root = BS.el("article", { class: "bs-job", role: "listitem", tabindex: "-1", "data-job": job.id },
      BS.el("label", { class: "bs-box-place" }, this.tick), this.thumbs, main, this.actions);
    this.update(job);
  }

  update(job) {
    if (this.seen === job) return;
    const before = this.seen;
    this.seen = job;
    this.showProgress(job);
    this.showThumbs(job);
    if (before && BS.JobRow.lasting.every((name) => before[name] === job[name])) return;
    this.root.dataset.state = job.state;
    this.pill.className = `bs-pill bs-is-${job.state}`;
    BS.setText(this.pill, BS.JobRow.names[job.state] || job.state);
    BS.setText(this.prompt, job.prompt ? job.prompt + (job.is_cut ? " …" : "") : "(no prompt)");
    BS.setHidden(this.template, !job.template);
    BS.setText(this.template, job.template ? `Template: ${job.template}` : "");
    BS.setText(this.star, job.bookmarked ? "★" : "☆");
    this.star.setAttribute("aria-pressed", String(!!job.bookmarked));
    this.star.setAttribute("aria-label", "Bookmark");
    this.meta.replaceChildren(...this.facts(job));
    this.showNotes(job);
    this.showActions(job);
  }

  // Where the line stands: its place in the queue, whether it is chosen, how deep it lies.
  dress({ place, depth, isTicked, isCurrent, canDrag }) {
    BS.setHidden(this.place, !place);
    BS.setText(this.place, place ? `#${place}` : "");
    if (this.tick.checked !== isTicked) this.tick.checked = isTicked;
    this.root.classList.toggle("bs-ticked", isTicked);
    this.root.classList.toggle("bs-current", isCurrent);
    this.root.style.setProperty("--depth", depth);
    if (this.root.draggable !== canDrag) this.root.draggable = canDrag;
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
    const key = job.images.map((image) => image.thumb).join() || (job.preview ? "preview" : job.state);
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
    const shown = job.images.slice(0, 4).map((image, at) => BS.pickable(job, image, at));
    const rest = job.images.length - shown.length;
    if (rest > 0) shown.push(BS.el("span", { class: "bs-rest", text: `+${rest}` }));
    return shown;
  }

  facts(job) {
    const { request } = job;
    const several = (BS.store.state?.backends.length || 0) > 1;
    const fact = (text, title) => (text ? BS.el("span", { text, title }) : null);
    return [
      job.upscale ? fact(`upscaled ×${job.upscale.scale}`, job.upscale.image) : null,
      fact(`${request.width}×${request.height}`, "Size"),
      request.batch_size > 1 ? fact(`${request.batch_size} pictures`) : null,
      fact(job.model, "Checkpoint"),
      fact(`${request.steps} steps`),
      fact(`seed ${request.seed}`),
      several ? fact(job.backend.replace(/^https?:\/\//, ""), "WebUI") : null,
      job.attempts > 1 ? fact(`attempt ${job.attempts}`) : null,
      job.priority ? fact(`priority ${job.priority > 0 ? "+" : ""}${job.priority}`) : null,
      fact(BS.shortTime(job.created), `Queued ${new Date(job.created).toLocaleString()}`),
      job.state === "done" && job.started ? fact(BS.duration((Date.parse(job.finished) - Date.parse(job.started)) / 1000), "Time it took") : null,
      job.state === "done" && !job.images.length ? fact("no picture", "It ended without a picture, or its pictures were deleted") : null,
      job.source_url ? BS.outLink(job.source_post, job.source_url, { title: "The post it was drafted from" }) : fact(job.source_post),
      job.parent ? BS.button("from another job", "show-job", { class: "bs-link", "data-job": job.parent, title: `It repeats, changes or enlarges job ${job.parent.slice(0, 8)}` }) : null,
    ].filter(Boolean);
  }

  showNotes(job) {
    const lines = job.warnings.map((text) => BS.el("p", { class: "bs-warning", text, title: text }));
    if (job.error) lines.unshift(BS.el("p", { class: "bs-error", text: job.error, title: job.error }));
    this.notes.replaceChildren(...lines);
    this.root.classList.toggle("bs-noted", lines.length > 0);
  }

  showActions(job) {
    this.actions.replaceChildren(...BS.jobButtons(job).slice(0, 3));
  }
};

// What decides how a line looks, beside its progress and its pictures.
BS.JobRow.lasting = ["state", "attempts", "error", "bookmarked", "priority", "prompt", "images"];
BS.JobRow.names = { queued: "waiting", unknown: "looking it up" };

// What can be done with a job, the likeliest first.
BS.jobButtons = (job) => {
  const of = { "data-job": job.id };
  const isOver = BS.isOver(job);
  return [
    isOver ? BS.button("Retry", "retry-job", { ...of, title: "Queue it again with the same seed and prompt (R)" }) : null,
    BS.isWaiting(job) ? BS.button("Run next", "run-next", { ...of, title: "Put it first in the queue (N)" }) : null,
    isOver ? null : BS.button("Cancel", "cancel-job", { ...of, title: "Stop it (Delete)" }),
    BS.button("Modify", "modify-job", { ...of, title: "Open it in the Generation tab, change it, queue it (M)" }),
    job.state === "done" && job.images.length
      ? BS.button("Upscale", "upscale-job", { ...of, title: "Make its pictures larger; the originals stay (U)" })
      : null,
  ].filter(Boolean);
};

// A batch as one line.
BS.BatchRow = class {
  constructor(row) {
    const of = { "data-batch": row.batch };
    this.tick = BS.el("input", { type: "checkbox", class: "bs-box", "data-do": "tick-batch", ...of, "aria-label": "Choose all jobs of this batch", tabindex: "-1" });
    this.thumbs = BS.el("div", { class: "bs-thumbs" });
    this.toggle = BS.button("", "open-batch", { ...of, "aria-expanded": "false", class: "bs-link bs-caret" });
    this.meta = BS.el("div", { class: "bs-meta" });
    this.prompt = BS.el("p", { class: "bs-prompt" });
    this.bar = BS.el("i");
    this.track = BS.el("div", { class: "bs-job-track bs-batch-track" }, this.bar);
    this.actions = BS.el("div", { class: "bs-actions" });
    this.root = BS.el("article", { class: "bs-batch", role: "listitem", tabindex: "-1", ...of },
      BS.el("label", { class: "bs-box-place" }, this.tick), this.thumbs,
      BS.el("div", { class: "bs-main" }, BS.el("div", { class: "bs-first" }, this.toggle, this.meta), this.track, this.prompt), this.actions);
  }

  update(row, job) {
    const { counts, size } = row;
    const over = size - (counts.queued || 0) - (counts.running || 0) - (counts.unknown || 0);
    const key = JSON.stringify([counts, row.open, row.images.length, job.prompt]);
    if (key === this.key) return;
    this.key = key;
    const names = { running: "running", queued: "waiting", failed: "failed", cancelled: "cancelled", done: "done" };
    BS.setText(this.toggle, `${row.open ? "▾" : "▸"} Batch of ${size}`);
    this.toggle.setAttribute("aria-expanded", String(row.open));
    this.meta.replaceChildren(...Object.entries(names).filter(([state]) => counts[state])
      .map(([state, text]) => BS.el("span", { text: `${counts[state]} ${text}` })), BS.el("span", { text: BS.shortTime(job.created) }));
    this.bar.style.width = `${Math.round((over / size) * 100)}%`;
    this.track.title = `${over} of ${size} are over`;
    BS.setText(this.prompt, job.template || job.prompt);
    const nodes = row.images.slice(0, 4).map((image) => BS.pickable({ id: image.job, prompt: job.prompt }, image, image.at));
    if (row.pictures > nodes.length && nodes.length) nodes.push(BS.el("span", { class: "bs-rest", text: `+${row.pictures - nodes.length}` }));
    this.thumbs.replaceChildren(...(nodes.length ? nodes : [BS.el("div", { class: "bs-thumb bs-blank", "aria-hidden": "true" })]));
    const of = { "data-batch": row.batch };
    this.actions.replaceChildren(...[
      over < size ? BS.button("Cancel rest", "cancel-batch", { ...of, title: "Stop those of them that wait or run" }) : null,
      counts.failed ? BS.button("Retry failed", "retry-batch", of) : null,
    ].filter(Boolean));
  }

  dress({ isTicked, isCurrent }) {
    if (this.tick.checked !== isTicked) this.tick.checked = isTicked;
    this.root.classList.toggle("bs-ticked", isTicked);
    this.root.classList.toggle("bs-current", isCurrent);
  }
};

// A thumbnail that opens the viewer; `data-zoom` is what the magnifier shows.
BS.thumb = (job, image, at) => {
  const picture = BS.el("img", { src: BS.link(image.thumb), alt: "", loading: "lazy", decoding: "async", draggable: "false" });
  return BS.el("button", { type: "button", class: "bs-thumb", "data-do": "open-picture", "data-job": job.id, "data-at": at, "data-file": image.file, "data-zoom": BS.link(image.url), "aria-label": `Open picture ${at + 1} of: ${job.prompt.slice(0, 80)}` }, picture);
};

// A thumbnail with a corner to choose it by.
BS.pickable = (job, image, at) => {
  const corner = BS.el("input", { type: "checkbox", class: "bs-pick", tabindex: "-1", "data-do": "tick-picture", "data-job": job.id, "data-at": at, "data-file": image.file, "data-size": `${image.width}x${image.height}`, "data-seed": image.seed, "aria-label": `Choose picture ${at + 1}` });
  corner.checked = BS.ticks.pictures.has(image.file);
  return BS.el("span", { class: "bs-pick-frame" }, BS.thumb(job, image, at), corner);
};

// A picture whose file is gone says so instead of an empty frame.
document.addEventListener("error", ({ target }) => {
  if (!(target instanceof HTMLImageElement)) return;
  const frame = target.closest(".bs-thumb, .bs-tile-picture, .bs-result");
  if (!frame || frame === target) return;
  frame.classList.add("bs-lost-file");
  frame.dataset.lost = "gone";
  frame.title = "The file of this picture is no longer there";
}, true);
