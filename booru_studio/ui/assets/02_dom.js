// Builds elements. Text only ever goes in as text, never as markup.
BS.el = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [type, heard] of Object.entries(value)) element.addEventListener(type, heard);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

BS.button = (text, action, props = {}) =>
  BS.el("button", { type: "button", class: "bs-button", "data-do": action, text, ...props });

BS.outLink = (text, url, props = {}) =>
  BS.el("a", { href: url, target: "_blank", rel: "noopener noreferrer", text, ...props });

BS.setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

BS.setHidden = (element, hidden) => {
  if (element.hidden !== hidden) element.hidden = hidden;
};

BS.setSource = (image, url) => {
  if (image.getAttribute("src") !== url) image.setAttribute("src", url);
};

// Where floating parts belong: Gradio confines our stylesheet to its container.
BS.top = () => document.querySelector(".gradio-container") || document.body;

BS.part = (root, name) => root.querySelector(`[data-part="${name}"]`);

// The box below the part with that id.
BS.field = (id) => document.querySelector(`#${id} textarea, #${id} input`);
BS.setField = (id, value) => {
  const field = BS.field(id);
  if (!field) return false;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true })); // as if it was typed
  return true;
};

// A tab's boxes come into being when it is shown for the first time, and are filled then.
BS.setFieldSoon = async (id, value) => {
  const [MOST, CALM] = [200, 6]; // frames to wait, frames in which nobody else has written
  for (let turn = 0, calm = 0; turn < MOST && calm < CALM; turn += 1) {
    calm = BS.field(id)?.value === String(value) ? calm + 1 : 0;
    if (!calm) BS.setField(id, value);
    await new Promise(requestAnimationFrame);
  }
};

BS.isTyping = (element) =>
  !!element?.closest?.("input, textarea, select, [contenteditable=true]") &&
  !["checkbox", "radio", "range"].includes(element.type);

BS.shortTime = (iso) => {
  if (!iso) return "";
  const time = new Date(iso);
  const clock = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${time.toLocaleDateString([], { day: "numeric", month: "short" })} ${clock}`;
};

BS.duration = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};

// How long ago something was, in the largest unit that fits.
BS.ago = (ms) => {
  const minutes = Math.max(0, Math.round(ms / 60000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
};

BS.size = (bytes) => {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
};
BS.plural = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

// Outside of HTTPS and localhost browsers have no clipboard object.
BS.copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = BS.el("textarea", { class: "bs-offscreen", "aria-hidden": "true" });
    box.value = text;
    (document.querySelector("dialog[open]") || document.body).append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
};

// Says on the button itself, for a moment, that it did its work.
BS.flash = (button, text) => {
  if (button.dataset.flash) return;
  const before = button.textContent;
  button.dataset.flash = "1";
  button.textContent = text;
  setTimeout(() => { button.textContent = before; delete button.dataset.flash; }, 1200);
};

// The element of a shell that the script may fill.
BS.inside = (id) => document.querySelector(`#${id} .bs-inside`);
