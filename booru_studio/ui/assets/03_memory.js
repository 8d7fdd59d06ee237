// What was typed, kept in this browser: a reload or a restart of the app loses nothing.
BS.memory = (() => {
  const PREFIX = "booru-studio.";
  const open = new Set(); // names that may be written: what they held before has been put back
  const before = {}; // as it was when the page was opened
  try {
    for (const [key, text] of Object.entries(localStorage)) {
      if (key.startsWith(PREFIX)) before[key.slice(PREFIX.length)] = text;
    }
  } catch { /* private windows may forbid it */ }

  const put = (name, value) => {
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch { /* full or forbidden: the page works without */ }
  };
  const get = (name) => {
    try {
      return JSON.parse(before[name] ?? "null");
    } catch {
      return null;
    }
  };
  const write = (name, keys, values) => {
    if (open.has(name)) put(name, Object.fromEntries(keys.map((part, at) => [part, values[at]])));
  };
  const read = (name, keys, values) => {
    const found = get(name) ?? {};
    open.add(name);
    return keys.map((part, at) => (part in found ? found[part] : values[at]));
  };
  return { stored: (name) => before[name] ?? null, put, get, write, read };
})();
