// Zooms and drags pictures within a frame: wheel around the pointer, drag, pinch, double click.
// It acts on all pictures of the frame alike, so that two can be compared at the same place.
BS.Zoom = class {
  constructor(frame, pictures) {
    Object.assign(this, { frame, pictures: [pictures].flat(), scale: 1, x: 0, y: 0 });
    this.fingers = new Map();
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.by(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX, event.clientY);
    }, { passive: false });
    frame.addEventListener("dblclick", (event) => {
      if (event.target.closest("button, input")) return;
      if (this.scale > 1) this.reset();
      else this.by(2.5, event.clientX, event.clientY);
    });
    frame.addEventListener("pointerdown", (event) => {
      if (event.button || event.target.closest("button, input")) return;
      frame.setPointerCapture(event.pointerId);
      this.fingers.set(event.pointerId, event);
    });
    frame.addEventListener("pointermove", (event) => this.move(event));
    for (const type of ["pointerup", "pointercancel"]) {
      frame.addEventListener(type, (event) => {
        const began = this.fingers.get(event.pointerId);
        this.fingers.delete(event.pointerId);
        if (type === "pointerup" && began && event.pointerType === "touch") this.swipe(began, event);
      });
    }
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    if (this.fingers.size === 2) {
      const other = [...this.fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
      const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY) || 1;
      this.by(apart(event) / apart(before), (event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2);
      this.isPinched = true;
    } else if (this.scale > 1) {
      this.x += event.clientX - before.clientX;
      this.y += event.clientY - before.clientY;
      this.apply();
    } else {
      return; // where a swipe began stays known
    }
    this.fingers.set(event.pointerId, event);
  }

  swipe(began, event) {
    const across = event.clientX - began.clientX;
    if (this.scale === 1 && !this.isPinched && Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(event.clientY - began.clientY)) this.onSwipe?.(across < 0 ? 1 : -1);
    if (!this.fingers.size) this.isPinched = false;
  }

  reset() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
    this.apply();
  }

  // One pixel of the picture on one of the screen.
  oneToOne() {
    const [picture] = this.pictures;
    const box = this.frame.getBoundingClientRect();
    const fit = Math.min(box.width / picture.naturalWidth, box.height / picture.naturalHeight) || 1;
    this.by(1 / (fit * devicePixelRatio) / this.scale);
  }

  // The point of the picture under (clientX, clientY) stays where it is.
  by(factor, clientX, clientY) {
    const box = this.frame.getBoundingClientRect();
    const [px, py] = clientX === undefined
      ? [0, 0]
      : [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
    const scale = Math.min(32, Math.max(clientX === undefined ? 0.1 : Math.min(1, this.scale), this.scale * factor));
    this.x = px - ((px - this.x) * scale) / this.scale;
    this.y = py - ((py - this.y) * scale) / this.scale;
    this.scale = scale;
    if (scale === 1) this.x = this.y = 0;
    this.apply();
  }

  apply() {
    for (const picture of this.pictures) picture.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.frame.classList.toggle("bs-zoomed", this.scale !== 1);
    this.onChange?.();
  }
};
