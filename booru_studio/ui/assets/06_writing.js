// Writes into text boxes as a person would: Ctrl+Z knows of it.
BS.writing = (() => {
  let isBusy = false;

  const sizeAt = (text, at) => (text.codePointAt(at) > 0xffff ? 2 : 1);

  // The server counts characters, a text box UTF-16 units.
  const toPoints = (text, units) => {
    let points = 0;
    for (let at = 0; at < units; at += sizeAt(text, at)) points += 1;
    return points;
  };
  const toUnits = (text, points) => {
    let at = 0;
    for (let left = points; left > 0 && at < text.length; left -= 1) at += sizeAt(text, at);
    return at;
  };

  // Replaces text[start:end], in UTF-16 units; the caret goes behind it.
  const replace = (field, start, end, text) => {
    if (field.value.slice(start, end) === text) return;
    isBusy = true;
    field.focus({ preventScroll: true });
    field.setSelectionRange(start, end);
    const command = text ? "insertText" : "delete";
    if (!document.execCommand(command, false, text)) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    isBusy = false;
  };

  // Makes the text box hold `text`; only what differs is replaced.
  const rewrite = (field, text) => {
    const [start, end, newEnd] = BS.treePlaces.difference(field.value, text);
    replace(field, start, end, text.slice(start, newEnd));
  };

  // The text boxes that hold prompts.
  const PROMPTS = ["prompt", "negative-prompt", "append-text", "draft-prompt"];
  const promptOf = (element) =>
    (element?.matches?.("textarea, input") && PROMPTS.some((id) => element.closest(`#${id}`)) ? element : null);

  return { toPoints, toUnits, replace, rewrite, promptOf, isBusy: () => isBusy };
})();
