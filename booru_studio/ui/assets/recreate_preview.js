// The prompts that posts would become, before anything is queued; some can be left out.
BS.recreatePreview = (() => {
  let dialog = null;
  let drafts = [];

  const build = () => {
    dialog = BS.el("dialog", { class: "bs-preview", id: "recreate-prompts", "aria-labelledby": "recreate-prompts-title" },
      BS.el("div", { class: "bs-preview-head" }, BS.el("h2", { id: "recreate-prompts-title" }),
        BS.button("", "preview-queue", { id: "preview-queue", class: "bs-button bs-primary" }), BS.button("Close", "preview-leave")),
      BS.el("p", { class: "bs-muted", "data-part": "facts", role: "status" }),
      BS.el("ol", { class: "bs-preview-prompts", "data-part": "prompts", "aria-label": "Prompts" }));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("change", count);
    BS.top().append(dialog);
  };

  // What a template may become, from where it differs.
  const rest = ({ prompt, example }) => {
    let at = 0;
    while (at < example.length && prompt[at] === example[at]) at += 1;
    const from = example.lastIndexOf(",", at) + 1;
    return from ? `… ${example.slice(from).trim()}` : example;
  };

  const row = (draft) => BS.el("li", { class: "bs-preview-draft" },
    BS.el("label", { class: "bs-preview-pick" }, BS.el("input", { type: "checkbox", checked: true, value: draft.post, "aria-label": `Queue ${draft.post}` }),
      BS.el("img", { src: BS.link(draft.preview), alt: "", loading: "lazy" })),
    BS.el("div", { class: "bs-preview-words" },
      BS.el("span", { class: "bs-post-meta" }, BS.el("b", { text: draft.post }), BS.el("span", { text: `${draft.width}×${draft.height}` })),
      BS.el("span", { class: "bs-preview-text", text: draft.prompt }),
      draft.example && draft.example !== draft.prompt ? BS.el("span", { class: "bs-preview-example", title: draft.example, text: `may become: ${rest(draft)}` }) : null,
      ...draft.warnings.map((text) => BS.el("span", { class: "bs-warning", text }))));

  const chosen = () => [...dialog.querySelectorAll("input:checked")].map((box) => box.value);

  const count = () => {
    const button = document.getElementById("preview-queue");
    const number = chosen().length;
    BS.setText(button, `Queue ${number}`);
    button.disabled = !number;
  };

  const open = (result) => {
    if (!dialog?.isConnected) build();
    drafts = result.drafts;
    BS.setText(dialog.querySelector("h2"), `What ${BS.plural(drafts.length, "post")} would become`);
    BS.setText(BS.part(dialog, "facts"), ["Nothing is queued yet.", ...result.notes].join(" "));
    BS.part(dialog, "prompts").replaceChildren(...drafts.map(row));
    count();
    BS.notice("picked-bar", "");
    dialog.showModal();
  };

  BS.actions["preview-leave"] = () => dialog.close();
  BS.actions["preview-queue"] = () => {
    const posts = chosen();
    dialog.close();
    setTimeout(() => BS.picked.recreate(posts)); // once the work that made the preview has ended
  };
  return { open };
})();
