// Where a picture can be sent from the viewer: each part of the page adds its own by name,
// {label, send(picture, job)}; `picture` is {job, at, file, width, height, seed}.
BS.sendPicture = {
  prompt: {
    label: "To prompt",
    send: (_picture, job) => {
      BS.showTab("Generation");
      BS.setField("prompt", job.template || job.prompt);
    },
  },
};
