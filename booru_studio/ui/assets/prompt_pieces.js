// Takes one tag into a prompt or out of it, and leaves everything else as it was written.
BS.promptPieces = (() => {
  const OPENING = /^(?:[([{]|<\w+:)/; // a lone “<” is a face's: “>_<”
  const CLOSING = /^[)\]}>]/;

  // The prompt's parts between commas that stand outside of all brackets: [start, end, text].
  const nested = (prompt) => {
    const pieces = [];
    let [start, depth] = [0, 0];
    for (let at = 0; at <= prompt.length; at += 1) {
      const sign = prompt[at];
      if (sign === "\\") { at += 1; continue; }
      if (sign && OPENING.test(prompt.slice(at, at + 20))) depth += 1;
      else if (sign && CLOSING.test(sign)) depth = Math.max(0, depth - 1);
      if (sign !== undefined && (sign !== "," || depth)) continue;
      pieces.push([start, at, prompt.slice(start, at).trim()]);
      start = at + 1;
    }
    return pieces;
  };

  // The same where brackets do not match: every comma divides.
  const flat = (prompt) => {
    let at = 0;
    return prompt.split(",").map((text) => {
      const start = at;
      at += text.length + 1;
      return [start, at - 1, text.trim()];
    });
  };

  const piecesWith = (prompt, text) => {
    const has = (pieces) => pieces.some(([, , piece]) => piece === text);
    const pieces = nested(prompt);
    return !has(pieces) && has(flat(prompt)) ? flat(prompt) : pieces;
  };

  const remove = (prompt, text) => {
    const pieces = piecesWith(prompt, text);
    const at = pieces.findIndex(([, , piece]) => piece === text);
    if (at < 0) return prompt;
    const [start, end] = pieces[at];
    if (at === 0) return prompt.slice(end + 1).trimStart();
    return prompt.slice(0, start - 1) + prompt.slice(end);
  };

  // Behind the tag before it that is there; else before the one behind it; else at the start.
  const add = (prompt, tags, tag) => {
    const pieces = piecesWith(prompt, tag.text);
    if (pieces.some(([, , piece]) => piece === tag.text)) return prompt;
    const find = (one) => pieces.find(([, , piece]) => one.kept && one !== tag && piece === one.text);
    const place = tags.indexOf(tag);
    const before = tags.slice(0, place).reverse().map(find).find(Boolean);
    if (before) return `${prompt.slice(0, before[1])}, ${tag.text}${prompt.slice(before[1])}`;
    const after = tags.slice(place + 1).map(find).find(Boolean);
    const at = after ? after[0] + prompt.slice(after[0]).match(/^\s*/)[0].length : 0;
    return `${prompt.slice(0, at)}${tag.text}${prompt.slice(at).trim() ? ", " : ""}${prompt.slice(at)}`;
  };

  return { edited: (prompt, tags, tag) => (tag.kept ? add(prompt, tags, tag) : remove(prompt, tag.text)) };
})();
