// The grid by keyboard: arrows go, Space ticks, Enter drafts, V views, F keeps, R recreates.
(() => {
  BS.researchKeys = [
    ["← → ↑ ↓", "In Research, on a post: go to the next; also Page Up and Down, Home, End"],
    ["Space", "On a post: tick it; with Shift all from the last one on"],
    ["Enter", "On a post: draft it"],
    ["V  F  R", "On a post: view it, keep it as a favourite, recreate it at once"],
    ["A  L", "On a tag of the draft: accept it, leave it out"],
  ];

  const focused = (event) => (event.target.matches?.(".bs-tile") ? event.target : null);

  const KEYS = {
    ArrowRight: (at) => BS.grid.focus(at + 1),
    ArrowLeft: (at) => BS.grid.focus(at - 1),
    ArrowDown: (at) => BS.grid.focus(at + BS.grid.columns()),
    ArrowUp: (at) => BS.grid.focus(at - BS.grid.columns()),
    PageDown: (at) => BS.grid.focus(at + BS.grid.columns() * BS.grid.linesInSight()),
    PageUp: (at) => BS.grid.focus(at - BS.grid.columns() * BS.grid.linesInSight()),
    Home: () => BS.grid.focus(0),
    End: () => BS.grid.focus(BS.grid.posts().length - 1),
    " ": (at, tile, event) => BS.picked.toggle(tile.dataset.post, event.shiftKey),
    x: (at, tile, event) => BS.picked.toggle(tile.dataset.post, event.shiftKey),
    Enter: (at, tile) => tile.click(),
    v: (at) => BS.postViewer.open(at),
    f: (at, tile) => BS.marks.toggleFavourite(tile.dataset.post),
    r: (at, tile) => BS.picked.recreate([tile.dataset.post]),
  };

  document.addEventListener("keydown", (event) => {
    const tile = focused(event);
    const does = KEYS[event.key];
    if (!tile || !does || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    does(Number(tile.dataset.at), tile, event);
  }, true); // before the keys of the whole page

  document.addEventListener("focusin", (event) => {
    const tile = event.target.closest?.(".bs-tile");
    if (tile) BS.grid.setCurrent(Number(tile.dataset.at));
  });
})();
