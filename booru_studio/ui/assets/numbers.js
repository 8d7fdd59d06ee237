// What the jobs amount to, drawn where a look beats reading.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const draw = (tag, props = {}, ...children) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(props)) {
      if (name === "text") node.textContent = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  };
  const titled = (node, text) => { node.append(draw("title", { text })); return node; };
  const shortDay = (day) => new Date(`${day}T12:00`).toLocaleDateString([], { day: "numeric", month: "short" });

  // A bar for each day, what failed on top of what was done.
  const dayBars = (days, wide) => {
    const [high, foot] = [180, 22]; // px, as wide: a drawing that is scaled has letters too small to read
    const most = Math.max(1, ...days.map((day) => day.done + day.failed + day.other));
    const step = wide / Math.max(days.length, 10);
    const scale = (count) => (count / most) * (high - foot - 18);
    const bars = days.map((day, at) => {
      const group = draw("g", { transform: `translate(${at * step}, 0)` });
      let bottom = high - foot;
      for (const kind of ["done", "other", "failed"]) {
        const tall = scale(day[kind]);
        bottom -= tall;
        group.append(draw("rect", { class: `bs-plot-${kind}`, x: 2, y: bottom, width: Math.max(2, step - 4), height: tall }));
      }
      if (at % Math.ceil((days.length * 56) / wide) === 0) group.append(draw("text", { x: 2, y: high - 6, text: shortDay(day.day) }));
      return titled(group, `${shortDay(day.day)}: ${day.done} done, ${day.failed} failed, ${day.other} cancelled or interrupted, ${BS.plural(day.pictures, "picture")}`);
    });
    return draw("svg", { width: wide, height: high, role: "img", "aria-label": "Jobs per day" },
      draw("text", { x: 2, y: 12, text: `most in a day: ${most}` }), ...bars);
  };

  // Lying bars, each with its words.
  const lines = (entries, label) => {
    const most = Math.max(...entries.map(({ value }) => value), 1e-9);
    return BS.el("ul", { class: "bs-plot-lines", "aria-label": label }, ...entries.map(({ text, value, said, kind, button }) => {
      const bar = BS.el("i", { class: kind });
      bar.style.width = `${(value / most) * 100}%`;
      return BS.el("li", { title: text }, BS.el("span", { text }), BS.el("div", {}, bar), BS.el("b", { text: said }), button ?? null);
    }));
  };

  const panel = (title, node, text) => BS.el("section", { class: "bs-panel bs-plot" }, BS.el("h3", { text: title }), node ?? BS.el("p", { class: "bs-muted", text }));

  const again = (cause) => BS.button("Again", "retry-failed", { class: "bs-button bs-quiet", "data-cause": cause, title: "Queue again what failed of this and was not retried yet" });

  const show = async () => {
    const root = BS.inside("jobs-numbers");
    if (!root?.offsetParent) return;
    let data;
    try {
      data = await BS.getJson("numbers.json");
    } catch {
      return; // the header says that the app does not answer
    }
    const { days, speeds, causes, totals } = data;
    root.classList.add("bs-numbers");
    const perDay = panel("Jobs per day", days.length ? BS.el("div") : null, "No job has ended yet.");
    root.replaceChildren(
      BS.el("p", { class: "bs-muted", text: `${BS.plural(totals.jobs, "job")}, ${BS.plural(totals.pictures, "picture")}, ${BS.duration(totals.seconds)} of work.` }),
      perDay,
      panel("Seconds per picture, by size and model", speeds.length ? lines(speeds.map((speed) => ({ text: `${speed.size} · ${speed.model || "the WebUI's own model"}`, value: speed.seconds, said: `${speed.seconds} s of ${speed.pictures}`, kind: "bs-plot-done" })), "Seconds per picture") : null, "No picture is done yet."),
      panel("Failures by cause", causes.length ? lines(causes.map((cause) => ({ text: cause.cause, value: cause.count, said: String(cause.count), kind: "bs-plot-failed", button: again(cause.cause) })), "Failures by cause") : null, "Nothing has failed."));
    const place = perDay.querySelector("div");
    place?.replaceChildren(dayBars(days, Math.max(240, place.clientWidth)));
  };

  BS.listen("jobs-part", (name) => { if (name === "numbers") show(); });
  let later = 0;
  addEventListener("resize", () => { clearTimeout(later); later = setTimeout(show, 200); });
})();
