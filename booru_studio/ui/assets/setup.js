// What is ready and what is not: shown to a newcomer once, and to anybody who asks.
(() => {
  const LOOK_AGAIN = 2000; // ms
  const MARKS = { good: "✓", open: "○", bad: "!" };
  const IMPORTS = [["styles", "A1111 styles.csv", ".csv", "become presets"], ["defaults", "A1111 ui-config.json", ".json", "sampler, steps, CFG … of new forms"],
    ["tags", "tagcomplete CSV", ".csv", "the list that suggestions come from"], ["remove", "List of tags to leave out", ".txt,.csv", "ranbooru's, or any: one tag a line"]];
  let dialog = null;
  let timer = 0;

  const button = (text, act, props = {}) => BS.el("button", { type: "button", class: "bs-button", text, on: { click: act }, ...props });
  const attempt = async (work) => {
    try {
      const said = await work();
      if (said) dialog.say(said, "good");
    } catch (error) {
      dialog.say(error.message);
    }
    look();
  };

  const ACTIONS = {
    "fetch-tags": () => button("Fetch the list", () => attempt(async () => { await BS.do("refresh", { what: "tags" }); return "The list is being fetched; suggestions work meanwhile."; })),
    "scan-loras": () => button("Read the list", () => attempt(async () => { const { counts } = await BS.do("refresh", { what: "loras" }); return `${BS.plural(counts.loras ?? 0, "LoRA")} found.`; })),
    interrogators: () => button("Choose …", () => showInterrogators()),
  };

  const finding = ({ name, label, mark, sentence, action }) => BS.el("li", { class: "bs-finding", "data-mark": mark, "data-finding": name },
    BS.el("b", { "aria-label": { good: "ready", open: "could be better", bad: "in the way" }[mark], text: MARKS[mark] }),
    BS.el("span", {}, BS.el("strong", { text: label }), " ", sentence),
    action && (mark !== "good" || action === "interrogators") ? ACTIONS[action]() : null);

  const look = async () => {
    clearTimeout(timer);
    const { findings } = await BS.do("checkup");
    if (!dialog?.open) return;
    BS.part(dialog, "findings").replaceChildren(...findings.map(finding));
    timer = setTimeout(() => look().catch(() => {}), LOOK_AGAIN);
  };

  const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  const interrogator = (each) => {
    const isLoading = each.state === "downloading";
    return BS.el("li", { class: "bs-finding", "data-mark": each.state === "ready" ? "good" : "open", "data-interrogator": each.name },
      BS.el("b", { "aria-hidden": "true", text: each.state === "ready" ? MARKS.good : MARKS.open }),
      BS.el("span", {}, BS.el("strong", { text: each.label }), " ", each.detail, each.sends_image_away ? " Sends the picture to another machine." : "",
        isLoading && each.total_bytes ? BS.el("progress", { max: each.total_bytes, value: each.done_bytes, "aria-label": "Downloaded" }) : null),
      isLoading ? button("Stop", () => attempt(() => change("cancel_prepare_interrogator", each.name))) : null,
      each.state === "needs_download" ? button(`Download ${megabytes(each.download_bytes)}`, () => attempt(() => change("prepare_interrogator", each.name))) : null);
  };
  const change = async (verb, name) => drawInterrogators(await BS.do(verb, { interrogator: name }));

  let isChoosing = false;
  const drawInterrogators = (found) => {
    const consent = BS.check("consent", "“auto” may also ask interrogators on other machines", found.send_pictures_away);
    consent.querySelector("input").addEventListener("change", (event) => attempt(() => BS.do("save_defaults", { values: { send_pictures_away: event.target.checked } }).then(() => "")));
    BS.part(dialog, "interrogators").replaceChildren(
      BS.el("h3", { text: "Interrogators, in the order “auto” asks them" }), BS.el("ul", { class: "bs-findings" }, ...found.interrogators.map(interrogator)), consent);
    if (isChoosing && found.interrogators.some((each) => each.state === "downloading")) setTimeout(showInterrogators, LOOK_AGAIN);
  };
  const showInterrogators = async () => {
    isChoosing = true;
    if (!dialog?.open) return;
    try {
      drawInterrogators(await BS.do("interrogators"));
    } catch (error) {
      dialog.say(error.message);
    }
  };

  const bring = ([kind, label, accept, help]) => {
    const box = BS.el("input", { type: "file", accept, class: "bs-offscreen", tabindex: "-1", "aria-hidden": "true" });
    box.addEventListener("change", () => box.files[0] && attempt(async () => {
      const reply = await fetch(BS.route(`import/${kind}`), { method: "POST", body: box.files[0] });
      const answer = await reply.json();
      box.value = "";
      if (!answer.ok) throw new Error(answer.error);
      return answer.data.sentences.join(" ");
    }));
    return BS.el("li", { class: "bs-finding" }, BS.el("span", {}, BS.el("strong", { text: label }), ` ${help}`), box, button("Bring along", () => box.click(), { "data-import": kind }));
  };

  const ability = (each) => BS.el("li", { class: "bs-finding", "data-mark": each.works ? "good" : "open" }, BS.el("b", { text: each.works ? "✓" : "–", "aria-label": each.works ? "can" : "cannot" }), BS.el("span", { text: each.works ? each.label : `${each.label}: ${each.detail}` }));
  const report = (each) => BS.el("details", {}, BS.el("summary", { text: `${each.flavour ?? "WebUI"} ${each.version ?? ""} at ${each.url}` }),
    each.detail ? BS.el("p", { class: "bs-muted", text: each.detail }) : null,
    BS.el("ul", { class: "bs-findings" }, ...(each.abilities ?? []).map(ability)),
    each.scripts?.length ? BS.el("p", { class: "bs-muted", text: `Its scripts: ${each.scripts.map((script) => script.name ?? script).join(", ")}. One with controls of its own is added by one file, as the guide in booru_studio/webui/extensions/base.py says.` }) : null);
  const showReports = async () => {
    try {
      const { reports } = await BS.do("webui_report");
      BS.part(dialog, "reports").replaceChildren(...reports.map(report));
    } catch (error) {
      dialog.say(error.message);
    }
  };

  const open = () => {
    isChoosing = false;
    dialog = BS.dialog("setup", "Setup",
      BS.el("ul", { class: "bs-findings", "data-part": "findings", "aria-label": "What is ready" }),
      BS.el("div", { "data-part": "interrogators" }),
      BS.el("details", {}, BS.el("summary", { text: "Bring along from other tools" }), BS.el("ul", { class: "bs-findings" }, ...IMPORTS.map(bring))),
      BS.el("details", { on: { toggle: showReports } }, BS.el("summary", { text: "What each WebUI can do" }), BS.el("div", { "data-part": "reports" })));
    dialog.addEventListener("close", () => clearTimeout(timer));
    BS.memory.put("setup-seen", true);
    look().catch((error) => dialog.say(error.message));
  };
  BS.actions.setup = open;

  // Once, and not where everything is ready.
  BS.onMount("webui-state", () => {
    if (BS.memory.get("setup-seen")) return;
    const wait = async () => {
      const { state } = BS.store;
      if (!state) return setTimeout(wait, 300);
      if (state.demo || state.mode === "space") return; // visitors can change nothing of it
      const { findings } = await BS.do("checkup");
      if (findings.some((each) => each.mark !== "good") && !document.querySelector("dialog[open]")) open();
    };
    wait();
  });
})();
