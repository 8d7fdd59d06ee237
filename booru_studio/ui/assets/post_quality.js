// How well a post is tagged, to be read without colour: a bar, a shape and a number.
BS.quality = (() => {
  const LEVELS = [[70, "bs-good", "●", "well tagged"], [40, "bs-middle", "◐", "fairly tagged"], [0, "bs-bad", "○", "poorly tagged"]];
  const level = (score) => LEVELS.find(([from]) => score >= from);
  // Faces keep their underscores: “>_<”, “o_o”.
  const isFace = (name) => {
    const [left, right, more] = name.split("_");
    return more === undefined && right !== undefined && (left === right || !/[a-z0-9]/i.test(name) || [">_o", "6_9"].includes(name));
  };
  const words = (name) => (isFace(name) ? name : name.replaceAll("_", " "));
  const missing = (quality) => (quality.missing.length ? `missing: ${quality.missing.map(words).join(", ")}` : "nothing is missing");

  // The sentences of what is hard to recreate, as one word each.
  const BADGES = [[/comic/i, "comic"], [/views/i, "views"], [/text/i, "text"], [/characters/i, "crowd"], [/animated/i, "video"]];
  const badges = (quality) => quality.hard_to_recreate.map((sentence) =>
    [BADGES.find(([pattern]) => pattern.test(sentence))?.[1] ?? "hard", sentence]);

  const text = (quality) => `Tagged ${quality.score} of 100 · ${BS.plural(quality.general_tags, "general tag")} · ${missing(quality)}`;

  const bar = (quality) => {
    const [, name, , meaning] = level(quality.score);
    const fill = BS.el("i");
    fill.style.width = `${quality.score}%`;
    return BS.el("div", { class: `bs-quality ${name}`, role: "meter", "aria-label": "How well the post is tagged", "aria-valuenow": quality.score, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuetext": `${quality.score} of 100, ${meaning}` }, fill);
  };

  const shape = (quality) => {
    const [, name, sign, meaning] = level(quality.score);
    return BS.el("span", { class: `bs-shape ${name}`, "aria-hidden": "true", title: meaning, text: sign });
  };

  return { bar, shape, badges, text, missing, words };
})();
