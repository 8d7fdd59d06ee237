// Where text[start:end] of a text box ends on the screen: {left, top, bottom} of its last line.
BS.caretPlace = (() => {
  const COPIED = [
    "font", "letterSpacing", "wordSpacing", "textIndent", "textTransform", "tabSize", "direction",
    "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
  ];
  const REST = 80; // characters behind, since the word they belong to decides where the line breaks
  let mirror = null;

  return (field, start, end) => {
    mirror ??= BS.el("div", { class: "bs-mirror", "aria-hidden": "true" });
    if (!mirror.isConnected) document.body.append(mirror);
    const style = getComputedStyle(field);
    for (const name of COPIED) mirror.style[name] = style[name];
    mirror.style.lineHeight = style.lineHeight;
    mirror.style.width = `${field.clientWidth}px`;
    mirror.style.whiteSpace = field instanceof HTMLTextAreaElement ? "pre-wrap" : "pre";
    const token = BS.el("span", { text: field.value.slice(start, end) || "\u200b" });
    mirror.replaceChildren(field.value.slice(0, start), token, field.value.slice(end, end + REST));
    const last = [...token.getClientRects()].pop();
    const from = mirror.getBoundingClientRect();
    mirror.replaceChildren();
    const box = field.getBoundingClientRect();
    const shift = { x: box.left + field.clientLeft - field.scrollLeft - from.left, y: box.top + field.clientTop - field.scrollTop - from.top };
    if (!(field instanceof HTMLTextAreaElement)) return { left: last.left + shift.x, top: box.top, bottom: box.bottom };
    return { left: last.left + shift.x, top: last.top + shift.y, bottom: last.bottom + shift.y };
  };
})();
