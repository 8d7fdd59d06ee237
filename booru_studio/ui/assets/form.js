// The small tools of the Generation form.
(() => {
  const AREAS = [512 * 512, 768 * 768, 1024 * 1024, 1536 * 1536]; // pixels models are trained on
  const sizes = () => ["width", "height"].map((id) => Number(BS.field(id)?.value) || 512);
  const setSizes = (width, height) => {
    BS.setField("width", width);
    BS.setField("height", height);
  };

  // The nearest size whose sides are multiples of 64, with about the area there is now.
  const sizeOf = (ratio, area) => {
    const [across, down] = ratio.split(":").map(Number);
    const near = AREAS.reduce((best, one) =>
      (Math.abs(Math.log(one / area)) < Math.abs(Math.log(best / area)) ? one : best));
    const side = (length) => Math.max(64, Math.round(length / 64) * 64);
    return [side(Math.sqrt((near * across) / down)), side(Math.sqrt((near * down) / across))];
  };

  Object.assign(BS.actions, {
    "swap-size": () => setSizes(...sizes().reverse()),
    ratio: (button) => {
      const [width, height] = sizes();
      setSizes(...sizeOf(button.dataset.ratio, width * height));
    },
    "draw-seed": () => BS.setField("seed", -1),
    "last-seed": () => {
      const image = BS.results.jobs[0]?.images[0];
      if (image) BS.setField("seed", image.seed);
      else BS.notice("lists-message", "There is no picture yet whose seed could be used.", "hint");
    },
  });
})();
