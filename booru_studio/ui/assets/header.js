// The line at the top: WebUIs, queue, connection; and the title of the browser's tab.
(() => {
  const backendLine = (backend) => {
    const line = BS.el("span", { class: "bs-backend", title: `${backend.url}\n${backend.checkpoint}` });
    line.append(BS.el("i", { class: `bs-dot ${backend.reachable ? "bs-good" : "bs-bad"}`, "aria-hidden": "true" }));
    if (!backend.reachable) {
      line.append(BS.el("span", { class: "bs-problem", text: backend.detail }));
      return line;
    }
    const name = [backend.flavour, backend.version].filter(Boolean).join(" ");
    line.append(BS.el("span", { text: name === "unknown" ? "WebUI" : name }));
    const checkpoint = backend.checkpoint.replace(/ \[[0-9a-f]+\]$/, "").replace(/\.(safetensors|ckpt)$/, "");
    const models = [checkpoint, backend.vae && !/^(automatic|none)$/i.test(backend.vae) ? backend.vae : ""];
    line.append(BS.el("span", { class: "bs-muted", text: models.filter(Boolean).join(" · ") }));
    return line;
  };

  const queueText = ({ queued, running, paused, held }) => {
    const parts = [];
    if (running) parts.push(`${running} running`);
    if (queued) parts.push(`${queued} waiting`);
    const text = parts.join(", ") || "Queue is empty";
    if (paused) return `${text} · paused`;
    return held && queued ? `${text} · held` : text;
  };

  let shown = "";
  const showBackends = (place, backends) => {
    const now = JSON.stringify(backends);
    if (now === shown && place.childElementCount) return; // live regions speak at each change
    shown = now;
    place.replaceChildren(...backends.map(backendLine));
  };

  const show = () => {
    const header = document.getElementById("webui-state");
    const { state, lost } = BS.store;
    showTitle();
    if (!header?.querySelector("[data-part=lost]")) return;
    const lostLine = BS.part(header, "lost");
    BS.setText(lostLine, lost ? "The connection to the app is lost. Trying again…" : "");
    BS.setHidden(lostLine, !lost);
    BS.part(header, "backends").classList.toggle("bs-faded", lost);
    if (!state) return;
    BS.setHidden(BS.part(header, "demo"), !state.demo);
    showBackends(BS.part(header, "backends"), state.backends);
    const queue = BS.part(header, "queue");
    BS.setText(queue, queueText(state.queue));
    queue.title = state.queue.paused || state.queue.held || "";
    queue.classList.toggle("bs-warn", !!state.queue.paused);
    const reports = BS.part(header, "reports");
    BS.setText(reports, state.reports.join(" "));
    BS.setHidden(reports, !state.reports.length);
  };

  const showTitle = () => {
    const [running] = BS.runningJobs();
    const queue = BS.store.state?.queue;
    let title = "Booru Studio";
    if (running) title = `${Math.round(running.progress * 100)}% · ${title}`;
    else if (queue?.paused && queue.queued) title = `Paused · ${title}`;
    if (document.title !== title) document.title = title;
  };

  BS.listen("state", show);
  BS.onMount("webui-state", show);
})();
