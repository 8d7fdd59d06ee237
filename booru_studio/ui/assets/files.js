// In and out: queue files, pictures dropped in, pictures without a job, the trash.
(() => {
  const say = (text, kind = "good") => BS.notice("jobs-message", text, kind);

  const send = async (path, body) => {
    let answer;
    try {
      answer = await (await fetch(BS.route(path), { method: "POST", body, headers: { "Content-Type": "application/octet-stream" } })).json();
    } catch {
      throw new Error("The app does not answer: check that it still runs, then try again.");
    }
    if (!answer.ok) throw new Error(answer.error);
    return answer.data;
  };

  // Files from the disk: queue files are queued, pictures become jobs.
  const take = async (files) => {
    const said = [];
    let [queued, made, failed] = [0, [], 0];
    for (const file of files) {
      try {
        if (/json/.test(file.type) || /\.json$/i.test(file.name)) queued += (await send("queue-file", file)).job_ids.length;
        else made.push((await send(`picture?name=${encodeURIComponent(file.name)}`, file)).job_id);
      } catch (error) {
        failed += 1;
        said.push(error.message);
      }
    }
    if (queued) said.unshift(`Queued ${BS.plural(queued, "job")}.`);
    if (made.length) said.unshift(`Took over ${BS.plural(made.length, "picture")} as ${made.length === 1 ? "a job" : "jobs"}.`);
    await BS.poll.now();
    if (made.length) await BS.showJob(made.at(-1));
    say(said.join(" "), failed ? "error" : "good");
    load();
  };

  const trashLine = (batch) => BS.el("li", {}, BS.el("span", { text: `${BS.shortTime(batch.moved)} · ${BS.plural(batch.pictures, "picture")}${batch.jobs ? `, ${BS.plural(batch.jobs, "job")}` : ""}, ${BS.size(batch.bytes)} · ${batch.why}` }),
    BS.button("Put back", "restore-batch", { "data-batch": batch.id }));
  const orphanLine = (orphan) => BS.el("li", {},
    BS.el("img", { class: "bs-mini", alt: "", src: BS.link(BS.pictureUrl("thumb", orphan.file)), "data-zoom": BS.link(BS.pictureUrl("image", orphan.file)), loading: "lazy" }),
    BS.el("span", { text: `${orphan.file.replace("images/", "")} · ${orphan.width}×${orphan.height} · ${orphan.problem || orphan.infotext.slice(0, 90) || "it does not say what it was made with"}` }),
    BS.button("Make it a job", "take-orphan", { "data-file": orphan.file, disabled: !!orphan.problem }));

  const section = (title, ...nodes) => BS.el("section", { class: "bs-panel" }, BS.el("h3", { text: title }), ...nodes);

  let orphanFiles = [];
  const load = async () => {
    const root = BS.inside("jobs-files");
    if (!root?.offsetParent) return;
    let found;
    let trash;
    try {
      [found, trash] = await Promise.all([BS.do("orphans"), BS.do("trash")]);
    } catch (error) {
      return say(error.message, "error");
    }
    orphanFiles = found.orphans.filter((each) => !each.problem).map(({ file }) => file);
    const chooser = BS.el("input", { type: "file", multiple: true, accept: ".json,image/png,image/jpeg,image/webp", hidden: true, id: "jobs-chooser" });
    chooser.addEventListener("change", () => take([...chooser.files]));
    root.classList.add("bs-files");
    root.replaceChildren(
      section("In", BS.el("div", { class: "bs-drop-here" }, BS.el("p", { text: "Drop pictures with infotext, or a queue file, anywhere on this tab." }), BS.button("Choose files…", "choose-files"), chooser),
        BS.el("p", { class: "bs-muted", text: "A picture becomes a job that can be modified and retried; a queue file's jobs go behind those that wait." })),
      section("Out", BS.el("p", { text: "The waiting jobs as a file, for another queue or a quieter day; they stay in this one." }), BS.button("Export the queue", "export-queue")),
      section(`Pictures without a job (${found.total})`, found.total ? BS.el("p", { class: "bs-muted", text: "They lie in the folder, but no job names them: from a job list that was lost, or put there by hand." }) : BS.el("p", { class: "bs-muted", text: "Every picture in the folder belongs to a job." }),
        BS.el("ul", {}, ...found.orphans.map(orphanLine)), orphanFiles.length > 1 ? BS.button(`Make all ${orphanFiles.length} jobs`, "take-orphans", { class: "bs-button bs-more" }) : ""),
      section(`Trash (${trash.batches.length})`, BS.el("p", { class: "bs-muted", text: trash.batches.length ? "What was deleted is kept for a week." : "Nothing was deleted lately." }), BS.el("ul", {}, ...trash.batches.map(trashLine)), BS.button("How long pictures are kept…", "retention")));
    return null;
  };

  const takeOver = async (files) => {
    await BS.act("take_over", { files }, (data) => `Made ${BS.plural(data.job_ids.length, "job")} of them.`);
    load();
  };
  Object.assign(BS.actions, {
    "choose-files": () => document.getElementById("jobs-chooser").click(),
    "export-queue": async () => {
      const data = await BS.act("export_queue", {}, (made) => (made.jobs ? `${BS.plural(made.jobs, "job")} in the file. ${made.notes.join(" ")}` : "No job waits, so there is nothing to export."));
      if (data?.jobs) BS.saveText("booru-studio-queue.json", data.text);
    },
    "restore-batch": async (button) => {
      await BS.act("restore", { batches: [button.dataset.batch] }, (data) => `Put back ${BS.plural(data.files.length, "picture")}. ${data.skipped.join(" ")}`);
      load();
    },
    "take-orphan": (button) => takeOver([button.dataset.file]),
    "take-orphans": () => takeOver(orphanFiles),
  });

  const isHere = (event) => document.getElementById("jobs-bar")?.offsetParent && event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!isHere(event)) return;
    event.preventDefault();
    document.documentElement.classList.add("bs-dropping");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.documentElement.classList.remove("bs-dropping"); });
  document.addEventListener("drop", (event) => {
    document.documentElement.classList.remove("bs-dropping");
    if (!isHere(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  }, true); // before the form hears of it: here a picture becomes a job
  BS.listen("jobs-part", (name) => { if (name === "files") load(); });
})();
