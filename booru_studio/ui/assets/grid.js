// The posts of a search: thousands of tiles of which only those in sight are in the page.
BS.grid = (() => {
  const GAP = 8; // pixels
  const FOOT = 34; // pixels below a tile's picture
  const SHAPE = 4 / 3; // height of the picture to its width
  const BEYOND = 0.6; // of a window's height that is drawn above and below
  const NEAR_END = 2; // window heights before the end at which more is fetched
  const FAST = 2.5; // pixels a millisecond; nobody looks at pictures that pass by faster
  const SIZES = { S: 112, M: 148, L: 210 }; // pixels a tile has at least
  const FULL = 3000; // posts; more than that nobody scrolls back through
  let posts = [];
  let tiles = new Map(); // place -> element
  let shape = { columns: 1, width: SIZES.M, row: SIZES.M };
  let size = BS.memory.get("tile-size") ?? "M";
  let current = 0; // place that has the keyboard's focus
  let wait = 0; // of pictures, while somebody scrolls fast
  let last = { top: 0, at: 0 };
  let canGrow = false;

  const root = () => {
    const inside = BS.inside("post-grid");
    if (!inside) return null;
    if (!inside.querySelector(".bs-grid")) {
      inside.replaceChildren(
        BS.el("div", { class: "bs-grid", role: "list", "aria-label": "Posts" }),
        BS.el("div", { class: "bs-grid-empty", hidden: true }),
        BS.button("More posts", "more-posts", { class: "bs-button bs-more", hidden: true }),
        BS.el("p", { class: "bs-muted bs-grid-end", hidden: true }));
      watcher.observe(inside.querySelector(".bs-grid"));
    }
    return inside.querySelector(".bs-grid");
  };

  const measure = (grid) => {
    const across = grid.clientWidth;
    const columns = Math.max(2, Math.floor((across + GAP) / (SIZES[size] + GAP)));
    const width = Math.floor((across - GAP * (columns - 1)) / columns);
    shape = { columns, width, row: Math.round(width * SHAPE) + FOOT + GAP };
    grid.style.height = `${Math.max(0, Math.ceil(posts.length / columns) * shape.row - GAP)}px`;
  };

  const put = (tile, at) => {
    const [column, line] = [at % shape.columns, Math.floor(at / shape.columns)];
    tile.style.width = `${shape.width}px`;
    tile.style.height = `${shape.row - GAP}px`;
    tile.style.transform = `translate(${column * (shape.width + GAP)}px, ${line * shape.row}px)`;
  };

  const inSight = (grid) => {
    const top = -grid.getBoundingClientRect().top;
    const first = Math.floor((top - innerHeight * BEYOND) / shape.row) * shape.columns;
    const end = Math.ceil((top + innerHeight * (1 + BEYOND)) / shape.row) * shape.columns;
    return [Math.max(0, first), Math.min(posts.length, end)];
  };

  const showPictures = () => {
    clearTimeout(wait);
    for (const tile of tiles.values()) BS.tile.showPicture(tile);
  };

  const isFast = () => {
    const [top, at] = [scrollY, performance.now()];
    const speed = Math.abs(top - last.top) / Math.max(1, at - last.at);
    last = { top, at };
    return speed > FAST;
  };

  const draw = () => {
    const grid = root();
    if (!grid?.offsetParent) return;
    const [first, end] = inSight(grid);
    for (const [at, tile] of tiles) {
      if (at >= first && at < end) continue;
      if (tile.contains(document.activeElement)) grid.focus({ preventScroll: true });
      BS.tile.drop(tile);
      tiles.delete(at);
    }
    for (let at = first; at < end; at += 1) {
      if (tiles.has(at)) continue;
      const tile = BS.tile.make(posts[at], at);
      tile.tabIndex = at === current ? 0 : -1;
      put(tile, at);
      tiles.set(at, tile);
      grid.append(tile);
    }
    clearTimeout(wait);
    if (isFast()) wait = setTimeout(showPictures, 90);
    else showPictures();
    if (canGrow && grid.getBoundingClientRect().bottom < innerHeight * (1 + NEAR_END)) BS.emit("grid-end");
  };

  const drawAnew = () => {
    const grid = root();
    if (!grid) return;
    for (const tile of tiles.values()) BS.tile.drop(tile);
    tiles = new Map();
    measure(grid);
    draw();
  };

  let asked = 0;
  const drawSoon = () => { asked ||= requestAnimationFrame(() => { asked = 0; draw(); }); };
  const watcher = new ResizeObserver(() => {
    const grid = root();
    if (!grid?.clientWidth) return;
    measure(grid);
    for (const [at, tile] of tiles) put(tile, at);
    drawSoon();
  });
  document.addEventListener("scroll", drawSoon, { capture: true, passive: true });
  window.addEventListener("resize", drawSoon);

  const idOf = (post) => `${post.site}:${post.id}`;

  const show = (found, more) => {
    [posts, current, canGrow] = [found, 0, more];
    drawAnew();
  };

  const add = (found, more) => {
    const known = new Set(posts.map(idOf));
    posts.push(...found.filter((post) => !known.has(idOf(post))));
    canGrow = more && posts.length < FULL;
    measure(root());
    draw();
  };

  // Moves the keyboard's focus, and what is seen with it.
  const focus = (at) => {
    if (!posts.length) return;
    const grid = root();
    const before = tiles.get(current);
    if (before) before.tabIndex = -1;
    current = Math.max(0, Math.min(posts.length - 1, at));
    const top = grid.getBoundingClientRect().top + Math.floor(current / shape.columns) * shape.row;
    const [least, most] = [60, innerHeight - shape.row - 60];
    if (top < least) scrollBy({ top: top - least });
    else if (top > most) scrollBy({ top: top - Math.max(least, most) });
    draw();
    const tile = tiles.get(current);
    if (!tile) return;
    tile.tabIndex = 0;
    tile.focus({ preventScroll: true });
  };

  const setSize = (wanted) => {
    size = wanted in SIZES ? wanted : "M";
    BS.memory.put("tile-size", size);
    drawAnew();
  };

  const repaint = (ids) => {
    const wanted = new Set(ids);
    for (const [at, tile] of tiles) if (wanted.has(idOf(posts[at]))) BS.tile.mark(tile, posts[at]);
  };
  BS.listen("marks", repaint);
  BS.listen("picked", repaint);

  return {
    root, show, add, focus, setSize, idOf,
    posts: () => posts,
    at: (id) => posts.findIndex((post) => idOf(post) === id),
    current: () => current,
    columns: () => shape.columns,
    size: () => size,
    setCurrent: (at) => {
      tiles.get(current)?.setAttribute("tabindex", "-1");
      current = at;
      tiles.get(at)?.setAttribute("tabindex", "0");
    },
    linesInSight: () => Math.max(1, Math.floor(innerHeight / shape.row) - 1),
  };
})();
