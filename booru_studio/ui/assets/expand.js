// Ctrl+E: the choice at the caret becomes one of its values, picked from a list, or all of them
// written out. Ctrl+Shift+E draws it, and everything within, at once.
(() => {
  const [MOST, SEEDS] = [60, 2 ** 32]; // values shown, how many seeds there are

  const near = (field, sentence) => BS.notice("form-message", sentence, "hint") ?? field.focus();

  // The smallest choice around text[from:to], or else the first one within it.
  const choiceAt = (nodes, text, from, to) => {
    const placed = nodes.map((node) => {
      const [start, end] = node.span.map((at) => BS.writing.toUnits(text, at));
      return { ...node, start, end };
    });
    const around = placed.filter(({ start, end }) => start <= from && end >= to);
    around.sort((one, two) => (one.end - one.start) - (two.end - two.start));
    return around[0] ?? placed.find(({ start, end }) => start >= from && end <= to) ?? null;
  };

  const edit = async (field, text, fields) => {
    const { template } = await BS.do("prompt_tree", { template: text, limit: 1, ...fields });
    if (field.value !== text) return;
    BS.writing.rewrite(field, template);
  };
  const draw = (field, text, node) => edit(field, text, { node: node.id, action: "reroll", seed: Math.floor(Math.random() * SEEDS) });

  const items = (node, children) => [
    { insert: "draw", label: "Draw one", kind: "at random" },
    { insert: "expand", label: "Write all out", kind: BS.plural(node.children, "value") },
    ...children.map((child) => ({ insert: child.id, label: child.value || "(nothing)", kind: child.has_choices ? "has choices" : "value" })),
  ];

  const offer = async (field, text, caret, node) => {
    const { children } = await BS.do("prompt_tree", { template: text, node: node.id, limit: MOST });
    if (field.value !== text || document.activeElement !== field) return;
    const take = ({ insert }) => told(field, () => {
      if (insert === "draw") return draw(field, text, node);
      if (insert === "expand") return edit(field, text, { node: node.id, action: "expand" });
      return edit(field, text, { node: node.id, action: "pick", values: [insert] });
    });
    field.setSelectionRange(caret, caret);
    BS.completions.offer({ field, text, caret, found: { start: node.start, end: node.end, items: items(node, children), take } });
  };

  const told = async (field, work) => {
    try {
      await work();
    } catch (error) {
      near(field, error.message);
    }
  };

  const expand = (field, isWhole) => told(field, async () => {
    const [text, from, to] = [field.value, field.selectionStart, field.selectionEnd];
    const { nodes } = await BS.do("prompt_tree", { template: text, limit: 1 });
    if (field.value !== text) return null;
    const node = choiceAt(nodes, text, from, to);
    if (!node) return near(field, "There is no choice at the caret: put it into {a|b} or a __wildcard__.");
    return isWhole ? draw(field, text, node) : offer(field, text, Math.min(Math.max(to, node.start), node.end), node);
  });

  document.addEventListener("keydown", (event) => {
    const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "e" && !event.isComposing;
    const field = isOurs && BS.writing.promptOf(event.target);
    if (!field || field.readOnly) return;
    event.preventDefault();
    expand(field, event.shiftKey);
  });
})();
