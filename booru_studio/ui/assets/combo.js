// Fields of the form in which one of a list is chosen: a click or an arrow key shows all of it, what
// is typed shows what fits. Leaving with something that is not in the list changes nothing.
(() => {
  const comboOf = (target) => (target?.matches?.("input.bs-combo") ? target : null);
  const nameOf = (box) => box.dataset.field;
  const isOpen = (box) => BS.completionList.owner() === box;

  const fitting = (box, words) => BS.form.choices(nameOf(box))
    .map(([label, value], at) => ({ insert: String(at), label, value, kind: "" }))
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));

  const offer = (box, words = []) => {
    const items = fitting(box, words);
    BS.completions.offer({
      field: box, text: box.value, caret: box.selectionStart,
      found: { start: 0, end: box.value.length, items, isMenu: true, take: ({ value }) => BS.form.choose(nameOf(box), value) },
    });
    const now = words.length ? 0 : items.findIndex(({ value }) => value === BS.form.chosen(nameOf(box)));
    if (items.length && now >= 0) BS.completionList.choose(now);
  };
  // What is typed now takes the place of what was chosen.
  const openAll = (box) => {
    box.select();
    offer(box);
  };
  const settle = (box) => { box.value = BS.form.labelOf(nameOf(box), BS.form.chosen(nameOf(box))); };

  document.addEventListener("input", ({ target }) => {
    const box = comboOf(target);
    if (box) offer(box, box.value.toLowerCase().split(/\s+/).filter(Boolean));
  });
  document.addEventListener("click", ({ target }) => comboOf(target) && openAll(target));
  document.addEventListener("keydown", (event) => {
    const box = comboOf(event.target);
    if (!box || isOpen(box) || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    openAll(box);
  });
  document.addEventListener("focusout", ({ target }) => comboOf(target) && settle(target));
})();
