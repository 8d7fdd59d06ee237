// What is remembered of posts: seen and recreated ones in this browser, favourites in the app.
BS.marks = (() => {
  const MOST = 5000; // posts
  const kept = BS.memory.get("research-marks") ?? {};
  const seen = new Set(kept.seen);
  const made = new Set(kept.made);
  let favourites = new Set();
  let searches = [];
  let timer = 0;

  const keep = () => {
    clearTimeout(timer);
    timer = setTimeout(() => BS.memory.put("research-marks", { seen: [...seen].slice(-MOST), made: [...made].slice(-MOST) }), 300);
  };

  const note = (set, posts) => {
    for (const id of posts) set.add(id);
    keep();
    BS.emit("marks", posts);
  };

  const takeShelf = (shelf) => {
    const changed = [...favourites];
    favourites = new Set(shelf.favourites);
    searches = shelf.searches;
    BS.emit("shelf");
    BS.emit("marks", [...changed, ...favourites]);
  };

  const toggleFavourite = async (id) => {
    try {
      takeShelf(await BS.research.tell("favourite", { post: id, wanted: !favourites.has(id) }));
    } catch (error) {
      BS.notice("search-message", error.message, "error");
    }
  };

  BS.listen("research-choices", (choices) => takeShelf(choices.shelf));
  BS.actions["favourite"] = (button) => toggleFavourite(button.closest("[data-post]").dataset.post);

  return {
    isSeen: (id) => seen.has(id),
    isMade: (id) => made.has(id),
    isFavourite: (id) => favourites.has(id),
    searches: () => searches,
    noteSeen: (...posts) => note(seen, posts),
    noteMade: (posts) => note(made, posts),
    toggleFavourite, takeShelf,
  };
})();
