// A larger picture beside a thumbnail while the pointer rests on it, with what there is to say.
BS.hover = (() => {
  const WAIT = 150; // ms, so that a pointer passing by shows nothing
  const AHEAD = 40; // ms, after which the picture is fetched
  let box = null;
  let timer = 0;
  let over = null;
  let early = null; // what will be shown, decoded meanwhile

  const hide = () => {
    clearTimeout(timer);
    over = null;
    box?.classList.remove("bs-held");
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
    timer = setTimeout(() => {
      early = new Image();
      early.src = thumb.dataset.zoom;
      early.decode().catch(() => {}); // the frame says so where there is none
      timer = setTimeout(show, WAIT - AHEAD, thumb);
    }, AHEAD);
  });
  document.addEventListener("pointerdown", hide, true);

  // A finger has nothing to rest with: it is held down instead, and lifted again.
  const HOLD = 400; // ms
  let isHeld = false;
  document.addEventListener("pointerdown", (event) => {
    const thumb = event.pointerType === "touch" && event.target.closest?.("[data-zoom]");
    isHeld = false;
    if (!thumb) return;
    over = thumb;
    timer = setTimeout(() => {
      isHeld = true;
      show(thumb);
      box?.classList.add("bs-held");
    }, HOLD);
  });
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, (event) => { if (event.pointerType === "touch") hide(); });
  for (const type of ["click", "contextmenu"]) {
    document.addEventListener(type, (event) => {
      if (!isHeld) return;
      if (type === "click") isHeld = false;
      event.preventDefault();
      event.stopPropagation();
    }, true);
  }
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  return { hide };
})();
