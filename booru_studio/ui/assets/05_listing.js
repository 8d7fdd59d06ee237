// A part of the job list: the newest `limit` jobs of one state (or all), kept up to date.
BS.Listing = class {
  constructor(state, limit, changed) {
    Object.assign(this, { state, limit, page: limit, changed, ids: [], total: 0, loading: false });
  }

  get jobs() {
    return this.ids.map((id) => BS.store.jobs.get(id)).filter(Boolean);
  }

  get hasMore() {
    return this.ids.length < this.total;
  }

  async load(state = this.state) {
    if (state !== this.state) Object.assign(this, { state, limit: this.page, ids: [], total: 0 });
    await this.fetchInto(0, this.limit);
  }

  async more() {
    this.limit += this.page;
    await this.fetchInto(this.ids.length, this.page);
  }

  async fetchInto(offset, limit) {
    const asked = this.state;
    this.loading = true;
    this.changed();
    try {
      const query = `since=0&state=${asked}&limit=${limit}&offset=${offset}`;
      const answer = await BS.getJson(`jobs.json?${query}`);
      if (asked !== this.state) return; // another filter was chosen meanwhile
      for (const job of answer.jobs) BS.store.jobs.set(job.id, job);
      const known = new Set(offset ? this.ids : []);
      const found = answer.jobs.map((job) => job.id).filter((id) => !known.has(id));
      this.ids = offset ? [...this.ids, ...found] : found;
      this.total = answer.total;
    } catch { /* the header says that the app does not answer; its return loads anew */ }
    this.loading = false;
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
    if (at >= 0 && !fits) {
      this.ids.splice(at, 1);
      this.total -= 1;
    }
    if (at >= 0 || !fits) return;
    const older = this.ids.findIndex((id) => BS.store.jobs.get(id).created <= job.created);
    // What is older than all that is loaded comes with the next page.
    if (older < 0 && this.hasMore) return;
    this.ids.splice(older < 0 ? this.ids.length : older, 0, job.id);
    this.total += 1;
  }
};

BS.isActive = (job) => job.state === "running" || job.state === "unknown";
BS.isWaiting = (job) => job.state === "queued";
BS.runningJobs = () => [...BS.store.jobs.values()].filter((job) => job.state === "running");

// Every picture of some jobs, in order, as the viewer shows them.
BS.picturesOf = (jobs) => jobs.flatMap((job) => job.images.map((image) => ({ job, image })));
