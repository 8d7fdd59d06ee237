// The lines of the job list around what is seen: fetched a window at a time, however many there are.
BS.JobsWindow = class {
  constructor(changed) {
    Object.assign(this, { changed, total: 0, jobsTotal: 0, rows: new Map(), places: {}, first: 0, last: 12, serial: 0, isLoading: false, isLoaded: false });
    this.wanted = new Set();
  }

  key(row) {
    return row?.batch ? `b:${row.batch}` : row?.id;
  }

  indexOf(key) {
    for (const [at, row] of this.rows) if (this.key(row) === key) return at;
    return -1;
  }

  // Starts anew: another query. `around` is a job that is to be seen.
  async restart(around = "") {
    this.rows.clear();
    this.wanted.clear();
    return this.fetchRows(0, this.last - this.first + 20, { around, bodies: "1" }, true);
  }

  // Lines were added, went or moved: asks for those that are seen, the others when they are.
  async refresh(anchor = "") {
    const [first, count] = [this.first, this.last - this.first];
    const before = anchor ? this.indexOf(anchor) : -1;
    const answer = await this.fetchRows(first, count, { around: before > 0 ? anchor.replace(/^b:.*/, "") : "" }, true);
    return answer && before > 0 && answer.at !== null ? answer.at - before : 0;
  }

  // Says which lines are seen, so that they and some around are there soon.
  async want(first, last) {
    [this.first, this.last] = [first, last];
    const from = Math.max(0, first - 20);
    const to = Math.min(this.total, last + 20);
    const missing = [];
    for (let at = from; at < to; at += 1) if (!this.rows.has(at) && !this.wanted.has(at)) missing.push(at);
    if (!missing.length) return;
    const count = Math.min(missing.at(-1) - missing[0] + 1, 160);
    for (let at = missing[0]; at < missing[0] + count; at += 1) this.wanted.add(at);
    await this.fetchRows(missing[0], count, { bodies: "1" }, false);
  }

  async fetchRows(from, count, more, anew) {
    const serial = anew ? ++this.serial : this.serial;
    this.isLoading = true;
    try {
      const answer = await BS.getJson(`list.json?${BS.jobsQuery.text({ from, count, ...more })}`);
      if (serial !== this.serial) return null; // asked for anew meanwhile
      if (answer.jobs) BS.takeJobs(answer.jobs, answer.revision);
      else await this.fetchMissing(answer, serial);
      if (serial !== this.serial) return null;
      this.take(answer, anew);
      return answer;
    } catch {
      return null; // the header says that the app does not answer; its return loads anew
    } finally {
      if (serial === this.serial) {
        this.isLoading = false;
        this.changed();
      }
    }
  }

  // Jobs that this page has not seen yet.
  async fetchMissing(answer, serial) {
    if (answer.rows.every((row) => BS.store.jobs.has(row.id))) return;
    const whole = await BS.getJson(`list.json?${BS.jobsQuery.text({ from: answer.from, count: answer.rows.length, bodies: "1" })}`);
    if (serial === this.serial) BS.takeJobs(whole.jobs, whole.revision);
  }

  take(answer, anew) {
    if (anew) {
      this.rows.clear();
      this.wanted.clear();
      this.places = {};
    }
    this.total = answer.total;
    this.jobsTotal = answer.jobs_total;
    this.isLoaded = true;
    Object.assign(this.places, answer.places);
    answer.rows.forEach((row, index) => {
      row.images?.forEach(BS.withUrls);
      this.rows.set(answer.from + index, row);
    });
  }
};
