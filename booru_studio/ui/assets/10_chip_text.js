// A prompt as its parts: what stands between the commas, and the commas. Joined, they are the text.
BS.chipText = (() => {
  const PAIRS = { "(": ")", "[": "]", "{": "}", "<": ">" };
  const CLOSING = new Set(Object.values(PAIRS));

  // Where the top level's commas and line ends are: [start, end) of each.
  const dividers = (text) => {
    const found = [];
    const open = [];
    for (let at = 0; at < text.length; at += 1) {
      const mark = text[at];
      if (mark === "\\") at += 1;
      else if (PAIRS[mark] && text.indexOf(PAIRS[mark], at) > 0) open.push(PAIRS[mark]);
      else if (CLOSING.has(mark)) { if (open.at(-1) === mark) open.pop(); }
      else if (!open.length && (mark === "," || mark === "\n")) found.push([at, at + 1]);
    }
    return found;
  };

  // {text, start, end} of each part without the spaces around it; empty ones belong to the gaps.
  const parts = (text) => {
    const ends = [...dividers(text), [text.length, text.length]];
    let from = 0;
    return ends.flatMap(([end, next]) => {
      const piece = text.slice(from, end);
      const start = from + piece.length - piece.trimStart().length;
      const until = start + piece.trim().length;
      from = next;
      return until > start ? [{ text: text.slice(start, until), start, end: until }] : [];
    });
  };

  // Which part the caret is in, or else the next one, or the last; -1 where there is none.
  const partAt = (text, caret) => {
    const found = parts(text);
    const at = found.findIndex((part) => caret <= part.end);
    return at < 0 ? found.length - 1 : at;
  };

  // The text with other words in the places of its parts; the gaps stay.
  const withTexts = (text, found, texts) => {
    let made = "";
    let at = 0;
    found.forEach((part, index) => {
      made += text.slice(at, part.start) + texts[index];
      at = part.end;
    });
    return made + text.slice(at);
  };

  const moved = (text, from, to) => {
    const found = parts(text);
    const texts = found.map((part) => part.text);
    texts.splice(to, 0, ...texts.splice(from, 1));
    return withTexts(text, found, texts);
  };

  // With the gap behind it, or the one before it where it is the last.
  const without = (text, at) => {
    const found = parts(text);
    const [part, next, last] = [found[at], found[at + 1], found[at - 1]];
    if (next) return text.slice(0, part.start) + text.slice(next.start);
    return text.slice(0, last ? last.end : part.start) + text.slice(part.end);
  };

  const inserted = (text, at, piece) => {
    const found = parts(text);
    if (!found.length) return piece;
    const part = found[Math.min(at, found.length) - 1];
    if (!part) return `${text.slice(0, found[0].start)}${piece}, ${text.slice(found[0].start)}`;
    return `${text.slice(0, part.end)}, ${piece}${text.slice(part.end)}`;
  };

  const kindOf = (piece) => {
    if (/^<lora:|^<lyco:/i.test(piece)) return "lora";
    if (/^(?:\d*\$\$)?__[^_].*__$/.test(piece)) return "wildcard";
    if (piece.startsWith("{") && piece.endsWith("}")) return "variant";
    if (/^\$\{/.test(piece)) return "variable";
    if (piece === "BREAK" || piece === "AND") return "word";
    return /^\(.*,.*\)$|^\[.*[,|].*\]$/.test(piece) ? "group" : "tag";
  };

  // “(long hair:1.2)” is the tag “long hair” with the weight 1.2.
  const tagOf = (piece) => {
    const weighted = piece.match(/^\(+((?:\\[^]|[^\\])*?)(?::\s*(-?\d*\.?\d+))?\)+$/);
    const name = (weighted ? weighted[1] : piece).replace(/\\([()[\]\\])/g, "$1").trim();
    return { name, weight: weighted?.[2] ?? "" };
  };

  return { parts, partAt, moved, without, inserted, withTexts, kindOf, tagOf };
})();
