// A larger picture beside a thumbnail while the pointer rests on it, with what there is to say.
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

  const build = () => BS.el("figure", { class: "bs-hover", hidden: true }, BS.el("img", { alt: "" }), BS.el("figcaption"));

  const place = (thumb) => {
    const from = thumb.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const isRoomRight = from.right + 12 + width < innerWidth;
    box.style.left = `${isRoomRight ? from.right + 12 : Math.max(8, from.left - width - 12)}px`;
    box.style.top = `${Math.max(8, Math.min(from.top, innerHeight - height - 8))}px`;
  };

  const show = (thumb) => {
    if (!thumb.isConnected || document.querySelector("dialog[open]")) return;
    if (!box?.isConnected) box = BS.top().appendChild(build());
    const [image, caption] = box.children;
    BS.setText(caption, thumb.dataset.caption ?? "");
    image.hidden = true;
    box.hidden = !caption.textContent; // the words stand there before the picture has come
    image.onload = () => {
      if (over !== thumb) return;
      image.hidden = box.hidden = false;
      place(thumb);
    };
    image.src = thumb.dataset.zoom;
    place(thumb);
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
