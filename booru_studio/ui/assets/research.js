// The left half of Research: a post link becomes a draft, a draft becomes jobs.
BS.research = (() => {
  let draft = null; // what is shown
  let key = ""; // the link and wishes it was made from
  let busy = 0;

  const say = (text, kind, ...more) => BS.notice("research-message", text, kind, ...more);
  const keyOf = (link, wishes) => JSON.stringify([link.trim(), wishes]);
  const wishesOf = (append, remove, categories) => ({ append, remove, categories });

  const setBusy = (by) => {
    busy += by;
    document.getElementById("draft-result")?.classList.toggle("bs-busy", busy > 0);
    for (const id of ["draft-button", "recreate-button"]) {
      const button = document.getElementById(id);
      if (button) button.disabled = busy > 0;
    }
  };

  const show = () => {
    document.getElementById("draft-result")?.classList.toggle("bs-gone", !draft);
    const parts = { "post-picture": "showPicture", "post-facts": "showFacts", "post-tags": "showTags" };
    for (const [id, fill] of Object.entries(parts)) {
      const root = BS.inside(id);
      if (root && draft) BS.postCard[fill](root, draft);
    }
    const empty = BS.inside("post-empty");
    if (empty && draft) empty.replaceChildren();
    else if (empty && !empty.childElementCount) showEmpty(empty);
  };

  const showEmpty = (root) => {
    const examples = BS.el("div", { class: "bs-examples" });
    root.replaceChildren(BS.el("div", { class: "bs-empty" },
      BS.el("p", { text: BS.store.state?.demo ? "Paste a post link above, or try one of these:" : "Paste a post link above, or click a post on the right." }), examples));
    if (!BS.store.state?.demo) return;
    BS.do("posts", { tags: "", limit: 3 })
      .then((found) => examples.replaceChildren(...found.posts.map((post) => BS.button(`${post.site}:${post.id}`, "draft-post"))))
      .catch(() => {});
  };

  const take = (made, madeFrom, keepsText) => {
    [draft, key] = [made, madeFrom];
    BS.memory.put("draft", { draft, key });
    show();
    if (!keepsText) BS.setField("draft-prompt", draft.prompt);
  };

  const fetchDraft = async (link, wishes) => {
    if (!link.trim()) throw new Error("There is no post: paste its link, or click one in the search.");
    const made = await BS.do("recreate", { post: link.trim(), ...wishes });
    take(made, keyOf(link, wishes));
    return made;
  };

  // The draft as a request, with the text as it was edited.
  const requestOf = (text) => {
    const request = { ...draft.request };
    if (text === draft.prompt) return request;
    delete request.prompt;
    return { ...request, template: text };
  };

  const run = async (work) => {
    setBusy(1);
    try {
      await work();
    } catch (error) {
      say(error.message, "error");
    } finally {
      setBusy(-1);
    }
  };

  const onDraft = (link, append, remove, categories) => run(async () => {
    say("Fetching the post…", "hint");
    await fetchDraft(link, wishesOf(append, remove, categories));
    say("");
  });

  const onRecreate = (link, append, remove, categories, text) => run(async () => {
    const wishes = wishesOf(append, remove, categories);
    say("Recreating…", "hint");
    let edited = text;
    if (!draft || key !== keyOf(link, wishes)) edited = (await fetchDraft(link, wishes)).prompt;
    const { job_ids: ids } = await BS.do("submit", { request: requestOf(edited), count: 1 });
    say(`Queued ${BS.plural(ids.length, "job")}.`, "good", BS.button("See Jobs", "show-jobs", { class: "bs-link" }));
    BS.poll.now();
  });

  const onToGeneration = (text) => {
    if (draft) BS.fill({ request: requestOf(text) });
  };

  BS.actions["draft-post"] = (button) => {
    BS.setField("post-link", button.dataset.post || button.textContent);
    setTimeout(() => document.getElementById("draft-button")?.click()); // once Gradio has the text
    document.getElementById("post-link")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };

  const kept = BS.memory.get("draft");
  if (kept?.draft?.post) [draft, key] = [kept.draft, kept.key];
  for (const id of ["post-empty", "post-picture", "post-facts", "post-tags"]) BS.onMount(id, show);
  return { onDraft, onRecreate, onToGeneration };
})();
