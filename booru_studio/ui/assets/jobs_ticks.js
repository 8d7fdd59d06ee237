// What is chosen: jobs, and pictures across jobs. It outlives ticks, filters and scrolling.
BS.ticks = (() => {
  const jobs = new Set();
  const batches = new Set();
  const pictures = new Map(); // file -> {job, at, file, width, height, seed}
  let last = -1; // line that was chosen last, where a range begins

  const said = () => {
    for (const corner of document.querySelectorAll(".bs-pick")) corner.checked = pictures.has(corner.dataset.file);
    document.documentElement.classList.toggle("bs-picking", pictures.size > 0);
    BS.emit("ticks");
  };
  const setJob = (id, on) => { if (on) jobs.add(id); else jobs.delete(id); };
  const setPicture = (picture, on) => { if (on) pictures.set(picture.file, picture); else pictures.delete(picture.file); };
  const clear = () => {
    jobs.clear();
    batches.clear();
    pictures.clear();
    said();
  };

  const tickJob = (id, on = !jobs.has(id)) => {
    setJob(id, on);
    last = BS.jobs.model.indexOf(id);
    said();
  };

  const tickTo = async (key) => {
    const at = BS.jobs.model.indexOf(key);
    if (at < 0) return;
    for (const id of await BS.jobs.idsBetween(last < 0 ? at : last, at)) jobs.add(id);
    said();
  };

  const ofCorner = ({ dataset }) => {
    const [width, height] = dataset.size.split("x").map(Number);
    return { job: dataset.job, at: Number(dataset.at), file: dataset.file, width, height, seed: Number(dataset.seed) };
  };

  // The chosen pictures, and those of chosen jobs.
  const allPictures = async () => {
    const found = new Map(pictures);
    for (const id of jobs) {
      const job = BS.store.jobs.get(id) ?? BS.takeJobs([await BS.do("job", { job_id: id })])[0];
      job.images.forEach((image, at) => found.set(image.file, { job: id, at, file: image.file, width: image.width, height: image.height, seed: image.seed }));
    }
    return [...found.values()];
  };

  Object.assign(BS.actions, {
    "tick-job": (box, event) => (event.shiftKey ? tickTo(box.dataset.job) : tickJob(box.dataset.job, box.checked)),
    "tick-batch": async (box) => {
      const { batch } = box.dataset;
      const { ids } = await BS.getJson(`ids.json?${BS.jobsQuery.text({ batch })}`);
      if (box.checked) batches.add(batch);
      else batches.delete(batch);
      for (const id of ids) setJob(id, box.checked);
      said();
    },
    "tick-picture": (corner) => { setPicture(ofCorner(corner), corner.checked); said(); },
    "tick-none": clear,
    "tick-all": async () => {
      const { ids } = await BS.getJson(`ids.json?${BS.jobsQuery.text()}`);
      for (const id of ids) jobs.add(id);
      said();
    },
  });

  return { jobs, batches, pictures, tickJob, tickTo, clear, allPictures, togglePicture: (picture) => { setPicture(picture, !pictures.has(picture.file)); said(); } };
})();
