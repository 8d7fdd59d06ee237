// One line of what is drawn now: name, series, how many, how much of all, how much more than usual.
BS.trendRow = (() => {
  const GENDERS = { girl: ["♀", "girl"], boy: ["♂", "boy"], both: ["⚥", "girl and boy"], other: ["◇", "neither"], unclear: ["", ""] };

  const percent = (share) => (share >= 0.1 ? `${Math.round(share * 100)}%` : share >= 0.001 ? `${(share * 100).toFixed(1)}%` : "<0.1%");
  const short = (count) => (count >= 10000 ? `${Math.round(count / 1000)}k` : count >= 1000 ? `${(count / 1000).toFixed(1)}k` : String(count));

  const bar = (part) => {
    const fill = BS.el("i");
    fill.style.width = `${Math.max(2, Math.round(100 * part))}%`;
    return BS.el("span", { class: "bs-share", "aria-hidden": "true" }, fill);
  };

  const gender = ({ gender: name, confidence }) => {
    const [sign, text] = GENDERS[name] ?? ["", ""];
    if (!sign) return null;
    const sure = confidence ? `, ${Math.round(confidence * 100)}% sure` : "";
    return BS.el("span", { class: `bs-gender bs-gender-${name}`, role: "img", "aria-label": text, title: `Drawn as ${text}${sure}`, text: sign });
  };

  const rising = (factor) => {
    if (!factor) return null;
    const isMore = factor >= 1.05;
    return BS.el("span", { class: isMore ? "bs-rising" : "bs-muted", title: `${factor} times as often as usual`, text: `${isMore ? "▲" : "▼"} ${factor >= 10 ? Math.round(factor) : factor.toFixed(1)}×` });
  };

  // “aoi_(starlit_harbor)”: the name itself, and what stands behind it.
  const named = (tag, series) => {
    const end = tag.match(/^(.+)_\(([^()]+)\)$/);
    return end ? [BS.quality.words(end[1]), BS.quality.words(series || end[2])] : [BS.quality.words(tag), BS.quality.words(series || "")];
  };

  return (row, at, { most, mostCount }) => {
    const [name, series] = named(row.name, row.copyright);
    const part = row.share !== null && most ? row.share / most : row.count / mostCount;
    const facts = [`${row.count} ${row.share === null ? "searches" : "posts"}`, row.share ? `${percent(row.share)} of all` : "", ...(row.notes ?? [])].filter(Boolean).join(" · ");
    return BS.el("li", { class: "bs-trend", "data-tag": row.name },
      BS.el("button", { type: "button", class: "bs-trend-name", "data-do": "trend-search", "data-tag": row.name, title: `Search ${row.name}\n${facts}` },
        BS.el("span", { class: "bs-trend-rank", text: at + 1 }),
        BS.el("span", { class: "bs-trend-text" }, BS.el("b", { text: name }), series ? BS.el("small", { text: series }) : null),
        gender(row),
        BS.el("span", { class: "bs-trend-numbers" }, bar(part),
          BS.el("span", { class: "bs-trend-count", text: row.share ? `${short(row.count)} · ${percent(row.share)}` : short(row.count) }), rising(row.rising))),
      BS.button("⋯", "trend-menu", { class: "bs-button bs-quiet bs-trend-more", "data-tag": row.name, "data-category": row.category, "aria-haspopup": "menu", "aria-label": `What to do with ${name}`, title: "Use it elsewhere" }));
  };
})();
