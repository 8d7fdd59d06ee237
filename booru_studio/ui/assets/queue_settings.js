// How the queue works at all: how it begins, in which hours, on which WebUIs.
(() => {
  const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const MODES = [["As it was when the app ended", "last"], ["Running", "run"], ["Paused", "paused"]];

  const windowRow = ({ from = "23:00", to = "07:00", days = DAYS }) => {
    const boxes = DAYS.map((day) => {
      const box = BS.el("input", { type: "checkbox", class: "bs-box", "data-day": day, "aria-label": day });
      box.checked = days.includes(day);
      return BS.el("label", { title: day }, box, day.slice(0, 2));
    });
    const row = BS.el("div", { class: "bs-window-row" },
      BS.input("from", from, { type: "time", required: true, "aria-label": "From" }), "to", BS.input("to", to, { type: "time", required: true, "aria-label": "To" }),
      BS.el("span", { class: "bs-days" }, ...boxes),
      BS.el("button", { type: "button", class: "bs-button bs-quiet", text: "×", "aria-label": "Take these hours away", on: { click: () => row.remove() } }));
    return row;
  };

  const backendRow = (backend) => {
    const row = BS.check("backend", backend.url.replace(/^https?:\/\//, ""), backend.enabled);
    const about = backend.reachable ? [backend.flavour, backend.version, backend.checkpoint].filter((text) => text && text !== "unknown").join(" · ") : backend.detail;
    row.append(BS.el("span", { class: backend.reachable ? "bs-muted" : "bs-error", text: about }));
    const copies = BS.check("copies", "saves what it paints too, so that a lost answer costs no second picture", backend.keeps_copies);
    copies.classList.add("bs-below");
    return [row, copies];
  };

  BS.actions["queue-settings"] = async () => {
    const { state } = BS.store;
    let hours;
    try {
      hours = await BS.do("queue_hours");
    } catch (error) {
      return BS.notice("jobs-message", error.message, "error");
    }
    const mode = BS.options("mode", MODES, state.queue.start_mode);
    const windows = BS.el("div", { class: "bs-windows" }, ...hours.windows.map(windowRow));
    const backends = state.backends.map((backend) => ({ backend, boxes: backendRow(backend) }));
    const dialog = BS.dialog("queue-dialog", "Queue settings",
      BS.line("The queue begins", mode),
      BS.el("h3", { text: "Hours in which it works; none means always" }), windows,
      BS.el("button", { type: "button", class: "bs-button", text: "Add hours", on: { click: () => windows.append(windowRow({})) } }),
      BS.el("h3", { text: "WebUIs that get jobs" }), ...backends.flatMap(({ boxes }) => boxes),
      BS.el("h3", { text: "All jobs" }),
      BS.el("div", { class: "bs-bar" }, BS.button("Cancel all, also what runs", "cancel-all"), BS.button("Retry all that failed", "retry-failed")),
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-space" }), BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Save" })));
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.attempt(async () => {
        if (mode.value !== state.queue.start_mode) await BS.do("set_start_mode", { mode: mode.value });
        const rows = [...windows.children].map((row) => ({
          from: row.querySelector("[name=from]").value,
          to: row.querySelector("[name=to]").value,
          days: [...row.querySelectorAll("[data-day]")].filter((box) => box.checked).map((box) => box.dataset.day),
        }));
        if (JSON.stringify(rows) !== JSON.stringify(hours.windows)) await BS.do("save_queue_hours", { values: { windows: rows, tz: hours.tz } });
        for (const { backend: { url, ...before }, boxes } of backends) {
          const [enabled, keeps] = boxes.map((box) => box.firstChild.checked);
          if (enabled !== before.enabled) await BS.do("enable_backend", { url, enabled });
          if (keeps !== before.keeps_copies) await BS.do("keep_copies", { url, keeps });
        }
        BS.notice("jobs-message", "Saved how the queue works.");
      });
    });
    return null;
  };
})();
