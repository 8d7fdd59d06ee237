// A larger picture beside a thumbnail, while the pointer rests on it.
BS.hover = (() => {
  const WAIT = 250; // ms, so that a pointer passing by shows nothing
  let box = null;
  let timer = 0;
  let over = null;

  const hide = () => {
    clearTimeout(timer);
    over = null;
    if (box) box.hidden = true;
  };

  const show = (thumb) => {
    if (!thumb.isConnected || document.querySelector("dialog[open]")) return;
    box ??= BS.top().appendChild(BS.el("img", { class: "bs-hover", alt: "", hidden: true }));
    const from = thumb.getBoundingClientRect();
    box.onload = () => {
      if (over !== thumb) return;
      box.hidden = false;
      const { width, height } = box.getBoundingClientRect();
      const isRoomRight = from.right + 12 + width < innerWidth;
      box.style.left = `${isRoomRight ? from.right + 12 : Math.max(8, from.left - width - 12)}px`;
      box.style.top = `${Math.max(8, Math.min(from.top, innerHeight - height - 8))}px`;
    };
    box.src = thumb.dataset.zoom;
  };

  document.addEventListener("pointerover", (event) => {
    const thumb = event.target.closest?.("[data-zoom]");
    if (thumb === over) return;
    hide();
    if (!thumb || event.pointerType === "touch") return;
    over = thumb;
    timer = setTimeout(show, WAIT, thumb);
  });
  document.addEventListener("pointerdown", hide, true);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  return { hide };
})();
