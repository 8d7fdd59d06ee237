// The Research tab's routes, and work that takes longer than a click: followed, and stopped.
BS.research = (() => {
  const LOST = "The app does not answer: check that it still runs, then try again.";

  const read = async (reply) => {
    const answer = await reply.json();
    if (!answer.ok) throw Object.assign(new Error(answer.error), { isTold: true });
    return answer.data;
  };

  const send = async (path, options) => {
    try {
      return await read(await fetch(BS.route(`research/${path}`), options));
    } catch (error) {
      throw error.isTold || error.name === "AbortError" ? error : new Error(LOST);
    }
  };

  // Looks something up; `args` become the address's query.
  const look = (name, args = {}, signal = undefined) => send(`${name}.json?${new URLSearchParams(args)}`, { signal });

  const tell = (name, args = {}) => send(name, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(args),
  });

  // Begins work in the background: {done, cancel}. `onStep` hears of each step on the way.
  const work = (kind, args, onStep = () => {}) => {
    let task = null;
    let isCancelled = false;
    const cancel = () => {
      isCancelled = true;
      if (task) tell("cancel", { id: task.id }).catch(() => {});
    };
    const follow = async () => {
      task = await tell("begin", { kind, arguments: args });
      if (isCancelled) cancel();
      while (task.state === "running") {
        onStep(task);
        task = await look("task", { id: task.id });
      }
      if (task.state === "failed") throw new Error(task.error);
      return task.state === "done" ? task.result : null; // null: it was stopped
    };
    return { done: follow(), cancel };
  };

  return { look, tell, work };
})();

// “Drafting 3 of 20.” with a bar and a way to stop it, in the place of a notice.
BS.showWork = (place, task, cancel) => {
  const of = task.sentence.match(/(\d+) of (\d+)/);
  const bar = BS.el("progress", { class: "bs-progress", max: of ? of[2] : null, value: of ? of[1] - 1 : null, "aria-label": "Progress" });
  const stop = BS.el("button", { type: "button", class: "bs-link", text: "Stop", on: { click: cancel } });
  BS.notice(place, task.sentence || "Working…", "hint", bar, stop);
};
