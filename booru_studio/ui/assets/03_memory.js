// What was typed, kept in this browser: a reload or a restart of the app loses nothing. Text of
// one's own is kept for this browser tab, which no other tab writes to, and for the next new one.
BS.memory = (() => {
  const PREFIX = "booru-studio.";
  const open = new Set(); // names that may be written: what they held before has been put back
  const before = {}; // as it was when the page was opened
  const now = {}; // as it was written last
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
  const stored = (name) => before[name] ?? null;

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

  const write = (name, keys, values) => {
    now[name] = Object.fromEntries(keys.map((part, at) => [part, values[at]]));
    if (open.has(name)) keep(name, now[name]);
  };
  const recall = (name, keys, values) => {
    const found = read(stored(name)) ?? {};
    open.add(name);
    const restored = keys.map((part, at) => (part in found ? found[part] : values[at]));
    now[name] = { ...found, ...Object.fromEntries(keys.map((part, at) => [part, restored[at]])) };
    return restored;
  };

  // Long texts are noted from here: what was typed into their boxes, or put there by Gradio, since.
  const typed = (name) => {
    const found = {};
    for (const part of Object.keys(now[name])) {
      const box = BS.field(part.replaceAll("_", "-"));
      if (box instanceof HTMLTextAreaElement && box.value !== now[name][part]) found[part] = box.value;
    }
    return found;
  };
  const take = () => {
    for (const name of open) {
      const found = typed(name);
      if (!Object.keys(found).length) continue;
      Object.assign(now[name], found);
      keep(name, now[name]);
    }
  };
  const CALM = 200; // ms without a letter
  let timer = 0;
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(take, wait);
  };
  document.addEventListener("input", ({ target }) => target instanceof HTMLTextAreaElement && later(CALM));
  document.addEventListener("bs:fill", () => later(3 * CALM));
  window.addEventListener("pagehide", take);

  return {
    stored, put, shared, keep, write,
    read: recall,
    get: (name) => read(stored(name)),
    now: (name) => (now[name] ? { ...now[name], ...typed(name) } : null),
  };
})();
