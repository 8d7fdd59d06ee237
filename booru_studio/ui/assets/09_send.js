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
  img2img: { label: "To img2img", send: (picture) => BS.drop.begin(picture.file) },
  interrogate: {
    label: "Interrogate",
    send: async (picture) => {
      BS.showTab("Generation");
      BS.notice("form-message", "Looking at it …", "hint");
      try {
        const draft = await BS.do("draft_picture", { file: picture.file });
        BS.formValues.fillWithUndo({ request: draft.request }, "The form holds what the picture shows.");
      } catch (error) {
        BS.notice("form-message", error.message, "error");
      }
    },
  },
};
