// Suggestions while a prompt or a search is typed. No key is taken unless the list is open, and
// Enter only where something was chosen in it.
BS.completions = (() => {
  const MOST_ASKED = 2; // questions under way at once
  const JUST = 150; // ms after a keystroke in which scrolling comes of typing
  const list = BS.completionList;
  const isTouch = matchMedia("(pointer: coarse)");
  let latest = 0; // number of the last question; answers to earlier ones are dropped
  let underWay = 0;
  let owed = null; // the text box that waits to ask
  let shown = null; // {field, text, caret, found}
  let isStale = false; // something was typed since
  let wanted = null; // what to take as soon as the list is fresh
  let typedAt = 0;

  const close = () => {
    latest += 1;
    [owed, shown, wanted, isStale] = [null, null, null, false];
    list.hide();
  };

  // A menu stands for the whole of its field, wherever the caret is.
  const isAsItWas = ({ field, text, caret, found }) =>
    field === document.activeElement && field.value === text && (found?.isMenu || (field.selectionStart === caret && field.selectionEnd === caret));

  const insert = (item) => {
    const { field, found } = shown;
    const isFresh = isAsItWas(shown);
    close();
    if (!isFresh) return;
    if (found.take) {
      found.take(item);
      return;
    }
    BS.writing.replace(field, item.start ?? found.start, found.end, found.write(item));
    if (item.kind === "wildcard") ask(field); // its values
  };

  const take = (answer) => {
    if (!answer.found?.items.length || !isAsItWas(answer)) return close();
    const { field, text, caret, found } = answer;
    [shown, isStale] = [answer, false];
    list.show(field, found.items, text.slice(found.start, caret), BS.caretPlace(field, found.start, caret));
    const item = wanted?.(found.items);
    wanted = null;
    if (item) insert(item);
  };

  const ask = async (field) => {
    const number = ++latest;
    [isStale, wanted] = [true, null];
    if (underWay >= MOST_ASKED) {
      owed = field;
      return;
    }
    const answer = { field, text: field.value, caret: field.selectionStart, found: null };
    underWay += 1;
    try {
      answer.found = await BS.completionSource(field)(answer.text, answer.caret);
    } catch { /* the header says that the app does not answer */ }
    underWay -= 1;
    if (number === latest) return take(answer);
    const next = owed;
    owed = null;
    if (next) askAgain(next);
  };

  // Nobody typed: what was pressed meanwhile still counts.
  const askAgain = (field) => {
    const kept = wanted;
    ask(field);
    wanted = kept;
  };

  const accept = (pick) => {
    if (isStale) wanted = pick;
    else insert(pick(shown.found.items));
  };

  const KEYS = {
    ...list.moves,
    Escape: close,
    Tab: () => {
      const chosen = list.chosen();
      if (!chosen && shown?.found.isMenu) close();
      else accept(chosen ? same(chosen) : (items) => items[0]);
    },
    Enter: () => accept(same(list.chosen())),
  };
  const same = (chosen) => (items) => items.find((item) => item.insert === chosen.insert);

  document.addEventListener("keydown", (event) => {
    if (!list.owner() || event.isComposing || event.keyCode === 229) return;
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    const isOurs = isPlain && event.key in KEYS && (event.key !== "Enter" || list.chosen());
    if (isOurs && event.target === list.owner()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      KEYS[event.key]();
    } else if (/^(Arrow|Page|Home|End|Enter)/.test(event.key)) close(); // the caret goes elsewhere
  }, true);

  // Only what is typed or deleted asks: not undo, paste, or what a script writes.
  const isTyped = (event) => {
    if (event.isComposing && !isTouch.matches) return false; // keyboards of phones always compose
    if (/^delete(?!By)/.test(event.inputType)) return true;
    if (event.inputType === "insertCompositionText") return true;
    return event.inputType === "insertText" && [...(event.data ?? "")].length === 1 && event.data !== ",";
  };

  document.addEventListener("input", (event) => {
    if (BS.writing.isBusy() || !BS.completionSource(event.target)) return;
    typedAt = performance.now();
    list.forget();
    if (isTyped(event)) ask(event.target);
    else close();
  }, true);

  const isInside = (target) => !!list.element()?.contains(target);
  for (const type of ["pointerdown", "click"]) {
    document.addEventListener(type, (event) => isInside(event.target) || close(), true);
  }
  document.addEventListener("focusout", close, true);

  const placeAgain = () => {
    if (shown && list.owner()) list.place(BS.caretPlace(shown.field, shown.found.start, shown.caret));
  };
  document.addEventListener("scroll", (event) => {
    if (!list.owner() || isInside(event.target)) return;
    if (performance.now() - typedAt < JUST) placeAgain();
    else close();
  }, { capture: true, passive: true });
  window.addEventListener("resize", placeAgain);
  window.visualViewport?.addEventListener("resize", placeAgain);

  BS.listen("completion-clicked", (item) => shown && accept(same(item)));
  // Another part of the page lists what the text may become; `found.take(item)` writes it.
  const offer = (answer) => {
    close();
    take(answer);
  };
  return { close, offer };
})();
