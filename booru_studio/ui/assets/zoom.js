// Zooms and drags a picture within its frame: wheel around the pointer, drag, double click.
BS.Zoom = class {
  constructor(frame, picture) {
    Object.assign(this, { frame, picture, scale: 1, x: 0, y: 0, drag: null });
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.by(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX, event.clientY);
    }, { passive: false });
    frame.addEventListener("dblclick", (event) => {
      if (this.scale > 1) this.reset();
      else this.by(2.5, event.clientX, event.clientY);
    });
    frame.addEventListener("pointerdown", (event) => {
      if (event.button || event.target.closest("button")) return;
      frame.setPointerCapture(event.pointerId);
      this.drag = { x: event.clientX - this.x, y: event.clientY - this.y };
    });
    frame.addEventListener("pointermove", (event) => {
      if (!this.drag || this.scale === 1) return;
      this.x = event.clientX - this.drag.x;
      this.y = event.clientY - this.drag.y;
      this.apply();
    });
    for (const type of ["pointerup", "pointercancel"]) {
      frame.addEventListener(type, () => { this.drag = null; });
    }
  }

  reset() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
    this.apply();
  }

  // The point of the picture under (clientX, clientY) stays where it is.
  by(factor, clientX, clientY) {
    const box = this.frame.getBoundingClientRect();
    const [px, py] = clientX === undefined
      ? [0, 0]
      : [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
    const scale = Math.min(16, Math.max(1, this.scale * factor));
    this.x = px - ((px - this.x) * scale) / this.scale;
    this.y = py - ((py - this.y) * scale) / this.scale;
    this.scale = scale;
    if (scale === 1) this.x = this.y = 0;
    this.apply();
  }

  apply() {
    this.picture.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.frame.classList.toggle("bs-zoomed", this.scale > 1);
  }
};
