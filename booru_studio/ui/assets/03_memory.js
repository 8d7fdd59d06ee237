// What was typed, kept in this browser: a reload or a restart of the app loses nothing. Text of
// one's own is kept for this browser tab, which no other tab writes to, and for the next new one.
BS.memory = (() => {
  const PREFIX = "booru-studio.";
  const CALM = 200; // ms without a letter
  const before = {}; // as it was when the page was opened
  const held = new Map(); // name -> reads what the page holds now; null while it is not there
  const written = {}; // as it was written last
  try {
    for (const store of [localStorage, sessionStorage]) {
      for (const [key, text] of Object.entries(store)) {
        if (key.startsWith(PREFIX)) before[key.slice(PREFIX.length)] = text;
      }
    }
  } catch { /* private windows may forbid it */ }

  const store = (place, name, value) => {
    try {
      place().setItem(PREFIX + name, JSON.stringify(value));
    } catch { /* full or forbidden: the page works without */ }
  };
  const read = (text) => {
    try {
      return JSON.parse(text ?? "null");
    } catch {
      return null;
    }
  };

  // What all browser tabs share.
  const put = (name, value) => store(() => localStorage, name, value);
  const shared = (name) => {
    try {
      return read(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  };

  // What belongs to this browser tab; in the background it says nothing to the others.
  const keep = (name, value) => {
    store(() => sessionStorage, name, value);
    if (document.visibilityState === "visible") put(name, value);
  };

  const take = () => {
    for (const [name, look] of held) {
      const now = look();
      const text = now && JSON.stringify(now);
      if (!now || text === written[name]) continue;
      written[name] = text;
      keep(name, now);
    }
  };
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(take, CALM);
  };
  document.addEventListener("input", soon);
  document.addEventListener("change", soon);
  window.addEventListener("pagehide", take);

  return {
    put, shared, keep, soon,
    get: (name) => read(before[name]),
    // From now on what `look()` gives is kept by that name, whenever something was typed or chosen.
    hold: (name, look) => held.set(name, look),
  };
})();
