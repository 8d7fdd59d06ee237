// The presets and styles that have a prompt, as suggestions: asked for when somebody first writes.
BS.stylesBeginning = (() => {
  let styles = []; // {name, text}
  let isAsked = false;

  const take = (entries) => { styles = entries.filter((each) => each.text); };
  BS.listen("presets", take);

  const ask = async () => {
    isAsked = true;
    const answers = await Promise.allSettled([BS.do("presets"), BS.do("webui_styles")]);
    take(answers.flatMap(({ value }) => value?.presets ?? value?.styles ?? []));
  };
  document.addEventListener("focusin", (event) => {
    if (!isAsked && BS.writing.promptOf(event.target)) ask();
  });

  return (typed) => {
    const wanted = typed.toLowerCase().replaceAll("_", " ");
    return styles.filter(({ name }) => name.toLowerCase().startsWith(wanted))
      .map(({ name, text }) => ({ insert: text, label: name, kind: "style" }));
  };
})();
