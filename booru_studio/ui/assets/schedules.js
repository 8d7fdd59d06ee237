// What runs by the clock: the list, and one of it to be changed.
(() => {
  const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  let choices = null;
  let known = [];

  const say = (text, kind = "good") => BS.notice("jobs-message", text, kind);
  const local = (iso) => (iso ? new Date(iso).toLocaleString([], { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "");
  const often = ({ unit, every, at, weekday }) => {
    const time = every === 1 ? `every ${unit.slice(0, -1)}` : `every ${every} ${unit}`;
    return [time, weekday && `on ${weekday}`, at && `at ${at}`].filter(Boolean).join(" ");
  };
  const about = ({ action, args }) => {
    if (action === "queue_batch") return `${args.preset ? `preset “${args.preset}”` : (args.request?.template ?? args.request?.prompt ?? "").slice(0, 160)} × ${args.count ?? 1}`;
    if (action === "recreate_new_posts") return `${args.booru}: ${args.query || "(newest)"}, at most ${args.most}`;
    return "";
  };

  const row = (schedule) => {
    const of = { "data-schedule": schedule.id };
    const box = BS.el("input", { type: "checkbox", class: "bs-box", "data-do": "enable-schedule", ...of, "aria-label": "Runs when it is due" });
    box.checked = schedule.enabled;
    return BS.el("article", { class: "bs-schedule", role: "listitem", ...of },
      BS.el("label", { class: "bs-box-place", title: "Runs when it is due" }, box),
      BS.el("div", {},
        BS.el("div", { class: "bs-bar" }, BS.el("b", { text: schedule.name }), BS.el("span", { class: "bs-muted", text: schedule.label }), BS.el("span", { class: "bs-muted", text: often(schedule) })),
        BS.el("p", { class: "bs-schedule-what", text: about(schedule) }),
        schedule.problem ? BS.el("p", { class: "bs-error", text: schedule.problem }) : null,
        BS.el("p", { class: "bs-muted", text: schedule.next_due ? `Next: ${local(schedule.next_due)}` : "Not due" }),
        BS.el("p", { class: "bs-muted bs-schedule-last", text: schedule.last_run || schedule.running ? `Last${schedule.last_run ? `, ${local(schedule.last_run)}` : ""}: ${schedule.last_result}` : "It has not run yet." })),
      BS.el("div", { class: "bs-actions" }, BS.button("Run now", "run-schedule", of), BS.button("Edit", "edit-schedule", of), BS.button("Delete", "delete-schedule", of)));
  };

  const show = (schedules = known) => {
    known = schedules;
    const root = BS.inside("jobs-schedules");
    if (!root) return;
    root.replaceChildren(
      BS.el("div", { class: "bs-bar bs-gallery-bar" }, BS.button("Add a schedule…", "add-schedule"), BS.el("span", { class: "bs-muted", text: "Times are this browser's; what was missed while the app was off is made up for once." })),
      BS.el("div", { class: "bs-schedules", role: "list", "aria-label": "Schedules" }, ...known.map(row)),
      known.length ? "" : BS.el("div", { class: "bs-empty" }, BS.el("p", { text: "Nothing runs by the clock yet. Queue a preset every night, or recreate what is new in a search." }), BS.button("Add a schedule…", "add-schedule")));
  };

  const load = async () => {
    if (!BS.inside("jobs-schedules")?.offsetParent) return;
    try {
      show((await BS.do("schedules")).schedules);
    } catch (error) {
      say(error.message, "error");
    }
  };

  const timeFields = (schedule) => {
    const every = BS.input("every", schedule.every ?? 1, { type: "number", min: "1", required: true, "aria-label": "Every" });
    const unit = BS.options("unit", ["minutes", "hours", "days", "weeks"], schedule.unit ?? "days", { "aria-label": "Unit" });
    const at = BS.line("At", BS.input("at", schedule.at || "03:00", { type: "time" }));
    const weekday = BS.line("On", BS.options("weekday", DAYS, schedule.weekday || "monday"));
    const adapt = () => {
      BS.setHidden(at, !["days", "weeks"].includes(unit.value));
      BS.setHidden(weekday, unit.value !== "weeks");
    };
    unit.addEventListener("input", adapt);
    adapt();
    return [BS.el("div", { class: "bs-line-field" }, BS.el("span", { text: "Every" }), BS.el("div", { class: "bs-pair" }, every, unit)), at, weekday];
  };
  const timesOf = (values) => {
    const hasTime = ["days", "weeks"].includes(values.unit);
    return {
      name: values.name, unit: values.unit, every: Number(values.every), at: hasTime ? values.at : "",
      weekday: values.unit === "weeks" ? values.weekday : "", tz: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    };
  };

  const argFields = (action, args) => {
    if (action === "queue_batch") {
      const what = args.request ? [["What it has now", "request"], ...choices.presets.map((name) => [`Preset “${name}”`, name])] : choices.presets.map((name) => [`Preset “${name}”`, name]);
      return [what.length ? BS.line("Preset", BS.options("preset", what, args.preset || (args.request ? "request" : what[0][1]))) : BS.el("p", { class: "bs-warning", text: "There is no preset yet: save one in Generation, or use “Schedule…” of a job." }),
        BS.line("Jobs", BS.input("count", args.count ?? 1, { type: "number", min: "1", max: "2000" }))];
    }
    if (action === "recreate_new_posts") {
      return [BS.line("Search", BS.input("query", args.query ?? "", { placeholder: "tags, as in Research" })),
        BS.line("Site", BS.options("booru", choices.boorus.map(({ name, label }) => [label, name]), args.booru ?? choices.boorus[0].name)),
        BS.line("Posts at most", BS.input("most", args.most ?? 10, { type: "number", min: "1", max: "100" })),
        BS.line("Append", BS.input("append", args.append ?? "")), BS.line("Remove", BS.input("remove", args.remove ?? "")),
        BS.line("Look at the picture too", BS.options("interrogator", [["No: the site's tags alone", ""], ["Yes, with whoever can", "auto"], ...choices.interrogators.map(({ name, label }) => [label, name])], args.interrogator ?? ""))];
    }
    return [];
  };
  const argsOf = (action, values, before) => {
    if (action === "queue_batch") return { ...(values.preset === "request" ? { request: before.request } : { preset: values.preset ?? "" }), count: Number(values.count) };
    if (action === "recreate_new_posts") return { query: values.query, booru: values.booru, most: Number(values.most), append: values.append, remove: values.remove, interrogator: values.interrogator };
    return before;
  };

  const edit = async (schedule) => {
    try {
      choices ??= await BS.do("schedule_choices");
      choices = await BS.do("schedule_choices");
    } catch (error) {
      return say(error.message, "error");
    }
    const action = BS.options("action", choices.actions.map(({ name, label }) => [label, name]), schedule.action ?? "queue_batch");
    const args = BS.el("div", { class: "bs-args" });
    const fill = () => args.replaceChildren(...argFields(action.value, schedule.action === action.value ? schedule.args ?? {} : {}));
    action.addEventListener("input", fill);
    fill();
    const catchUp = BS.check("catch_up", "Make up once for what was missed", schedule.catch_up ?? true);
    const dialog = BS.dialog("schedule-dialog", schedule.id ? "Edit a schedule" : "Add a schedule",
      BS.line("Name", BS.input("name", schedule.name ?? "", { placeholder: "as what it does", maxlength: "200" })), BS.line("Does", action), args, ...timeFields(schedule), catchUp,
      BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-space" }), BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Save" })));
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(event.target));
      const before = schedule.action === action.value ? schedule.args ?? {} : {};
      dialog.attempt(async () => {
        const wanted = { ...(schedule.id ? { id: schedule.id } : {}), action: action.value, args: argsOf(action.value, values, before), catch_up: catchUp.firstChild.checked, ...timesOf(values) };
        show((await BS.do("save_schedule", { schedule: wanted })).schedules);
        say("Saved the schedule.");
      });
    });
    return null;
  };

  const of = (button) => known.find(({ id }) => id === button.dataset.schedule) ?? {};
  const change = async (verb, args, text) => {
    try {
      show((await BS.do(verb, args)).schedules);
      say(text);
    } catch (error) {
      say(error.message, "error");
    }
  };
  Object.assign(BS.actions, {
    "add-schedule": () => edit({}),
    "edit-schedule": (button) => edit(of(button)),
    "run-schedule": async (button) => {
      await change("run_schedule", { schedule_id: button.dataset.schedule }, "It runs now.");
      setTimeout(load, 700);
    },
    "enable-schedule": (box) => change("enable_schedule", { schedule_id: box.dataset.schedule, enabled: box.checked }, box.checked ? "It runs when it is due." : "It runs no more."),
    "delete-schedule": (button) => BS.sure(button, "Really?", () => change("delete_schedule", { schedule_id: button.dataset.schedule }, "Deleted the schedule.")),
    "schedule-job": (button) => {
      const fresh = BS.check("new_seed", "New seeds each time", true);
      const dialog = BS.dialog("schedule-dialog", `Queue job ${button.dataset.job.slice(0, 8)} by the clock`,
        BS.line("Name", BS.input("name", "", { placeholder: "queue batch", maxlength: "200" })), BS.line("Jobs", BS.input("count", 1, { type: "number", min: "1", max: "2000" })), ...timeFields({}), fresh,
        BS.el("div", { class: "bs-bar" }, BS.el("span", { class: "bs-space" }), BS.el("button", { type: "submit", class: "bs-button bs-primary", text: "Save" })));
      dialog.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(event.target));
        dialog.attempt(async () => {
          show((await BS.do("schedule_job", { job_id: button.dataset.job, schedule: timesOf(values), count: Number(values.count), new_seed: fresh.firstChild.checked })).schedules);
          say("Saved the schedule: see Schedules.");
        });
      });
    },
  });
  BS.listen("jobs-part", (name) => { if (name === "schedules") load(); });
})();
