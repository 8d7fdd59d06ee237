// The small picture of a LoRA; where there is none, the app draws its first letter.
BS.loraPictureUrl = (name) => BS.route(`lora-picture?name=${encodeURIComponent(name)}`);
BS.loraPicture = (name, props = {}) =>
  BS.el("img", { class: "bs-lora-picture", src: BS.loraPictureUrl(name.replace(/\\([{}])/g, "$1")), alt: "", loading: "lazy", decoding: "async", draggable: "false", ...props });
