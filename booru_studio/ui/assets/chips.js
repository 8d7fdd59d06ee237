// The prompt as chips: dragged, weighted, switched off, replaced by a similar tag. Every action is
// an edit of the text; what is switched off is kept here, and in the browser, until it is back.
(() => {
  const { parts, moved, without, inserted, withTexts, kindOf, tagOf } = BS.chipText;
  const [WAIT, DRAGGED, STEP] = [120, 6, 0.1]; // ms, pixels until it is a drag, weight
  const MOST_STATES = 200; // texts whose switched off parts are remembered
  let isOpen = false;
  let chosen = 0; // position among all chips, switched off ones included
  let offs = BS.memory.get("chips-off") ?? []; // {text, at}: switched off, after `at` parts
  const facts = new Map(); // tag name -> {category, count}
  let timer = 0;

  const field = () => BS.field("prompt");
  const root = () => document.getElementById("prompt-chips");
  const rowOf = () => BS.part(root(), "chips");

  // Parts and switched off ones in one order: {text, isOff, at}.
  const chips = () => {
    const shown = parts(field()?.value ?? "").map((part, at) => ({ ...part, isOff: false, at }));
    const all = [];
    for (let at = 0; at <= shown.length; at += 1) {
      all.push(...offs.flatMap((off, index) => (Math.min(off.at, shown.length) === at ? [{ text: off.text, isOff: true, at, index }] : [])));
      if (at < shown.length) all.push(shown[at]);
    }
    return all;
  };

  const NOTES = { lora: "LoRA", wildcard: "wildcard", variant: "choice", variable: "variable", group: "group" };
  const chipElement = (chip, index) => {
    const kind = kindOf(chip.text);
    const { name, weight } = tagOf(chip.text);
    const fact = kind === "tag" ? facts.get(name) : null;
    const label = kind === "lora" ? chip.text.slice(6, -1) : kind === "tag" ? name : chip.text;
    return BS.el("button", {
      type: "button", class: "bs-piece", role: "option", "data-chip": index, "data-kind": kind, "data-category": fact?.category, "data-off": chip.isOff,
      tabindex: index === chosen ? "0" : "-1", "aria-selected": String(index === chosen), title: fact ? `${fact.category}, ${BS.treeRows.grouped(String(fact.count))} posts` : NOTES[kind],
    }, kind === "lora" ? BS.loraPicture(label.split(":")[0]) : null, BS.el("span", { text: label.length > 60 ? `${label.slice(0, 59)}…` : label }), weight ? BS.el("b", { text: weight }) : null);
  };

  const draw = () => {
    if (!isOpen) return;
    const hadFocus = rowOf().contains(document.activeElement);
    const all = chips();
    chosen = Math.max(0, Math.min(chosen, all.length - 1));
    rowOf().replaceChildren(...all.map(chipElement));
    if (!all.length) rowOf().append(BS.el("span", { class: "bs-muted", text: "The prompt is empty: what you write appears here as chips." }));
    if (hadFocus) rowOf().children[chosen]?.focus();
    for (const button of root().querySelectorAll("[data-chip-tool]")) button.disabled = !all.length;
    learn(all);
  };

  // Asks once for what is known of the tags, for their colours.
  const learn = async (all) => {
    const unknown = all.filter((chip) => kindOf(chip.text) === "tag").map((chip) => tagOf(chip.text).name).filter((name) => name && !facts.has(name));
    if (!unknown.length) return;
    for (const name of unknown) facts.set(name, null);
    try {
      const found = await BS.do("tag_facts", { names: unknown.slice(0, 500) });
      for (const [name, fact] of Object.entries(found)) facts.set(name, fact);
      if (Object.keys(found).length) draw();
    } catch { /* the chips stay without colours */ }
  };

  const write = (text) => {
    const box = field();
    const focused = document.activeElement;
    if (box.value !== text) BS.writing.rewrite(box, text);
    if (focused !== box) focused?.focus({ preventScroll: true });
    draw();
  };
  const keepOffs = (found) => {
    offs = found;
    BS.memory.keep("chips-off", offs);
  };

  const move = (to) => {
    const all = chips();
    const [chip, other] = [all[chosen], all[to]];
    if (!chip || !other || to === chosen) return;
    if (chip.isOff) keepOffs(offs.map((off, index) => (index === chip.index ? { ...off, at: other.at + (to > chosen && !other.isOff ? 1 : 0) } : off)));
    else write(moved(field().value, chip.at, Math.min(other.at, parts(field().value).length - 1)));
    chosen = to;
    draw();
  };

  // What was switched off, by the text it goes with: Ctrl+Z and Ctrl+Y in the text follow it.
  const states = new Map();
  const edit = (text, found) => {
    if (states.size > MOST_STATES) states.clear();
    states.set(field().value, offs).set(text, found);
    keepOffs(found);
    write(text);
  };
  const followUndo = (event) => {
    const found = /^history/.test(event.inputType ?? "") && states.get(field().value);
    if (found) keepOffs(found);
  };

  const switchOff = (chip) => edit(without(field().value, chip.at),
    [...offs.map((off) => (off.at > chip.at ? { ...off, at: off.at - 1 } : off)), { text: chip.text, at: chip.at }]);
  const switchOn = (chip) => edit(inserted(field().value, chip.at, chip.text),
    offs.filter((_, index) => index !== chip.index).map((off) => (off.at > chip.at ? { ...off, at: off.at + 1 } : off)));
  const toggle = () => {
    const chip = chips()[chosen];
    if (chip) (chip.isOff ? switchOn : switchOff)(chip);
  };

  // From the text: the tag at the caret is switched off; once more, and it is back.
  let justOff = { text: null, caret: 0 };
  const toggleAtCaret = () => {
    const box = field();
    const isAsLeft = box.value === justOff.text && box.selectionStart === justOff.caret;
    const off = (isAsLeft || !box.value.trim()) && chips().find((chip) => chip.isOff && chip.index === offs.length - 1);
    if (off) {
      switchOn(off);
      const { end } = parts(box.value)[Math.min(off.at, parts(box.value).length - 1)];
      box.setSelectionRange(end, end);
      return { text: off.text, isOn: true };
    }
    const at = BS.chipText.partAt(box.value, box.selectionStart);
    if (at < 0) return { text: "", isOn: false };
    const part = parts(box.value)[at];
    switchOff({ ...part, at });
    justOff = { text: box.value, caret: Math.min(part.start, box.value.length) };
    box.setSelectionRange(justOff.caret, justOff.caret);
    return { text: part.text, isOn: false };
  };

  const remove = () => {
    const chip = chips()[chosen];
    if (!chip) return;
    if (chip.isOff) {
      keepOffs(offs.filter((_, index) => index !== chip.index));
      draw();
    } else edit(without(field().value, chip.at), offs.map((off) => (off.at > chip.at ? { ...off, at: off.at - 1 } : off)));
  };

  const weigh = (by) => {
    const chip = chips()[chosen];
    if (!chip || chip.isOff) return;
    const focused = document.activeElement;
    field().setSelectionRange(chip.start, chip.end);
    BS.weigh(field(), by);
    focused?.focus({ preventScroll: true });
    draw();
  };

  const replace = (text) => {
    const chip = chips()[chosen];
    if (!chip || chip.isOff) return;
    const found = parts(field().value);
    const { name, weight } = tagOf(chip.text);
    const made = weight || chip.text !== name ? chip.text.replace(/^(\(*)[^]*?((?::\s*-?\d*\.?\d+)?\)*)$/, (_, open, close) => open + text + close) : text;
    write(withTexts(field().value, found, found.map((part, at) => (at === chip.at ? made : part.text))));
  };

  const similar = async () => {
    const chip = chips()[chosen];
    const list = BS.part(root(), "similar");
    if (!chip || chip.isOff || kindOf(chip.text) !== "tag") return list.replaceChildren();
    const { name } = tagOf(chip.text);
    let found = [];
    try {
      found = await BS.do("similar_tags", { name, limit: 16 });
    } catch (error) {
      return list.replaceChildren(BS.el("span", { class: "bs-muted", text: error.message }));
    }
    const buttons = found.map((tag) => BS.el("button", { type: "button", class: "bs-piece", "data-category": tag.category, "data-similar": tag.text, text: tag.label, title: `${BS.treeRows.grouped(String(tag.count))} posts` }));
    list.replaceChildren(BS.el("span", { class: "bs-muted", text: found.length ? `instead of ${name}:` : `Nothing similar to “${name}” is known.` }), ...buttons);
  };

  const inText = () => {
    const chip = chips()[chosen];
    if (!chip || chip.isOff) return;
    field().focus();
    field().setSelectionRange(chip.start, chip.end);
  };

  const choose = (index) => {
    const count = rowOf().querySelectorAll("[data-chip]").length;
    chosen = Math.max(0, Math.min(index, count - 1));
    for (const each of rowOf().children) {
      const isChosen = Number(each.dataset.chip) === chosen;
      each.setAttribute("tabindex", isChosen ? "0" : "-1");
      each.setAttribute("aria-selected", String(isChosen));
      if (isChosen) each.focus();
    }
    BS.part(root(), "similar").replaceChildren();
  };

  const KEYS = {
    ArrowLeft: () => choose(chosen - 1), ArrowRight: () => choose(chosen + 1), Home: () => choose(0), End: () => choose(Infinity),
    ArrowUp: () => weigh(STEP), ArrowDown: () => weigh(-STEP), " ": toggle, Delete: remove, Backspace: remove, Enter: inText, s: similar,
    "alt+ArrowLeft": () => move(chosen - 1), "alt+ArrowRight": () => move(chosen + 1),
  };
  const heardKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing || !event.target.dataset.chip) return;
    const does = KEYS[(event.altKey ? "alt+" : "") + event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };

  const heardDrag = (down) => {
    const chip = down.target.closest("[data-chip]");
    if (!chip || down.button !== 0 || down.pointerType !== "mouse") return;
    let over = null;
    const moving = (event) => {
      if (!over && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < DRAGGED) return;
      chip.classList.add("bs-dragged");
      over?.classList.remove("bs-drop");
      over = document.elementFromPoint(event.clientX, event.clientY)?.closest("#prompt-chips [data-chip]") ?? chip;
      over.classList.toggle("bs-drop", over !== chip);
    };
    const end = () => {
      document.removeEventListener("pointermove", moving);
      chip.classList.remove("bs-dragged");
      if (!over || over === chip) return;
      chosen = Number(chip.dataset.chip);
      move(Number(over.dataset.chip));
    };
    document.addEventListener("pointermove", moving);
    document.addEventListener("pointerup", end, { once: true });
  };

  const show = (wanted = !isOpen) => {
    isOpen = wanted;
    BS.setHidden(root().querySelector(".bs-pieces"), !isOpen);
    for (const button of document.querySelectorAll("[data-do=chips]")) button.setAttribute("aria-pressed", String(isOpen));
    BS.memory.put("chips", isOpen);
    draw();
  };

  const TOOLS = [["−", "Less weight (↓)", () => weigh(-STEP)], ["+", "More weight (↑)", () => weigh(STEP)], ["Off / on", "Switch off or on (Space)", toggle],
    ["Similar", "Replace by a similar tag (s)", similar], ["◀", "Move to the left (Alt+←)", () => move(chosen - 1)], ["▶", "Move to the right (Alt+→)", () => move(chosen + 1)], ["✕", "Remove (Del)", remove]];

  BS.onMount("prompt-chips", (part) => BS.whenIdle(() => build(part)));
  const build = (part) => {
    part.querySelector(".bs-inside").replaceChildren(BS.el("section", { class: "bs-pieces", hidden: true, "aria-label": "The prompt as chips" },
      BS.el("div", { class: "bs-bar" }, ...TOOLS.map(([text, title], at) => BS.button(text, "chip-tool", { title, "aria-label": title, "data-chip-tool": at })), BS.button("Tidy", "tidy-prompt", { title: "Even out spaces, commas, doubled tags and escapes (Ctrl+Shift+F)" }), BS.el("div", { class: "bs-chips", "data-part": "similar" })),
      BS.el("div", { class: "bs-chips", "data-part": "chips", role: "listbox", "aria-label": "Chips", "aria-orientation": "horizontal" })));
    part.addEventListener("keydown", heardKey);
    part.addEventListener("pointerdown", heardDrag);
    part.addEventListener("click", (event) => {
      const { chip, similar: text } = event.target.closest("[data-chip], [data-similar]")?.dataset ?? {};
      if (chip) choose(Number(chip));
      if (text) replace(text);
    });
    part.addEventListener("dblclick", (event) => event.target.closest("[data-chip]") && inText());
    if (BS.memory.get("chips")) show(true);
  };
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    followUndo(event);
    if (!isOpen) return;
    clearTimeout(timer);
    timer = setTimeout(draw, WAIT);
  });
  BS.toggleAtCaret = toggleAtCaret; // {text, isOn}: what was switched
  Object.assign(BS.actions, {
    chips: () => show(),
    "chip-tool": ({ dataset }) => TOOLS[Number(dataset.chipTool)][2](),
  });
})();
