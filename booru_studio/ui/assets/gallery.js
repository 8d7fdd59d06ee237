// All pictures by day; of any number only the rows in sight are in the page.
(() => {
  const GAP = 6; // px
  let source = null;
  let side = BS.memory.get("gallery-size") ?? 160; // px
  let days = []; // {day, first, count, top, rows}
  let total = 0; // px
  let nodes = new Map();
  let last = -1; // place that was chosen last, where a range begins

  const parts = () => {
    const root = BS.inside("jobs-gallery");
    if (!root?.offsetParent) return null;
    if (!root.querySelector(".bs-gallery")) {
      const size = BS.el("input", { type: "range", min: "90", max: "340", step: "10", value: String(side), "aria-label": "Size of the thumbnails" });
      size.addEventListener("input", () => { side = Number(size.value); BS.memory.put("gallery-size", side); layOut(); show(); });
      root.replaceChildren(
        BS.el("div", { class: "bs-bar bs-gallery-bar" }, BS.el("b", { "data-part": "said", role: "status" }), BS.el("span", { class: "bs-space" }), BS.el("label", { class: "bs-check" }, "Size", size)),
        BS.el("div", { class: "bs-gallery", role: "list", "aria-label": "Pictures" }), BS.el("div", { class: "bs-empty", hidden: true }));
    }
    return { root, place: root.querySelector(".bs-gallery"), empty: root.querySelector(".bs-empty"), said: BS.part(root, "said") };
  };

  const columns = (place) => Math.max(2, Math.floor((place.clientWidth + GAP) / (side + GAP)));
  const HEAD = 34; // px

  const layOut = () => {
    const here = parts();
    if (!here || !source) return;
    const across = columns(here.place);
    const wide = (here.place.clientWidth + GAP) / across - GAP;
    const high = Math.round(wide * 1.18);
    let top = 0;
    let first = 0;
    days = source.days.filter(([, count]) => count).map(([day, count]) => {
      const rows = Math.ceil(count / across);
      const entry = { day, first, count, top, rows, across, wide, high };
      first += count;
      top += HEAD + rows * (high + GAP);
      return entry;
    });
    total = top;
    here.place.style.height = `${total}px`;
  };

  const placeOf = (at) => {
    const day = days.find((each) => at < each.first + each.count);
    if (!day) return null;
    const index = at - day.first;
    return { left: (index % day.across) * (day.wide + GAP), top: day.top + HEAD + Math.floor(index / day.across) * (day.high + GAP), wide: day.wide, high: day.high };
  };

  const tile = (picture, at) => {
    const frame = BS.pickable({ id: picture.job, prompt: "" }, BS.withUrls(picture), picture.at);
    frame.classList.add("bs-gallery-tile");
    frame.firstChild.setAttribute("aria-label", `Open picture ${at + 1}`);
    frame.firstChild.dataset.do = "open-from-gallery";
    frame.lastChild.dataset.do = "tick-in-gallery";
    frame.lastChild.dataset.place = at;
    frame.firstChild.firstChild.loading = "eager";
    return frame;
  };

  const heading = ({ day, count }) => {
    const date = new Date(`${day}T12:00`);
    const text = Number.isNaN(date.getTime()) ? day || "No day" : date.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    return BS.el("h3", { class: "bs-gallery-day" }, text, BS.el("span", { class: "bs-muted", text: ` ${BS.plural(count, "picture")}` }));
  };

  // What comes into sight soon is known before: which way somebody scrolls, they scroll on.
  let waiting = false;
  const fetchAround = (mine, from, to, isMissing) => {
    const AHEAD = 360; // pictures
    mine.ready(Math.max(0, from - AHEAD), Math.min(mine.total, to + AHEAD)).catch(() => {});
    if (!isMissing || waiting) return;
    waiting = true;
    mine.ready(from, to).catch(() => {}).then(() => { waiting = false; show(); });
  };

  const show = () => {
    const here = parts();
    if (!here || !source) return;
    const top = here.place.getBoundingClientRect().top;
    const [low, high] = [-top - 2 * innerHeight, -top + 3 * innerHeight];
    const seen = days.filter((day) => day.top < high && day.top + HEAD + day.rows * (day.high + GAP) > low);
    const wanted = new Map();
    let [from, to] = [Infinity, 0];
    for (const day of seen) {
      const step = day.high + GAP;
      const firstRow = Math.max(0, Math.floor((low - day.top - HEAD) / step));
      const lastRow = Math.min(day.rows, Math.ceil((high - day.top - HEAD) / step));
      if (day.top + HEAD > low) wanted.set(`d${day.day}`, { day, top: day.top });
      for (let at = day.first + firstRow * day.across; at < Math.min(day.first + day.count, day.first + lastRow * day.across); at += 1) {
        wanted.set(at, null);
        [from, to] = [Math.min(from, at), Math.max(to, at + 1)];
      }
    }
    let isMissing = false;
    for (const [key, entry] of wanted) {
      if (nodes.has(key)) continue;
      const picture = entry ? null : source.at(key);
      if (!entry && !picture) { isMissing = true; continue; }
      const node = entry ? heading(entry.day) : tile(picture, key);
      nodes.set(key, node);
      here.place.append(node);
    }
    for (const [key, node] of nodes) {
      if (!wanted.has(key)) { node.remove(); nodes.delete(key); continue; }
      const entry = wanted.get(key);
      const place = entry ? { left: 0, top: entry.top } : placeOf(key);
      node.style.transform = `translate(${place.left}px, ${place.top}px)`;
      if (!entry) Object.assign(node.style, { width: `${place.wide}px`, height: `${place.high}px` });
    }
    if (from < to) fetchAround(source, from, to, isMissing);
    BS.setText(here.said, source.total ? BS.plural(source.total, "picture") : "");
    BS.setHidden(here.empty, source.total > 0 || !source.isReady);
    if (!here.empty.childElementCount) here.empty.append(BS.el("p", { text: "No picture is like that yet." }), BS.button("Show all", "all-jobs"));
  };

  let loads = 0;
  const load = async () => {
    const serial = ++loads;
    if (!parts()) { source = null; return; }
    const mine = new BS.PictureWindow(BS.jobsQuery.text({ open: "", state: "", sort: "finished" }));
    try {
      await mine.ready(0, 240);
    } catch {
      return; // the header says that the app does not answer
    }
    if (serial !== loads) return; // another query was asked meanwhile
    mine.isReady = true;
    source = mine;
    for (const node of nodes.values()) node.remove();
    nodes = new Map();
    layOut();
    show();
  };

  let later = 0;
  const loadSoon = () => { clearTimeout(later); later = setTimeout(load, 400); };

  Object.assign(BS.actions, {
    "open-from-gallery": (button) => BS.viewer.open(new BS.PictureWindow(source.query), button.dataset.file),
    "tick-in-gallery": async (corner, event) => {
      const at = Number(corner.dataset.place);
      if (event.shiftKey && last >= 0) {
        const [low, high] = [Math.min(at, last), Math.max(at, last)];
        await source.ready(low, high + 1);
        for (let each = low; each <= high; each += 1) BS.ticks.pictures.set(source.at(each).file, source.at(each));
        BS.emit("ticks");
      }
      last = at;
      BS.actions["tick-picture"](corner);
    },
  });

  BS.listen("jobs-part", (name) => { if (name === "gallery") load(); });
  BS.listen("jobs-query", load);
  BS.listen("jobs", (jobs) => { if (source && jobs.some((job) => job.images.length && job.finished)) loadSoon(); });
  BS.listen("pictures-gone", loadSoon);
  BS.listen("removed", loadSoon);
  BS.listen("reset", load);
  addEventListener("scroll", () => requestAnimationFrame(show), { passive: true });
  addEventListener("resize", () => requestAnimationFrame(() => { layOut(); show(); }));
})();
