// The text boxes of the Research tab: what was typed comes back.
BS.researchFields = (() => {
  const IDS = { append: "append-text", remove: "remove-tags", tags: "research-search", link: "post-link", draft_prompt: "draft-prompt" };
  let last = { ...BS.memory.get("research") };

  const look = () => {
    if (!BS.field(IDS.append)) return null;
    last = Object.fromEntries(Object.entries(IDS).map(([name, id]) => [name, BS.field(id).value]));
    return last;
  };
  const fill = (values) => {
    for (const [name, id] of Object.entries(IDS)) {
      if (values[name] && BS.field(id)?.value === "") BS.setField(id, values[name]);
    }
  };
  BS.onMount("research-desk", () => {
    fill(last);
    BS.memory.hold("research", look);
  });

  return { begin: ({ append, remove }) => fill({ append, remove }) };
})();
