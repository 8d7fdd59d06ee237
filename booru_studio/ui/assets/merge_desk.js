// The tags of a draft as chips: who said it, how surely, what contradicts it, and what may fill
// what is missing. A click or a key takes one into the prompt or out of it.
BS.mergeDesk = (() => {
  const CATEGORIES = ["character", "copyright", "artist", "general", "meta"];
  const SOURCES = { booru: ["", "the post says it"], interrogator: ["◌", "only the interrogator sees it"], both: ["◉", "the post says it and the interrogator sees it"] };
  const words = (name) => BS.quality.words(name);

  const percent = (score) => (score === null || score === undefined ? "" : `${Math.round(score * 100)}%`);

  const chip = (tag) => {
    const [sign, who] = SOURCES[tag.source] ?? SOURCES.booru;
    const sure = percent(tag.score);
    const fate = tag.kept ? "In the prompt" : tag.why ? `Left out: ${tag.why}` : "Left out by you";
    return BS.el("button", {
      type: "button", class: `bs-tag bs-tag-${tag.category} bs-from-${tag.source}${tag.kept ? "" : " bs-left-out"}`,
      "data-do": "decide-tag", "data-tag": tag.name, "data-kept": String(tag.kept), "data-source": tag.source, "aria-pressed": String(tag.kept), tabindex: "-1",
      "aria-label": `${words(tag.name)}, ${who}${sure ? `, ${sure} sure` : ""}. ${fate}`,
      title: `${fate}${tag.kept && tag.why ? `\n${tag.why}` : ""}\n${who}${sure ? `, ${sure} sure` : ""}`,
    }, sign ? BS.el("span", { class: "bs-tag-source", text: sign }) : null, words(tag.name), sure ? BS.el("span", { class: "bs-tag-score", text: sure }) : null);
  };

  const group = (head, chips) => (chips.length ? BS.el("div", { class: "bs-tag-group", role: "group", "aria-label": head }, BS.el("span", { class: "bs-tag-head", text: head }), ...chips) : null);

  const byName = (draft) => new Map(draft.tags.map((tag) => [tag.name, tag]));

  const contradictions = (draft) => {
    const tags = byName(draft);
    const pairs = draft.tags.filter((tag) => tags.has(tag.against)).map((tag) =>
      BS.el("li", {}, chip(tags.get(tag.against)), BS.el("span", { class: "bs-muted", text: "or" }), chip(tag)));
    return pairs.length ? BS.el("div", { class: "bs-merge-part", "data-part": "contradictions" }, BS.el("p", { class: "bs-merge-head", text: "These contradict each other: keep what is right" }), BS.el("ul", { class: "bs-pairs" }, ...pairs)) : null;
  };

  const slots = (draft) => {
    const tags = byName(draft);
    const lines = draft.quality.missing.map((slot) => {
      const fills = (draft.fills?.[slot] ?? []).map((name) => tags.get(name)).filter(Boolean);
      return fills.length ? group(`${words(slot)}?`, fills.map(chip)) : null;
    }).filter(Boolean);
    return lines.length ? BS.el("div", { class: "bs-merge-part", "data-part": "slots" }, BS.el("p", { class: "bs-merge-head", text: "Missing in the post, seen in the picture" }), ...lines) : null;
  };

  const legend = (draft) => {
    if (!draft.tags.some((tag) => tag.source !== "booru")) return null;
    return BS.el("p", { class: "bs-muted bs-legend", text: "◉ the post says it and the interrogator sees it · ◌ only the interrogator sees it" });
  };

  const head = (draft) => {
    const kept = draft.tags.filter((tag) => tag.kept).length;
    return BS.el("p", { class: "bs-muted", text: `${kept} of ${BS.plural(draft.tags.length, "tag")} in the prompt. Click one to take it out or in; with keys: arrows go, A accepts, L leaves out, Space turns.` });
  };

  const show = (root, draft) => {
    if (!root) return;
    const before = document.activeElement?.closest?.("#post-tags") ? document.activeElement : null;
    const place = before ? chips().indexOf(before) : -1;
    root.replaceChildren(BS.el("div", { class: "bs-tags" }, head(draft), ...[contradictions(draft), slots(draft), legend(draft),
      ...CATEGORIES.map((category) => group(category, draft.tags.filter((tag) => tag.category === category).map(chip)))].filter(Boolean)));
    const all = chips();
    const again = all[place]?.dataset.tag === before?.dataset.tag ? all[place] : all.find((one) => one.dataset.tag === before?.dataset.tag);
    if (all.length) (again ?? all[0]).tabIndex = 0;
    if (before) again?.focus({ preventScroll: true });
  };

  const chips = () => [...document.querySelectorAll("#post-tags .bs-tag")];

  const go = (from, step) => {
    const all = chips();
    const at = Math.max(0, Math.min(all.length - 1, all.indexOf(from) + step));
    for (const one of all) one.tabIndex = -1;
    if (!all[at]) return;
    all[at].tabIndex = 0;
    all[at].focus();
  };

  const decide = (chip, isKept) => {
    BS.desk.decide(chip.dataset.tag, isKept);
    const now = document.activeElement.closest?.("#post-tags .bs-tag") ?? chips().find((one) => one.dataset.tag === chip.dataset.tag);
    if (now) go(now, 1);
  };

  const KEYS = {
    ArrowRight: (chip) => go(chip, 1), ArrowDown: (chip) => go(chip, 1),
    ArrowLeft: (chip) => go(chip, -1), ArrowUp: (chip) => go(chip, -1),
    Home: (chip) => go(chip, -Infinity), End: (chip) => go(chip, Infinity),
    a: (chip) => decide(chip, true), l: (chip) => decide(chip, false),
  };

  document.addEventListener("keydown", (event) => {
    const chip = event.target.closest?.("#post-tags .bs-tag");
    const does = KEYS[event.key];
    if (!chip || !does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    does(chip);
  }, true); // before the keys of the whole page
  return { show };
})();
