// Ctrl+Up and Ctrl+Down: more or less weight for the selection, or for the tag at the caret.
(() => {
  const STEP = 0.1;
  const PER_BRACKET = 1.1; // the weight of plain brackets, "((tag))" being 1.1 * 1.1
  const DIVIDER = /[,\n{}|()[\]<>，、]|::|\$\$/g;
  const WEIGHT = /^([^]*[^\\:]):\s*(-?\d*\.?\d+)\s*$/; // "tag:1.2" inside of a bracket
  const round = (weight) => Number(weight.toFixed(2));

  // Brackets around [start, end), the innermost last: {open, close}. "\(" and "_(" belong to tags.
  const bracketsAround = (text, start, end) => {
    const open = [];
    const around = [];
    for (const { 0: mark, index } of text.matchAll(/\\[^]|[()]/g)) {
      if (mark === "(") open.push(index);
      else if (mark === ")" && open.length) {
        const from = open.pop();
        if (from < start && index >= end && text[from - 1] !== "_") around.unshift({ open: from, close: index });
      }
    }
    return around;
  };

  // {start, end, before, body, after}: what replaces text[start:end], and its middle, to be selected.
  const weighted = (start, end, body, weight) => {
    const value = round(Math.max(0, weight));
    return value === 1 ? { start, end, before: "", body, after: "" } : { start, end, before: "(", body, after: `:${value})` };
  };

  const angle = (text, start, end, by) => {
    for (const found of text.matchAll(/<(\w+:[^:<>\n]+)(?::(-?\d*\.?\d+))?((?::[^<>\n]*)?)>/g)) {
      const close = found.index + found[0].length;
      if (found.index > start || close < end) continue;
      const weight = round(Number(found[2] ?? 1) + by);
      return { start: found.index, end: close, before: "<", body: found[1], after: `:${weight}${found[3]}>` };
    }
    return null;
  };

  const bracket = (text, start, end, by) => {
    const around = bracketsAround(text, start, end);
    const inner = around.pop();
    if (!inner) return null;
    const inside = text.slice(inner.open + 1, inner.close);
    const found = inside.match(WEIGHT);
    // A part of what is in the brackets gets brackets of its own.
    const body = found ? found[1] : inside;
    if (start !== end && text.slice(start, end) !== body && text.slice(start, end) !== inside) return null;
    if (found) return weighted(inner.open, inner.close + 1, body, Number(found[2]) + by);
    let [count, { open, close }] = [1, inner];
    while (text[open - 1] === "(" && text[close + 1] === ")" && text[open - 2] !== "\\") [count, open, close] = [count + 1, open - 1, close + 1];
    return weighted(open, close + 1, body, Math.round((PER_BRACKET ** count) / STEP) * STEP + by);
  };

  const tagAt = (text, caret) => {
    let [start, end] = [0, text.length];
    for (const { 0: mark, index } of text.replace(/\\[^]|_\([^()]*\)/g, (kept) => "x".repeat(kept.length)).matchAll(DIVIDER)) {
      if (index + mark.length <= caret) start = index + mark.length;
      else if (index >= caret) { end = index; break; }
    }
    return [start, end];
  };

  const trimmed = (text, start, end) => {
    const part = text.slice(start, end);
    return [start + part.length - part.trimStart().length, end - (part.length - part.trimEnd().length)];
  };

  const plain = (text, from, to, by) => {
    const [start, end] = trimmed(text, ...(from === to ? tagAt(text, from) : [from, to]));
    return start < end ? weighted(start, end, text.slice(start, end), 1 + by) : null;
  };

  const change = (field, by) => {
    const text = field.value;
    const [from, to] = [field.selectionStart, field.selectionEnd];
    const [start, end] = from === to ? [from, to] : trimmed(text, from, to);
    if (from !== to && start >= end) return;
    const made = angle(text, start, end, by) ?? wholeBracket(text, start, end, by) ?? bracket(text, start, end, by) ?? plain(text, start, end, by);
    if (!made) return;
    const before = text.slice(made.start, made.end).indexOf(made.body) + made.start;
    BS.writing.replace(field, made.start, made.end, made.before + made.body + made.after);
    const body = made.start + made.before.length;
    const stay = (at) => body + Math.max(0, Math.min(made.body.length, at - before));
    field.setSelectionRange(stay(start), stay(end));
  };

  // The selection is "(tag:1.1)" with its brackets.
  const wholeBracket = (text, start, end, by) => {
    const isWhole = end - start > 2 && bracketsAround(text, start + 1, end - 1).some(({ open, close }) => open === start && close === end - 1);
    return isWhole ? bracket(text, start + 1, start + 1, by) : null;
  };

  BS.weigh = change; // for the selection in a text box

  document.addEventListener("keydown", (event) => {
    const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    const isOurs = by && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.isComposing;
    const field = isOurs && BS.writing.promptOf(event.target);
    if (!field || field.readOnly || field.disabled) return;
    event.preventDefault();
    change(field, by);
  });
})();
