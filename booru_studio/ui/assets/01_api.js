// Talks to the app's own routes.
BS.root = () =>
  new URL(window.gradio_config?.root || location.origin).pathname.replace(/\/$/, "");
BS.route = (path) => `${BS.root()}/gradio_api/bs/${path}`;
BS.link = (url) => (url.startsWith("/") ? BS.root() + url : url);

BS.getJson = async (path) => {
  const reply = await fetch(BS.route(path), { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`The app answered ${reply.status}.`);
  return reply.json();
};

// Does one thing by the name of its endpoint; an Error's message is a sentence for people.
BS.do = async (verb, args = {}) => {
  let answer;
  try {
    const reply = await fetch(BS.route(`do/${verb}`), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(args),
    });
    answer = await reply.json();
  } catch {
    throw new Error("The app does not answer: check that it still runs, then try again.");
  }
  if (!answer.ok) throw new Error(answer.error || "The app could not do that: look at its log.");
  return answer.data;
};
