// The desk on the right: a post link becomes a draft, its tags are judged, and it becomes a job.
BS.desk = (() => {
  let draft = null; // what is shown
  let key = ""; // the link and wishes it was made from
  let decisions = {}; // what a person decided of its tags, by name
  let work = null;

  const say = (text, kind, ...more) => BS.notice("research-message", text, kind, ...more);
  const link = () => (BS.field("post-link")?.value ?? "").trim();
  const text = () => BS.field("draft-prompt")?.value ?? "";
  const keyOf = (post, wishes) => JSON.stringify([post, wishes]);
  const idOf = ({ post }) => (post ? `${post.site}:${post.id}` : "");

  const setBusy = (isBusy) => {
    document.getElementById("draft-result")?.classList.toggle("bs-busy", isBusy);
    for (const id of ["draft-button", "recreate-button"]) {
      const button = document.getElementById(id);
      if (button) button.disabled = isBusy;
    }
  };

  const show = () => {
    document.getElementById("draft-result")?.classList.toggle("bs-gone", !draft);
    const fills = { "post-picture": BS.postCard.showPicture, "post-facts": BS.postCard.showFacts, "post-tags": BS.mergeDesk.show };
    for (const [id, fill] of Object.entries(fills)) {
      const root = BS.inside(id);
      if (root && draft) fill(root, draft);
    }
    const empty = BS.inside("post-empty");
    if (empty && draft) empty.replaceChildren();
    else if (empty && !empty.childElementCount) showEmpty(empty);
  };

  const showEmpty = (root) => root.replaceChildren(BS.el("div", { class: "bs-empty" },
    BS.el("p", { text: "Click a post to see what would become of it, or paste its link above." }),
    BS.el("p", { class: "bs-muted", text: "In the grid: arrows go, Space ticks, Enter drafts, V views, F keeps as a favourite, R recreates at once." })));

  const keep = () => BS.memory.keep("draft", { draft, key, decisions });

  const take = (made, madeFrom) => {
    if (!draft || idOf(made) !== idOf(draft)) decisions = {};
    [draft, key] = [made, madeFrom];
    BS.setField("draft-prompt", draft.prompt);
    for (const tag of draft.tags) {
      if (tag.name in decisions && decisions[tag.name] !== tag.kept) write(tag, decisions[tag.name]);
    }
    keep();
    show();
    BS.marks.noteSeen(idOf(draft));
  };

  // Takes a tag into the prompt or out of it, whatever else was edited there.
  const write = (tag, isKept) => {
    tag.kept = isKept;
    BS.setField("draft-prompt", BS.promptPieces.edited(text(), draft.tags, tag));
  };

  const decide = (name, isKept) => {
    const tag = draft.tags.find((one) => one.name === name);
    if (!tag || tag.kept === isKept) return;
    decisions[name] = isKept;
    write(tag, isKept);
    keep();
    BS.mergeDesk.show(BS.inside("post-tags"), draft);
  };

  const fetchDraft = async (post, wishes) => {
    if (!post) throw new Error("There is no post: paste its link, or click one in the search.");
    work?.cancel();
    const mine = work = BS.research.work("draft", { post, ...wishes }, (task) => mine === work && BS.showWork("research-message", task, () => mine.cancel()));
    const made = await mine.done;
    if (mine !== work || !made) return null;
    work = null;
    take(made, keyOf(post, wishes));
    return made;
  };

  // The draft as a request, with the text as it was edited.
  const request = () => {
    const asked = { ...draft.request };
    if (text() === draft.prompt) return asked;
    delete asked.prompt;
    return { ...asked, template: text() };
  };

  const run = async (doing) => {
    setBusy(true);
    try {
      await doing();
    } catch (error) {
      say(error.message, "error");
    }
    setBusy(false);
  };

  const open = () => document.getElementById("desk-column")?.classList.add("bs-desk-open");

  const onDraft = () => run(async () => {
    say("Fetching the post…", "hint");
    const made = await fetchDraft(link(), BS.wishes.now());
    say(made ? "" : "Stopped.", "hint");
    if (made) open();
  });

  const onRecreate = () => run(async () => {
    say("Recreating…", "hint");
    const wishes = BS.wishes.now();
    if ((!draft || key !== keyOf(link(), wishes)) && !await fetchDraft(link(), wishes)) return say("Stopped.", "hint");
    const { job_ids: ids } = await BS.do("submit", { request: request(), count: 1 });
    BS.marks.noteMade([idOf(draft)]);
    say(`Queued ${BS.plural(ids.length, "job")}.`, "good", BS.button("See Jobs", "show-jobs", { class: "bs-link" }));
    BS.poll.now();
  });

  const BUTTONS = { "draft-button": onDraft, "recreate-button": onRecreate, "to-generation": () => draft && BS.fill({ request: request() }) };
  document.addEventListener("click", ({ target }) => BUTTONS[target.closest?.("button")?.id]?.());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && event.target.closest?.("#post-link")) {
      event.preventDefault();
      onDraft();
    }
  });

  BS.actions["draft-post"] = ({ dataset }) => {
    BS.setField("post-link", dataset.post);
    return onDraft();
  };
  BS.actions["close-desk"] = () => document.getElementById("desk-column")?.classList.remove("bs-desk-open");
  BS.actions["decide-tag"] = ({ dataset }) => decide(dataset.tag, dataset.kept !== "true");

  const kept = BS.memory.get("draft");
  if (kept?.draft?.post) [draft, key, decisions] = [kept.draft, kept.key, kept.decisions ?? {}];
  for (const id of ["post-empty", "post-picture", "post-facts", "post-tags"]) BS.onMount(id, show);
  return { decide, draft: () => draft };
})();
