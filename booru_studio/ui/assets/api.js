// How to use the endpoints from a script: each call in Python and for a shell, to be copied.
(() => {
  const address = () => location.origin + BS.root();

  const copied = (text) => {
    const button = BS.el("button", { type: "button", class: "bs-button bs-quiet", text: "Copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Select it and press Ctrl+C";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    return BS.el("div", { class: "bs-code" }, BS.el("pre", { tabindex: "0", text }), button);
  };

  const call = (each, language) => BS.el("details", { "data-endpoint": each.endpoint },
    BS.el("summary", {}, BS.el("code", { text: `/${each.endpoint}` }), BS.el("span", { class: "bs-muted", text: ` ${each.about}` })),
    copied(each[language]));

  const open = async () => {
    const told = BS.el("div", { class: "bs-api" });
    const language = BS.options("language", [["Python", "python"], ["curl", "curl"]], BS.memory.get("api-language") || "python", { "aria-label": "Language" });
    const dialog = BS.dialog("api", "Use it from a script", BS.line("Language", language), told);
    let answer;
    try {
      answer = await BS.do("api_examples");
    } catch (error) {
      return dialog.say(error.message);
    }
    const draw = () => {
      const chosen = language.value;
      const mcp = answer.mcp
        ? `MCP: ${address()}/gradio_api/mcp/ offers all of these as tools.`
        : "Start with --mcp to offer all of these as MCP tools.";
      told.replaceChildren(
        copied(answer.beginning[chosen].replaceAll(answer.address, address())),
        ...answer.examples.map((each) => call(each, chosen)),
        BS.el("p", { class: "bs-muted", text: mcp }));
    };
    language.addEventListener("change", () => {
      BS.memory.put("api-language", language.value);
      draw();
    });
    draw();
  };
  BS.actions.api = open;
})();
