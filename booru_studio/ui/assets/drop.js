// A picture dropped or pasted anywhere: its settings into the form, a draft of it, or a beginning.
(() => {
  let depth = 0; // of dragenter over dragleave

  const say = (text, kind = "good", ...more) => BS.notice("form-message", text, kind, ...more);
  const pictureOf = (items) => [...items].find((file) => file.type.startsWith("image/"));
  const shade = (isOn) => document.documentElement.toggleAttribute("data-dropping", isOn);

  const fillForm = (request) => BS.formValues.fillWithUndo({ request }, "The form holds the picture's settings.");

  const send = async (file) => {
    let answer;
    try {
      const reply = await fetch(`${BS.route("dropped")}?name=${encodeURIComponent(file.name || "The picture")}`, { method: "POST", body: file });
      answer = await reply.json();
    } catch {
      throw new Error("The app does not answer: check that it still runs, then try again.");
    }
    if (!answer.ok) throw new Error(answer.error);
    return answer.data;
  };

  const way = (text, help, act) => BS.el("button", { type: "button", class: "bs-drop-way", on: { click: act } }, BS.el("b", { text }), BS.el("small", { text: help }));

  const ask = (found, file) => {
    const { request } = found;
    let dialog = null;
    const done = (act) => () => dialog.attempt(act);
    const ways = [
      request ? way("Fill the form", "with everything its text names; can be undone", done(() => fillForm(request))) : null,
      way("Interrogate it", "make a prompt of what it shows", done(async () => {
        dialog.say("Looking at it …", "hint");
        const draft = await BS.do("draft_picture", { file: found.file });
        fillForm(draft.request);
      })),
      way("Begin with it (img2img)", "the next jobs paint over it", done(() => {
        BS.panels.set({ init_image: found.file });
        BS.showTab("Generation");
        BS.panels.open("img2img");
      })),
      request ? way("Keep it as a job", "it appears in Jobs, to be modified, retried, upscaled", done(async () => {
        const reply = await fetch(`${BS.route("picture")}?name=${encodeURIComponent(file.name || "picture")}`, { method: "POST", body: file });
        const answer = await reply.json();
        if (!answer.ok) throw new Error(answer.error);
        BS.showTab("Jobs");
      })) : null,
    ];
    dialog = BS.dialog("dropped", "What to do with this picture",
      BS.el("div", { class: "bs-dropped" }, BS.el("img", { src: BS.link(found.url), alt: "The picture" }),
        BS.el("div", { class: "bs-drop-ways" }, ...ways.filter(Boolean))),
      request ? BS.el("details", { open: true }, BS.el("summary", { text: "What would change in the form" }), BS.formValues.differences(request, "picture")) : BS.el("p", { class: "bs-muted", text: "It does not say what it was made with." }));
  };

  const take = async (file) => {
    say("Reading the picture …", "hint");
    try {
      const found = await send(file);
      say("", "good");
      ask(found, file);
    } catch (error) {
      BS.showTab("Generation");
      say(error.message, "error");
    }
  };

  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const isElsewhere = (event) => event.defaultPrevented || event.target.closest?.("dialog, [data-picture-for], [data-takes-files], input[type=file]");
  document.addEventListener("dragenter", (event) => { if (hasFiles(event)) shade(++depth > 0); });
  document.addEventListener("dragleave", (event) => { if (hasFiles(event)) { depth = Math.max(0, depth - 1); shade(depth > 0); } });
  document.addEventListener("dragover", (event) => { if (hasFiles(event) && !isElsewhere(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    [depth] = [0];
    shade(false);
    const file = hasFiles(event) && !isElsewhere(event) && pictureOf(event.dataTransfer.files);
    if (!file) return;
    event.preventDefault();
    take(file);
  });
  document.addEventListener("paste", (event) => {
    const file = pictureOf(event.clipboardData?.files ?? []);
    if (!file || isElsewhere(event)) return;
    event.preventDefault();
    take(file);
  });

  // A post's link pasted into the prompt offers to recreate the post.
  const LINK = /^\s*(https?:\/\/(?:\w+\.)?(?:donmai\.us|gelbooru\.com)\/\S+|(?:danbooru|gelbooru):\d+)\s*$/i;
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (event.target !== BS.field("prompt") || !LINK.test(text)) return;
    const go = BS.el("button", { type: "button", class: "bs-link", text: "Recreate that post", on: { click: async () => {
      const field = BS.field("prompt");
      const at = field.value.indexOf(text);
      if (at >= 0) BS.writing.replace(field, at, at + text.length, "");
      BS.showTab("Research");
      await BS.setFieldSoon("post-link", text.trim());
      document.getElementById("draft-button")?.click();
    } } });
    say("This is a post's link.", "hint", go);
  });

  // “Send to” of a finished picture.
  const sendFile = (file) => {
    BS.panels.set({ init_image: file });
    BS.showTab("Generation");
    BS.panels.open("img2img");
  };
  BS.drop = { take, begin: sendFile };
})();
