// What can be done with a name beyond searching it: into a prompt, a choice, a wildcard file.
(() => {
  let menu = null;
  let owner = null; // the button it belongs to

  const close = (back = true) => {
    if (!menu?.isConnected) return;
    menu.remove();
    owner?.setAttribute("aria-expanded", "false");
    if (back) owner?.focus();
  };

  const textOf = async (tag) => (await BS.research.tell("tag-text", { tag })).text;

  const append = (id, text, join = ", ") => {
    const before = (BS.field(id)?.value ?? "").trim().replace(/,\s*$/, "");
    BS.setField(id, before ? `${before}${join}${text}` : text);
  };

  // A choice at the end of the prompt grows: {a} becomes {a|b}; the prompt tree shows it.
  const asChoice = (text) => {
    const before = (BS.field("prompt")?.value ?? "").trim();
    const open = before.match(/^([\s\S]*\{[^{}]*)\}\s*$/);
    BS.setField("prompt", open ? `${open[1]}|${text}}` : `${before}${before ? ", " : ""}{${text}}`);
  };

  const who = async (tag) => {
    const found = await BS.do("classify_character", { character: tag });
    const sure = found.confidence ? ` (${Math.round(found.confidence * 100)}% sure)` : "";
    return `${BS.quality.words(found.character)} is drawn as ${found.gender}${sure}. ${found.evidence.join(" ")}`;
  };

  const ITEMS = [
    ["Append to every recreation", async (tag) => { append("append-text", await textOf(tag)); return `“${tag}” now ends every recreation.`; }],
    ["Put into the prompt", async (tag) => { append("prompt", await textOf(tag)); return `“${tag}” stands in the prompt of Generation.`; }],
    ["Add as a choice to the prompt tree", async (tag) => { asChoice(await textOf(tag)); return `“${tag}” is a choice in the prompt of Generation.`; }],
    ["Into a wildcard file…", (tag) => BS.wildcardLine.open(tag)],
    ["Characters with this", (tag) => BS.trends.ofTag(tag), (category) => category !== "character"],
    ["Girl or boy?", (tag) => who(tag), (category) => category === "character"],
  ];

  const run = async (does, tag) => {
    close();
    try {
      const text = await does(tag);
      if (typeof text === "string") BS.notice("trending-list", text, "good");
    } catch (error) {
      BS.notice("trending-list", error.message, "error");
    }
  };

  const open = (button) => {
    menu ??= BS.el("div", { class: "bs-menu", role: "menu", id: "trend-menu" });
    BS.top().append(menu);
    owner = button;
    const { tag, category } = button.dataset;
    menu.replaceChildren(...ITEMS.filter(([, , fits]) => !fits || fits(category)).map(([text, does]) =>
      BS.el("button", { type: "button", role: "menuitem", class: "bs-menu-item", text, on: { click: () => run(does, tag) } })));
    button.setAttribute("aria-expanded", "true");
    const from = button.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(from.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${from.bottom + menu.offsetHeight + 8 < innerHeight ? from.bottom + 2 : Math.max(8, from.top - menu.offsetHeight - 2)}px`;
    menu.firstElementChild.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (!menu?.isConnected) return;
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      items[(to + items.length) % items.length].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }, true);
  document.addEventListener("pointerdown", (event) => menu?.isConnected && !menu.contains(event.target) && !event.target.closest?.("[data-do=trend-menu]") && close(false));
  document.addEventListener("scroll", (event) => event.target !== menu && close(false), { capture: true, passive: true });

  BS.actions["trend-menu"] = (button) => (menu?.isConnected && owner === button ? close() : open(button));
})();
