// How long pictures are kept: three limits, what they would take away, and doing it.
(() => {
  const LIMITS = [["keep_days", "Days since the job ended", 1], ["keep_count", "Pictures, the newest", 1], ["max_gb", "GB, the newest", 0.1]];

  BS.actions["retention"] = async () => {
    let found;
    try {
      found = await BS.do("retention", {});
    } catch (error) {
      return BS.notice("jobs-message", error.message, "error");
    }
    const boxes = LIMITS.map(([name, , step]) => BS.input(name, found.rule[name] || "", { type: "number", min: "0", step, placeholder: "without limit" }));
    const told = BS.el("p", { role: "status" });
    const list = BS.el("ul", { class: "bs-retention" });
    const save = BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Keep as the rule" });
    const dialog = BS.dialog("retention-dialog", "How long pictures are kept",
      BS.el("p", { class: "bs-muted", text: "Bookmarked jobs stay, jobs that are not over stay, and so does what a kept job was made from. What goes lies in the trash for a week." }),
      ...LIMITS.map(([, label], at) => BS.line(label, boxes[at])), told, list,
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-muted", text: "A schedule “Move old pictures to the trash” does it by itself." }), BS.el("span", { class: "bs-space" }), save));

    const values = () => Object.fromEntries(boxes.map((box) => [box.name, Number(box.value) || 0]));
    const show = () => {
      const { pictures, bytes, job_ids: ids, shown } = found;
      BS.setText(told, pictures ? `${BS.plural(pictures, "picture")} of ${BS.plural(ids.length, "job")} would go, ${BS.size(bytes)}:` : "Nothing would go.");
      list.replaceChildren(...shown.map(({ job, finished, pictures: count, why }) => BS.el("li", {},
        BS.button(`${BS.shortTime(finished)} · ${BS.plural(count, "picture")}`, "show-job", { class: "bs-link", "data-job": job }), BS.el("span", { class: "bs-muted", text: ` ${why}` }))),
        ids.length > shown.length ? BS.el("li", { class: "bs-muted", text: `and ${BS.plural(ids.length - shown.length, "job")} more` }) : "");
      BS.setText(save, pictures ? `Keep as the rule, and move ${BS.plural(pictures, "picture")} to the trash` : "Keep as the rule");
    };
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      save.disabled = true; // until it is known what it would do
      try {
        const answer = await BS.do("retention", { values: values() });
        if (mine !== asked) return;
        found = answer;
        dialog.say("");
        show();
        save.disabled = false;
      } catch (error) {
        if (mine === asked) dialog.say(error.message);
      }
    };
    let later = 0;
    for (const box of boxes) box.addEventListener("input", () => { save.disabled = true; clearTimeout(later); later = setTimeout(ask, 250); });
    dialog.addEventListener("click", (event) => { if (event.target.closest("[data-do=show-job]")) dialog.close(); });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.attempt(async () => {
        const gone = await BS.do("apply_retention", { values: values(), job_ids: found.job_ids });
        BS.tellTrashed(gone, gone.files.length ? `Moved ${BS.plural(gone.files.length, "picture")}` : "The rule is kept; nothing went", (...said) => BS.notice("jobs-message", ...said));
        BS.emit("jobs-part", "files");
      });
    });
    show();
    return null;
  };
})();
