// What can be done with what is chosen; it stands at the lower edge while anything is.
(() => {
  let tray = null;

  const build = () => {
    const said = BS.el("b", { "data-part": "said", role: "status" });
    const jobs = BS.el("span", { class: "bs-tray-group", "data-part": "jobs", role: "group", "aria-label": "Chosen jobs" },
      BS.button("Cancel", "cancel-chosen"), BS.button("Retry", "retry-chosen"), BS.button("New seeds", "retry-new-seed"),
      BS.button("Run next", "run-next"), BS.button("Priority +", "priority-job", { "data-step": "1" }), BS.button("Priority −", "priority-job", { "data-step": "-1" }),
      BS.button("★", "star-chosen", { "aria-label": "Bookmark" }), BS.button("Export", "export-chosen"));
    const pictures = BS.el("span", { class: "bs-tray-group", "data-part": "pictures", role: "group", "aria-label": "Chosen pictures" },
      BS.button("Upscale…", "upscale-chosen"), BS.button("Compare", "compare-chosen"), BS.button("Zip", "zip-chosen"), BS.button("Delete", "delete-chosen"));
    tray = BS.el("div", { id: "jobs-tray", class: "bs-tray", hidden: true }, said, jobs, pictures, BS.el("span", { class: "bs-space" }),
      BS.button("Choose all", "tick-all"), BS.button("Clear", "tick-none", { title: "Esc" }));
    BS.top().append(tray);
  };

  const show = () => {
    if (!tray) build();
    const { jobs, pictures } = BS.ticks;
    const shown = [jobs.size && BS.plural(jobs.size, "job"), pictures.size && BS.plural(pictures.size, "picture")].filter(Boolean).join(", ");
    BS.setText(BS.part(tray, "said"), shown);
    BS.setHidden(BS.part(tray, "jobs"), !jobs.size);
    tray.querySelector("[data-do=compare-chosen]").disabled = jobs.size === 0 && pictures.size !== 2;
    place();
  };
  const place = () => {
    if (!tray) return;
    const isHere = !!document.getElementById("jobs-bar")?.offsetParent;
    BS.setHidden(tray, !isHere || !(BS.ticks.jobs.size || BS.ticks.pictures.size));
  };
  BS.listen("ticks", show);
  document.addEventListener("click", ({ target }) => { if (target.closest?.("#tabs button[role=tab]")) setTimeout(place, 30); });
})();
