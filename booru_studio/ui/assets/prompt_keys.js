// Keys for whole tags in the text: Alt+Left and Alt+Right move the one at the caret, Ctrl+/ switches
// it off and on, Ctrl+Shift+F tidies the prompt. Ctrl+Z takes each of them back.
(() => {
  const { parts, partAt, moved } = BS.chipText;
  const say = (text, kind = "hint") => BS.notice("form-message", text, kind);

  const move = (field, by) => {
    const [text, caret] = [field.value, field.selectionStart];
    const at = partAt(text, caret);
    const [part, other] = [parts(text)[at], parts(text)[at + by]];
    if (!part || !other) return;
    const within = Math.max(0, Math.min(caret - part.start, part.text.length));
    BS.writing.rewrite(field, moved(text, at, at + by));
    const { start } = parts(field.value)[at + by];
    field.setSelectionRange(start + within, start + within);
  };

  const toggle = () => {
    const { text, isOn } = BS.toggleAtCaret();
    if (text) say(isOn ? "" : `“${text.slice(0, 60)}” is switched off: Ctrl+/ once more brings it back, as does its chip.`);
  };

  const tidy = async (field) => {
    const text = field.value;
    try {
      const { prompt } = await BS.do("tidy_prompt", { prompt: text });
      if (field.value !== text) return;
      if (prompt === text) say("There is nothing to tidy.");
      else {
        BS.writing.rewrite(field, prompt);
        say("The prompt is tidied: Ctrl+Z takes it back.");
      }
    } catch (error) {
      say(error.message, "error");
    }
  };

  const actOf = (event, field) => {
    const isCtrl = event.ctrlKey || event.metaKey;
    if (event.altKey && !isCtrl && !event.shiftKey) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      return by && (() => move(field, by));
    }
    if (!isCtrl || event.altKey) return null;
    if (event.key === "/" && field === BS.field("prompt")) return toggle;
    return event.shiftKey && event.key.toLowerCase() === "f" ? () => tidy(field) : null;
  };

  document.addEventListener("keydown", (event) => {
    const field = !event.isComposing && BS.writing.promptOf(event.target);
    const act = field && !field.readOnly && actOf(event, field);
    if (!act) return;
    event.preventDefault();
    act();
  });
  BS.actions["tidy-prompt"] = () => tidy(BS.field("prompt"));
})();
