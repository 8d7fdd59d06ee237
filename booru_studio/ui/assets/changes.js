// A job that is being modified: what differs from it is marked in the form, and told in a line.
(() => {
  const CALM = 120; // ms without a change
  let job = "";
  let own = {}; // what the form held when it was filled with the job

  const shown = (name, value) => (typeof value === "boolean" ? (value ? "on" : "off") : BS.form.labelOf(name, value));
  const parts = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
  const textChange = (was, now) => {
    const [old, fresh] = [new Set(parts(was)), new Set(parts(now))];
    const gone = [...old].filter((part) => !fresh.has(part));
    const added = [...fresh].filter((part) => !old.has(part));
    if (!gone.length && !added.length) return [BS.el("span", { class: "bs-muted", text: "in another order" })];
    return [...gone.map((text) => BS.el("del", { text })), ...added.map((text) => BS.el("ins", { text }))];
  };

  const line = () => {
    const row = document.querySelector(".bs-queue-row");
    let node = document.getElementById("form-changes");
    if (!node && row) {
      node = BS.el("div", { id: "form-changes", class: "bs-form-changes", role: "status", hidden: true });
      row.after(node);
    }
    return node;
  };

  const NOT_OURS = new Set(["count", "source_post", "changes_of", "extras"]);
  const show = () => {
    const node = line();
    if (!node) return;
    const held = BS.form.now();
    const said = [];
    for (const name of Object.keys(held).filter((each) => !NOT_OURS.has(each))) {
      const part = document.getElementById(BS.form.idOf(name));
      const isChanged = !!job && name in own && held[name] !== own[name];
      part.classList.toggle("bs-changed", isChanged);
      if (!isChanged) continue;
      const [was, now] = [own[name], held[name]].map((value) => shown(name, value));
      part.title = `It was: ${was.slice(0, 400)}`;
      said.push(BS.el("span", { class: "bs-form-change" }, BS.el("b", { text: `${BS.formValues.nameOf(name).toLowerCase()} ` }), ...(name.endsWith("prompt") ? textChange(was, now) : [BS.el("del", { text: was }), " → ", BS.el("ins", { text: now })])));
    }
    BS.setHidden(node, !job);
    if (!job) return;
    node.replaceChildren(
      BS.el("b", { text: said.length ? "Changed: " : "As the job was; change something, or queue it again. " }), ...said, BS.el("span", { class: "bs-space" }),
      BS.button("Same seed", "form-same-seed", { "aria-pressed": String(held.seed === own.seed) }), BS.button("New seed", "form-new-seed", { "aria-pressed": String(held.seed === -1) }), BS.button("Variations…", "vary-job", { "data-job": job }));
  };

  BS.listen("form-filled", ({ job: id }) => {
    [job, own] = [id, BS.form.now()];
    show();
  });
  let timer = 0;
  const soon = () => {
    if (!job) return;
    clearTimeout(timer);
    timer = setTimeout(show, CALM);
  };
  BS.listen("form", () => {
    // The chip that names the job was taken away.
    if (job && !BS.form.own("changes_of")) {
      job = "";
      show();
    } else soon();
  });
  document.addEventListener("input", ({ target }) => BS.writing.promptOf(target) && soon());
  Object.assign(BS.actions, {
    "form-same-seed": () => BS.setField("seed", own.seed),
    "form-new-seed": () => BS.setField("seed", -1),
  });
})();
