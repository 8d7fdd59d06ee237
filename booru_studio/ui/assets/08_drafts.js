// What was edited and not saved yet, by name; kept in this browser over reloads and restarts.
BS.Drafts = class {
  constructor(name) {
    this.name = name;
    this.all = new Map(Object.entries(BS.memory.get(name) ?? {}));
    this.timer = 0;
    // A browser holds some 5 MB: what may not fit is not left without asking.
    window.addEventListener("beforeunload", (event) => {
      this.write();
      if (JSON.stringify([...this.all.values()]).length > 2e6) event.preventDefault();
    });
  }

  has(key) { return this.all.has(key); }
  get(key) { return this.all.get(key); }

  put(key, draft) {
    this.all.set(key, draft);
    this.later();
  }

  drop(key) {
    if (this.all.delete(key)) this.later();
  }

  move(key, to) {
    if (!this.all.has(key)) return;
    this.all.set(to, this.all.get(key));
    this.drop(key);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), 200);
  }

  write() {
    BS.memory.put(this.name, Object.fromEntries(this.all));
  }
};
