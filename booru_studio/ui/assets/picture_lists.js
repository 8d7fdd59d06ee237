// Rows of pictures that the viewer turns through: short ones as they are, long ones by windows.
BS.PictureList = class {
  constructor(pictures) {
    this.pictures = pictures;
  }

  get total() { return this.pictures.length; }
  at(index) { return this.pictures[index]; }
  async ready() { /* all is there */ }
  async find(file) { return Math.max(0, this.pictures.findIndex((picture) => picture.file === file)); }
  drop(file) { this.pictures = this.pictures.filter((picture) => picture.file !== file); }
};

BS.pictureList = (jobs) => new BS.PictureList(jobs.flatMap((job) =>
  job.images.map((image, at) => ({ job: job.id, at, file: image.file, width: image.width, height: image.height, seed: image.seed }))));

// The pictures of a query, 120 at a time.
BS.PictureWindow = class {
  constructor(query) {
    Object.assign(this, { query, total: 0, days: [], found: new Map(), asked: new Map() });
  }

  at(index) { return this.found.get(index); }

  async fetchFrom(from, count, around = "") {
    const answer = await BS.getJson(`pictures.json?${this.query}&from=${from}&count=${count}&around=${encodeURIComponent(around)}`);
    this.total = answer.total;
    this.days = answer.days;
    answer.pictures.forEach((picture, index) => this.found.set(answer.from + index, picture));
    return answer;
  }

  // Resolves once the pictures from one place to another are there.
  async ready(from, to = from + 1) {
    const PAGE = 120;
    const pages = [];
    for (let page = Math.floor(from / PAGE); page * PAGE < to; page += 1) {
      if (!this.asked.has(page)) {
        const asking = this.fetchFrom(page * PAGE, PAGE);
        asking.catch(() => this.asked.delete(page));
        this.asked.set(page, asking);
      }
      pages.push(this.asked.get(page));
    }
    await Promise.all(pages);
  }

  async find(file) {
    const answer = await this.fetchFrom(0, 40, file);
    return answer.at ?? 0;
  }

  // A picture went: what is behind it moves up.
  drop() {
    this.found.clear();
    this.asked.clear();
  }
};
