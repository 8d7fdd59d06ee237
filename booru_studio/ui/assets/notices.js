// One sentence in place: what came of an action.
BS.notice = (place, text, kind = "good", ...more) => {
  const root = typeof place === "string" ? document.getElementById(place) : place;
  const line = root?.querySelector(".bs-notice");
  if (!line) return;
  line.className = `bs-notice bs-notice-${kind}`;
  line.replaceChildren(text, ...more.flatMap((node) => [" ", node]));
};

BS.showTab = (name) => {
  const tabs = [...document.querySelectorAll("#tabs button[role=tab]")];
  tabs.find((tab) => tab.textContent.trim() === name)?.click();
};

BS.actions["show-jobs"] = () => BS.showTab("Jobs");
