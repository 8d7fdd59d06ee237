// The files of the wildcard folder as rows: a tree of folders, or what a search finds.
BS.wildcardFiles = (() => {
  let files = []; // {file, names, label, folded}
  let opened = new Set(BS.memory.get("wildcard-folders") ?? []);
  let query = "";

  const bare = (file) => file.replace(/\.txt$/i, "");
  const take = (listed) => {
    files = listed.map(([file, names]) => ({ file, names, label: bare(file), folded: file.toLowerCase() }));
    files.sort((one, two) => (one.folded < two.folded ? -1 : 1));
  };

  const found = () => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = files.filter(({ folded }) => words.every((word) => folded.includes(word)));
    const first = words[0] ?? "";
    const rank = ({ folded }) => (folded.slice(folded.lastIndexOf("/") + 1).startsWith(first) ? 0 : 1);
    return fits.sort((one, two) => rank(one) - rank(two)).map((each) => ({ ...each, depth: 0 }));
  };

  const tree = () => {
    const root = { folders: new Map(), files: [], count: 0 };
    for (const each of files) {
      let here = root;
      const parts = each.label.split("/");
      for (const part of parts.slice(0, -1)) {
        here.count += 1;
        if (!here.folders.has(part)) here.folders.set(part, { folders: new Map(), files: [], count: 0 });
        here = here.folders.get(part);
      }
      here.count += 1;
      here.files.push({ ...each, label: parts.at(-1), depth: parts.length - 1 });
    }
    const flat = (here, path, depth) => [
      ...[...here.folders].sort().flatMap(([name, below]) => {
        const folder = path + name;
        const isOpen = opened.has(folder);
        return [{ folder, label: name, count: below.count, depth, isOpen }, ...(isOpen ? flat(below, `${folder}/`, depth + 1) : [])];
      }),
      ...here.files,
    ];
    return flat(root, "", 0);
  };

  const toggle = (folder, wanted = !opened.has(folder)) => {
    if (wanted) opened.add(folder);
    else opened.delete(folder);
    BS.memory.put("wildcard-folders", [...opened].slice(0, 500));
  };

  return {
    take, toggle,
    rows: () => (query.trim() ? found() : tree()),
    search: (text) => { query = text; },
    count: () => files.length,
    has: (file) => files.some((each) => each.file === file),
    // Opens the folders above a file, so that it is to be seen.
    reveal: (file) => { file.split("/").slice(0, -1).reduce((path, part) => { toggle(path + part, true); return `${path}${part}/`; }, ""); },
  };
})();
