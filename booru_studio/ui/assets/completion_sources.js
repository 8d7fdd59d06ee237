// Asks what the text at a caret may become: {start, end, items, write}, in UTF-16 units; an item may
// have a start of its own.
// `write(item)` is the text that replaces text[start:end].
BS.completionSource = (() => {
  const LIMIT = 20;
  const [LONG, BEFORE, AFTER] = [8000, 2000, 1000]; // UTF-16 units
  const VARIABLE = 100; // how far before the caret the “${” of a variable may stand
  const { toPoints, toUnits, promptOf } = BS.writing;

  // The app only looks around the caret, but for the names of variables.
  const around = (text, caret) => {
    const isVariable = text.slice(Math.max(0, caret - VARIABLE), caret).includes("${");
    if (text.length <= LONG || isVariable) return [0, text];
    let from = Math.max(0, caret - BEFORE);
    if (/[\udc00-\udfff]/.test(text[from])) from -= 1; // not between the halves of a character
    return [from, text.slice(from, caret + AFTER)];
  };

  const ending = (item, inside, after) => {
    if (!["tag", "style"].includes(item.kind) || inside || /^[ \t]*,/.test(after)) return "";
    return /^[ \t]/.test(after) ? "," : ", ";
  };

  // The words that wake a LoRA, those that are not there yet.
  const triggersOf = (item, text) => {
    if (!item.triggers) return "";
    const there = new Set(text.split(",").map((word) => word.trim().toLowerCase()));
    const missing = item.triggers.split(", ").filter((word) => !there.has(word.trim().toLowerCase()));
    return missing.length ? `, ${missing.join(", ")}` : "";
  };

  const inPrompt = async (text, caret) => {
    const [from, part] = around(text, caret);
    const found = await BS.do("autocomplete", { text: part, caret: toPoints(part, caret - from), limit: LIMIT });
    const [start, end] = [found.start, found.end].map((at) => from + toUnits(part, at));
    const write = (item) => item.insert + triggersOf(item, text) + ending(item, found.inside, text.slice(end));
    return { start, end, items: withStyles(found, text.slice(0, caret)), write };
  };

  // Presets and styles whose name begins with what stands since the last comma, behind the best tags.
  const [SHORTEST, BEST, MOST_STYLES] = [3, 3, 3]; // letters, tags before them, styles
  const withStyles = ({ items, inside }, before) => {
    const typed = before.match(/[^,\n{}|()[\]<>]*$/)[0].trimStart();
    const isTag = !inside && typed.length >= SHORTEST && items.every((item) => item.kind === "tag");
    const styles = isTag ? BS.stylesBeginning(typed).slice(0, MOST_STYLES) : [];
    return [...items.slice(0, BEST), ...styles.map((item) => ({ ...item, start: before.length - typed.length })), ...items.slice(BEST)];
  };

  // A search holds tags in the sites' own spelling, divided by spaces.
  const inSearch = async (text, caret) => {
    const word = text.slice(0, caret).match(/\S*$/)[0];
    const typed = word.replace(/^[-~]+/, "");
    const [start, end] = [caret - typed.length, caret + text.slice(caret).match(/^\S*/)[0].length];
    const write = (item) => item.insert + (/^\s/.test(text.slice(end)) ? "" : " ");
    if (!typed || typed.includes(":")) return { start, end, items: [], write }; // “order:score”
    const found = await BS.do("autocomplete", { text: typed, caret: toPoints(typed, typed.length), limit: LIMIT });
    const items = found.items.filter((item) => item.kind === "tag").map((item) => {
      const name = item.label.replaceAll(" ", "_");
      return { ...item, insert: name, label: name };
    });
    return { start, end, items, write };
  };

  return (field) => {
    if (promptOf(field) || field?.closest?.("#wildcard-text")) return inPrompt;
    const isSearch = field?.matches?.("#research-search :is(input, textarea)");
    return isSearch ? inSearch : null;
  };
})();
