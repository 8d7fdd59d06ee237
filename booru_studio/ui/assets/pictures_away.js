// Pictures to the trash and back, and out as files.
(() => {
  const inJobs = "jobs-message";
  const bin = [];

  const undoButton = (batches) => {
    bin.push(batches);
    return BS.button("Undo", "undo-delete", { class: "bs-link", "data-bin": bin.length - 1 });
  };
  const told = BS.tellTrashed = (data, what, say) => {
    const skipped = data.skipped.length ? ` ${data.skipped.length} stayed: ${data.skipped[0]}` : "";
    say(`${what}${data.files.length || data.batches.length ? " to the trash" : ""}.${skipped}`, "good", ...(data.batches.length ? [undoButton(data.batches)] : []));
  };

  // Says in `say` what became of it; resolves to whether they are gone.
  BS.deletePictures = async (pictures, say) => {
    try {
      const data = await BS.do("delete_pictures", { pictures: BS.upscale.inJobs(pictures) });
      for (const { file } of pictures) BS.ticks.pictures.delete(file);
      BS.emit("ticks");
      BS.emit("pictures-gone", pictures);
      told(data, `Moved ${BS.plural(data.files.length, "picture")}`, say);
      return true;
    } catch (error) {
      say(error.message, "error");
      return false;
    } finally {
      BS.poll.now();
    }
  };

  const say = (...said) => BS.notice(inJobs, ...said);
  const deleteJobs = async (ids) => {
    try {
      const data = await BS.do("delete_jobs", { job_ids: ids });
      for (const id of ids) BS.ticks.jobs.delete(id);
      BS.emit("ticks");
      told(data, `Moved ${BS.plural(ids.length, "job")} with ${BS.plural(data.files.length, "picture")}`, say);
    } catch (error) {
      say(error.message, "error");
    }
    BS.poll.now();
  };

  const zip = async (files) => {
    try {
      const reply = await fetch(BS.route("zip"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ files }) });
      const answer = await reply.json();
      if (!answer.ok) throw new Error(answer.error);
      const { ticket, pictures, missing } = answer.data;
      const link = BS.el("a", { href: BS.route(`zip/${ticket}`), download: "booru-studio.zip", class: "bs-offscreen" });
      document.body.append(link);
      link.click();
      link.remove();
      say(`${BS.plural(pictures, "picture")} in the zip.${missing ? ` ${missing} are no longer there.` : ""}`);
    } catch (error) {
      say(error.message, "error");
    }
  };

  Object.assign(BS.actions, {
    "delete-job": (button) => deleteJobs([button.dataset.job]),
    "delete-chosen": async () => {
      if (BS.ticks.jobs.size) await deleteJobs([...BS.ticks.jobs]);
      const pictures = [...BS.ticks.pictures.values()];
      if (pictures.length) await BS.deletePictures(pictures, say);
    },
    "undo-delete": async (button) => {
      const place = button.closest(".bs-viewer-message, #jobs-message, #gallery-message") ?? inJobs;
      try {
        const data = await BS.do("restore", { batches: bin[Number(button.dataset.bin)] });
        BS.notice(place, `Put back ${BS.plural(data.files.length, "picture")}.${data.skipped.length ? ` ${data.skipped[0]}` : ""}`);
        BS.emit("pictures-gone", []);
      } catch (error) {
        BS.notice(place, error.message, "error");
      }
      BS.poll.now();
    },
    "zip-chosen": async () => zip((await BS.ticks.allPictures()).map(({ file }) => file)),
    "compare-chosen": async () => {
      const pictures = await BS.ticks.allPictures();
      if (pictures.length !== 2) return say("Choose exactly two pictures to compare them.", "hint");
      return BS.viewer.openPair(...pictures);
    },
    "export-chosen": async () => {
      const ids = [...BS.ticks.jobs];
      try {
        const data = await BS.do("export_queue", { job_ids: ids });
        BS.saveText("booru-studio-queue.json", data.text);
        say(`${BS.plural(data.jobs, "job")} in the file. ${data.notes.join(" ")}`);
      } catch (error) {
        say(error.message, "error");
      }
    },
  });

  BS.saveText = (name, text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = BS.el("a", { href: url, download: name, class: "bs-offscreen" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
})();
