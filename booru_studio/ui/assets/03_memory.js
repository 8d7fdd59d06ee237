// What was typed, kept in this browser: a reload or a restart of the app loses nothing.
BS.memory = (() => {
  const open = new Set(); // names that may be written: what they held before has been read
  const key = (name) => `booru-studio.${name}`;
  const stored = (name) => {
    try {
      return localStorage.getItem(key(name));
    } catch {
      return null; // private windows may forbid it
    }
  };
  const put = (name, value) => {
    try {
      localStorage.setItem(key(name), JSON.stringify(value));
    } catch { /* full or forbidden: the page works without */ }
  };
  const get = (name) => {
    try {
      return JSON.parse(stored(name) ?? "null");
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
  return { stored, put, get, write, read, open: (name) => { open.add(name); } };
})();
