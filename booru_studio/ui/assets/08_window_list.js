// A list of which only the rows in sight are in the page, however many there are. One row is
// chosen; arrows, Page, Home and End move the choice, Enter opens it.
BS.WindowList = class {
  // draw(at) gives the inside of a row as nodes; open(at) is Enter or a click; seen(first, last)
  // hears which rows are in sight.
  constructor(root, { rowHeight, draw, open, moved = () => {}, seen = () => {} }) {
    Object.assign(this, { root, rowHeight, draw, open, moved, seen, count: 0, chosen: -1, isDue: false });
    this.space = BS.el("div", { class: "bs-window-space" });
    root.classList.add("bs-window-list");
    root.setAttribute("tabindex", "0");
    root.replaceChildren(this.space);
    root.addEventListener("scroll", () => this.soon(), { passive: true });
    root.addEventListener("keydown", (event) => this.heard(event));
    root.addEventListener("click", ({ target }) => {
      const row = target.closest("[data-at]");
      if (!row || target.closest("button")) return;
      this.choose(Number(row.dataset.at));
      this.open(this.chosen);
    });
    new ResizeObserver(() => this.soon()).observe(root);
  }

  show(count, chosen = -1) {
    this.count = count;
    this.chosen = Math.min(chosen, count - 1);
    this.space.style.height = `${count * this.rowHeight}px`;
    this.paint();
  }

  soon() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => { this.isDue = false; this.paint(); });
  }

  paint() {
    const { rowHeight, root, count } = this;
    if (!root.clientHeight) return;
    const first = Math.max(0, Math.floor(root.scrollTop / rowHeight) - 3);
    const last = Math.min(count, Math.ceil((root.scrollTop + root.clientHeight) / rowHeight) + 3);
    this.seen(first, last);
    const rows = [];
    for (let at = first; at < last; at += 1) rows.push(this.row(at));
    this.space.replaceChildren(...rows);
    const isThere = this.chosen >= first && this.chosen < last;
    if (isThere) root.setAttribute("aria-activedescendant", `${root.id}-${this.chosen}`);
    else root.removeAttribute("aria-activedescendant");
  }

  row(at) {
    const { nodes, ...props } = this.draw(at);
    return BS.el("div", {
      id: `${this.root.id}-${at}`, class: "bs-window-row-of", role: "option", "data-at": at, "aria-selected": String(at === this.chosen),
      "aria-setsize": this.count, "aria-posinset": at + 1, style: `top: ${at * this.rowHeight}px; height: ${this.rowHeight}px; ${props.style ?? ""}`, ...props.more,
    }, ...nodes);
  }

  choose(at) {
    this.chosen = Math.max(0, Math.min(at, this.count - 1));
    const top = this.chosen * this.rowHeight;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + this.rowHeight > this.root.scrollTop + this.root.clientHeight) this.root.scrollTop = top + this.rowHeight - this.root.clientHeight;
    this.paint();
    this.moved(this.chosen);
  }

  heard(event) {
    if (event.target !== this.root || event.ctrlKey || event.metaKey || event.altKey || !this.count) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.rowHeight) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) this.choose(this.chosen + steps[event.key]);
    else if (event.key === "Enter" && this.chosen >= 0) this.open(this.chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
};

// A search box moves the choice of the list below it, and opens it with Enter.
BS.searchOver = (box, list) => box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") list.choose(list.chosen + (event.key === "ArrowDown" ? 1 : -1));
  else if (event.key === "Enter" && list.count) list.open(Math.max(0, list.chosen));
  else return;
  event.preventDefault();
});
