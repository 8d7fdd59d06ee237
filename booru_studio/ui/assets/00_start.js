"use strict";
// The page's own script. Parts talk by events; clicks are heard on the document, since Gradio
// may replace any element at any time.
const BS = {};

BS.bus = new EventTarget();
BS.emit = (name, detail) => BS.bus.dispatchEvent(new CustomEvent(name, { detail }));
BS.listen = (name, heard) => BS.bus.addEventListener(name, (event) => heard(event.detail));

// data-do="name" on an element calls BS.actions.name(element, event); a name means one thing.
BS.actions = new Proxy({}, {
  set(actions, name, act) {
    if (name in actions) console.error(`There are two actions “${name}”.`);
    actions[name] = act;
    return true;
  },
});
{
  let early = null; // what was clicked before the features were there
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-do]");
    if (!target || target.disabled) return;
    if (!BS.hasBegun && !BS.actions[target.dataset.do]) early = [target, event];
    else BS.actions[target.dataset.do]?.(target, event);
  });
  BS.listen("begun", () => early && BS.actions[early[0].dataset.do]?.(...early));
}

// BS.onMount(id, fill): `fill(element)` runs when the part with that id comes into being, which
// may be before the features are there that fill it.
BS.mounts = [];
BS.onMount = (id, fill) => { BS.mounts.push([id, fill]); };
{
  let early = [];
  const tell = (element) => {
    for (const [id, fill] of BS.mounts) {
      const part = document.getElementById(id);
      if (part && (part.contains(element) || element.contains(part))) fill(part);
    }
  };
  document.addEventListener("bs:mounted", ({ detail }) => {
    if (early) early.push(detail.element);
    else tell(detail.element);
  });
  BS.begin = () => {
    const found = early;
    early = null;
    BS.hasBegun = true;
    found.forEach(tell);
    BS.emit("begun");
  };
}

// Work that nobody waits for, once the page has been painted and can be typed into.
BS.whenIdle = (act) => {
  if (window.requestIdleCallback) requestIdleCallback(() => act(), { timeout: 1000 });
  else setTimeout(act, 200);
};

// The features come as one script, which takes a while to read: after the first paint of the form,
// so that the form can be typed into meanwhile.
BS.load = (url) => {
  let isComing = false;
  const come = () => {
    if (isComing) return;
    isComing = true;
    document.head.append(Object.assign(document.createElement("script"), { src: url }));
  };
  document.addEventListener("bs:mounted", ({ detail }) => {
    if (detail.element.querySelector("textarea")) requestAnimationFrame(() => setTimeout(come));
  });
  setTimeout(come, 1500);
};
