// The newest jobs of one state, kept up to date: enough for a strip, not for a list.
BS.Listing = class {
  constructor(state, limit, changed) {
    Object.assign(this, { state, limit, changed, ids: [], loading: false });
  }

  get jobs() {
    return this.ids.map((id) => BS.store.jobs.get(id)).filter(Boolean);
  }

  async load() {
    this.loading = true;
    this.changed();
    try {
      const answer = await BS.getJson(`jobs.json?state=${this.state}&limit=${this.limit}`);
      this.ids = BS.takeJobs(answer.jobs, answer.revision).map((job) => job.id);
    } catch { /* the header says that the app does not answer; its return loads anew */ }
    this.loading = false;
    this.changed();
  }

  drop(ids) {
    this.ids = this.ids.filter((id) => !ids.includes(id));
    this.changed();
  }

  // Takes over changed jobs, the oldest of new ones first.
  merge(jobs) {
    for (const job of jobs) this.place(job);
    this.ids.length = Math.min(this.ids.length, this.limit);
    this.changed();
  }

  place(job) {
    const at = this.ids.indexOf(job.id);
    const fits = !this.state || job.state === this.state;
    if (at >= 0 && !fits) this.ids.splice(at, 1);
    if (at >= 0 || !fits) return;
    const older = this.ids.findIndex((id) => BS.store.jobs.get(id).created <= job.created);
    this.ids.splice(older < 0 ? this.ids.length : older, 0, job.id);
  }
};

BS.isActive = (job) => job.state === "running" || job.state === "unknown";
BS.isWaiting = (job) => job.state === "queued";
BS.isOver = (job) => !BS.isActive(job) && !BS.isWaiting(job);
BS.runningJobs = () => [...BS.store.jobs.values()].filter((job) => job.state === "running");
