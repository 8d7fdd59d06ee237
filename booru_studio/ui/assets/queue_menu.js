// Beside the queue button: go on until stopped, prompts from a list, what happens at the end.
(() => {
  const MOST_WAITING = 2; // jobs, while it goes on until stopped
  const GAP = 700; // ms between two presses of the queue button
  const TONES = [660, 880]; // Hz
  let menu = null;
  let isForever = false;
  let pressed = 0; // when the queue button was last pressed by us
  let wasBusy = false;
  const wishes = { sound: false, notify: false, ...(BS.memory.get("at-end") ?? {}) };

  const keepWishes = () => BS.memory.put("at-end", wishes);
  const say = (text, kind = "hint") => BS.notice("form-message", text, kind);

  const setForever = (wanted, why = "") => {
    isForever = wanted;
    document.querySelector("[data-do=queue-menu]")?.classList.toggle("bs-forever", isForever);
    const button = document.getElementById("queue-button");
    button?.classList.toggle("bs-forever", isForever);
    if (why) say(why, isForever ? "good" : "hint");
    if (isForever) goOn();
  };

  // The button itself is pressed, so that what is queued is what the form says then.
  const goOn = () => {
    const queue = BS.store.state?.queue;
    if (!isForever || !queue || BS.store.lost) return;
    if (document.querySelector("#form-message .bs-notice-error")?.textContent) return setForever(false);
    if (queue.paused) return setForever(false, "Stopped going on: the queue is paused.");
    const isSettled = performance.now() - pressed > GAP;
    if (queue.queued >= MOST_WAITING || !isSettled) return;
    pressed = performance.now();
    document.getElementById("queue-button")?.click();
    setTimeout(BS.poll.now, GAP);
  };

  const beep = () => {
    const audio = new AudioContext();
    TONES.forEach((tone, at) => {
      const [from, sound, volume] = [audio.currentTime + at * 0.18, audio.createOscillator(), audio.createGain()];
      sound.frequency.value = tone;
      volume.gain.setValueAtTime(0.15, from);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
      sound.connect(volume).connect(audio.destination);
      sound.start(from);
      sound.stop(from + 0.32);
    });
    setTimeout(() => audio.close(), 1000);
  };

  const atEnd = () => {
    if (wishes.sound) beep();
    if (wishes.notify && window.Notification?.permission === "granted") new Notification("Booru Studio", { body: "The queue is done." });
    BS.emit("queue-done");
  };

  BS.listen("state", () => {
    const queue = BS.store.state?.queue;
    const isBusy = !!queue && !!(queue.running || (queue.queued && !queue.paused));
    if (wasBusy && !isBusy && queue && !isForever) atEnd();
    wasBusy = isBusy;
    goOn();
  });

  const askList = () => {
    const box = BS.el("textarea", { class: "bs-input bs-list-box", rows: 10, "aria-label": "Prompts, one a line", placeholder: "one prompt a line; wildcards are resolved in each" });
    const facts = BS.el("span", { class: "bs-muted" });
    const lines = () => box.value.split("\n").map((line) => line.trim()).filter(Boolean);
    box.addEventListener("input", () => BS.setText(facts, BS.plural(lines().length, "prompt")));
    const dialog = BS.dialog("prompt-list", "Prompts from a list", box,
      BS.el("div", { class: "bs-bar" }, facts, BS.el("span", { class: "bs-space" }),
        BS.el("button", { type: "button", class: "bs-button bs-primary", text: "Queue them", on: { click: () => {
          if (!lines().length) return dialog.say("Write or paste a prompt first.");
          BS.queueForm.prompts(lines().map((prompt) => ({ prompt, seed: null })), true);
          return dialog.close();
        } } })));
    box.focus();
  };

  const askToNotify = async () => {
    wishes.notify = !wishes.notify;
    if (wishes.notify && window.Notification && (await Notification.requestPermission()) !== "granted") {
      wishes.notify = false;
      say("The browser does not let this page show notifications: allow it in its settings.", "hint");
    }
    keepWishes();
  };

  const item = (text, act, isOn = null) => BS.el("button", {
    type: "button", class: "bs-menu-item", role: isOn === null ? "menuitem" : "menuitemcheckbox", "aria-checked": isOn === null ? null : String(isOn), text,
    on: { click: () => { close(); act(); } },
  });
  const close = () => {
    menu?.remove();
    menu = null;
  };
  const open = (button) => {
    if (menu) return close();
    menu = BS.el("div", { class: "bs-menu", role: "menu", "aria-label": "More ways to queue" },
      item(isForever ? "Stop going on" : "Go on until stopped", () => setForever(!isForever, isForever ? "Nothing more is queued." : "Going on: a new job is queued whenever fewer than two wait."), isForever),
      item("Prompts from a list …", askList),
      item("Stop after the running job", () => BS.do("pause_queue").then(BS.poll.now, (error) => say(error.message, "error"))),
      item("Skip the running job (Alt+Enter)", () => BS.actions.skip()),
      item("Sound when the queue is done", () => { wishes.sound = !wishes.sound; keepWishes(); if (wishes.sound) beep(); }, wishes.sound),
      item("Notification when the queue is done", askToNotify, wishes.notify));
    BS.top().append(menu);
    const place = button.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(place.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${place.bottom + 4 + menu.offsetHeight > innerHeight ? place.top - menu.offsetHeight - 4 : place.bottom + 4}px`;
    menu.querySelector("button").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (!menu) return;
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length).focus();
    else if (event.key === "Escape") {
      close();
      document.querySelector("[data-do=queue-menu]")?.focus();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    if (menu && !menu.contains(event.target) && !event.target.closest("[data-do=queue-menu]")) close();
  }, true);

  const skip = async () => {
    const [running] = BS.runningJobs();
    if (!running) return;
    try {
      await BS.do("cancel", { job_id: running.id });
      say("The running job is cancelled.");
    } catch (error) {
      say(error.message, "error");
    }
    BS.poll.now();
  };
  Object.assign(BS.actions, { "queue-menu": open, skip });
})();
