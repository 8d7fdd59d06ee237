// What the engine has to say about the prompt while it is written: a line below it, and underlines.
(() => {
  const WAIT = 400; // ms after the last keystroke
  const COPIED = ["font", "letterSpacing", "wordSpacing", "textIndent", "tabSize", "direction", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "lineHeight"];
  let timer = 0;
  let asked = 0; // counts up, so that a late answer is dropped
  let overlay = null;
  let remarks = [];

  const field = () => BS.field("prompt");

  const place = () => {
    const box = field();
    if (!overlay || !box || overlay.hidden) return;
    const [own, around] = [box.getBoundingClientRect(), box.parentElement.getBoundingClientRect()];
    const style = getComputedStyle(box);
    for (const name of COPIED) overlay.style[name] = style[name];
    Object.assign(overlay.style, { left: `${own.left - around.left + box.clientLeft}px`, top: `${own.top - around.top + box.clientTop}px`, width: `${box.clientWidth}px`, height: `${box.clientHeight}px` });
    overlay.scrollTop = box.scrollTop;
  };

  const underline = (text) => {
    const box = field();
    if (!box) return;
    overlay ??= BS.el("div", { class: "bs-underlines", "aria-hidden": "true" });
    if (overlay.parentElement !== box.parentElement) {
      box.parentElement.classList.add("bs-underlined");
      box.parentElement.append(overlay);
      box.addEventListener("scroll", place, { passive: true });
      new ResizeObserver(place).observe(box);
    }
    const parts = [];
    let at = 0;
    for (const { from, to, severity, message } of remarks) {
      if (from < at || to <= from) continue;
      parts.push(text.slice(at, from), BS.el("mark", { class: `bs-wavy bs-wavy-${severity}`, title: message, text: text.slice(from, to) }));
      at = to;
    }
    overlay.replaceChildren(...parts, text.slice(at), "\n");
    BS.setHidden(overlay, !remarks.length);
    place();
  };

  const line = () => BS.inside("prompt-status");
  const show = (text, leaves) => {
    const first = remarks[0];
    const facts = BS.el("span", { class: "bs-muted", text: leaves === "1" ? "" : `${BS.treeRows.leavesText(leaves)} possible` });
    const more = remarks.length > 1 ? BS.el("span", { class: "bs-muted", text: `and ${remarks.length - 1} more` }) : null;
    const said = first ? [
      BS.el("span", { class: `bs-status-${first.severity}`, text: first.message }), more,
      first.fix === null ? null : BS.button(first.fix ? `Replace by “${first.fix.slice(0, 30)}”` : "Remove it", "status-fix", { class: "bs-link" }),
    ].filter(Boolean) : [];
    line()?.replaceChildren(BS.el("p", { class: "bs-prompt-status", role: "status" }, ...said, facts));
    underline(text);
  };

  const look = async () => {
    const turn = ++asked;
    const text = field()?.value ?? "";
    try {
      const found = await BS.do("expand", { template: text, count: 1 });
      if (turn !== asked || field()?.value !== text) return;
      remarks = found.diagnostics.map((each) => ({ ...each, from: BS.writing.toUnits(text, each.start), to: BS.writing.toUnits(text, each.end) })).sort((one, two) => one.from - two.from);
      show(text, found.leaves);
    } catch { /* the header says that the app does not answer */ }
  };

  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(timer);
    asked += 1;
    if (overlay) overlay.hidden = true; // it would stand beside what it means
    timer = setTimeout(look, WAIT);
  });
  BS.actions["status-fix"] = () => {
    const [first, box] = [remarks[0], field()];
    if (first) BS.writing.replace(box, first.from, first.to, first.fix);
  };
  BS.onMount("prompt-status", () => setTimeout(look, WAIT));
})();
