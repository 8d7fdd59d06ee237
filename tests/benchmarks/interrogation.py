"""Interrogation on this machine against the bare network, with the preparation others use beside.

It needs `onnx` (`pip install onnx`) for a network of random weights that has the shape, weight
and work of the default model; without it only the preparation is measured. Times are processor
time, since the other kind tells how busy the machine is.
"""

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from booru_studio.demo.painter import paint
from booru_studio.interrogators.model_digests import ModelDigests
from booru_studio.interrogators.model_files import ModelFiles
from booru_studio.interrogators.model_host import ModelHost
from booru_studio.interrogators.model_registry import WD
from booru_studio.interrogators.model_session import LoadedModel
from booru_studio.interrogators.onnx_local import OnnxLocal
from booru_studio.interrogators.own_model import own_model
from booru_studio.interrogators.squaring import as_input, squared
from booru_studio.storage.interrogation_cache import InterrogationCache
from booru_studio.storage.picture_intake import IntakePicture, take_picture
from tests.benchmarks.rows import Row

# Whole call by bare network, at the most.
LIMITS = {"12 MP JPEG": 1.05, "booru sample (850 x 1202 JPEG)": 1.05, "12 MP PNG": 1.20}
CACHED_LIMIT = 5.0  # ms
MEMORY_LIMIT, LEFT_LIMIT = 1000.0, 30.0  # MB
TURNS = 5


def run() -> list[Row]:
    """Measure preparation, the whole call, what is kept, and memory."""
    pictures = _pictures()
    rows = list(_preparation(pictures))
    if not importlib.util.find_spec("onnx"):
        return rows
    with TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "tests.benchmarks.interrogation_network", name]
        subprocess.run(command, check=True)  # noqa: S603
        rows += _calls(folder, pictures)
        rows += _kept(folder, pictures["12 MP JPEG"])
        rows += _memory(folder, pictures["12 MP JPEG"])
    return rows


def _pictures() -> dict[str, IntakePicture]:
    """Paint them, with the grain that a photo has and without which a PNG decodes in no time."""
    draw = np.random.default_rng(1)

    def grained(width: int, height: int) -> Image.Image:
        picture = paint("1girl, red hair, flower field, mountains, day", 3, 1000, 750)
        pixels = np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC))
        grain = draw.integers(-3, 4, pixels.shape, np.int16)
        return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))

    photo, sample = grained(4000, 3000), grained(850, 1202)
    return {
        "12 MP JPEG": _taken(photo, "JPEG", quality=90),
        "booru sample (850 x 1202 JPEG)": _taken(sample, "JPEG", quality=90),
        "12 MP PNG": _taken(photo, "PNG", compress_level=3),
    }


def _taken(image: Image.Image, kind: str, **options: int) -> IntakePicture:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return take_picture(stream.getvalue(), kind)


def _naive(picture: IntakePicture) -> np.ndarray:
    """Prepare as https://huggingface.co/spaces/SmilingWolf/wd-tagger does: in full size."""
    image = Image.open(BytesIO(picture.data)).convert("RGBA")
    canvas = Image.new("RGBA", image.size, (255, 255, 255))
    canvas.alpha_composite(image)
    image = canvas.convert("RGB")
    side = max(image.size)
    padded = Image.new("RGB", (side, side), (255, 255, 255))
    padded.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    square = padded.resize((448, 448), Image.Resampling.BICUBIC)
    return np.asarray(square, dtype=np.float32)[None, :, :, ::-1]


def _preparation(pictures: dict[str, IntakePicture]) -> Iterator[Row]:
    for name, picture in pictures.items():
        ours, naive = _in_turns(
            lambda picture=picture: as_input(squared(picture, 448), WD),
            lambda picture=picture: _naive(picture),
        )
        yield Row(f"preparation, {name}, against naive", ours, naive, naive / ours, "ms")


def _calls(folder: Path, pictures: dict[str, IntakePicture]) -> Iterator[Row]:
    host = ModelHost()
    tagger = _tagger(folder, host)
    tagger.interrogate(pictures["12 MP JPEG"], _never)
    loaded = _loaded(host, tagger.source)
    feed = loaded.session.get_inputs()[0].name
    for name, picture in pictures.items():
        batch = as_input(squared(picture, 448), WD)

        def naive(picture: IntakePicture = picture) -> object:
            return loaded.session.run(None, {feed: np.ascontiguousarray(_naive(picture))})

        whole, bare, whole_naive = _in_turns(
            lambda picture=picture: tagger.interrogate(picture, _never),
            lambda batch=batch: loaded.session.run(None, {feed: batch}),
            naive,
        )
        limit = LIMITS[name]
        share = whole / bare
        yield Row(f"whole call by bare network, {name} (limit)", share, limit, limit / share, "x")
        row = f"naive preparation by bare network, {name} (limit)"
        yield Row(row, whole_naive / bare, limit, limit / (whole_naive / bare), "x")
    tagger.close()


def _loaded(host: ModelHost, source: str) -> LoadedModel:
    def missing() -> LoadedModel:
        raise AssertionError("it was loaded by the call before")

    return host.use(source, missing, lambda model: model, _never)


def _kept(folder: Path, picture: IntakePicture) -> Iterator[Row]:
    tagger, cache = _tagger(folder, ModelHost()), InterrogationCache(folder / "data")
    cache.keep(picture.sha256, tagger.interrogate(picture, _never))
    tagger.close()
    # Whoever touched the model's files now would fail.
    (folder / "model.onnx").rename(folder / "away.onnx")

    def find() -> None:
        taken = take_picture(picture.data, "again")
        assert cache.find(taken.sha256, tagger.source) is not None

    (ours,) = _in_turns(find)
    (folder / "away.onnx").rename(folder / "model.onnx")
    yield Row("a picture that is kept (limit)", ours, CACHED_LIMIT, CACHED_LIMIT / ours, "ms")


def _memory(folder: Path, picture: IntakePicture) -> Iterator[Row]:
    (folder / "picture").write_bytes(picture.data)
    command = [sys.executable, "-m", __name__, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    told = json.loads(done.stdout)
    peak, left = told["peak"], max(told["after"] - told["start"], 0.1)
    yield Row("most memory, 12 MP JPEG (limit)", peak, MEMORY_LIMIT, MEMORY_LIMIT / peak, "MB")
    yield Row("memory left after unloading (limit)", left, LEFT_LIMIT, LEFT_LIMIT / left, "MB")


def _measure_memory(folder: Path) -> dict[str, float]:
    """Interrogate once and unload; the start is with ONNX Runtime imported (Linux only)."""
    import onnxruntime  # noqa: F401  what is measured is the model

    picture = take_picture((folder / "picture").read_bytes(), "picture")
    start = _megabytes("VmRSS")
    tagger = _tagger(folder, ModelHost())
    tagger.interrogate(picture, _never)
    tagger.close()
    return {"start": start, "peak": _megabytes("VmHWM"), "after": _megabytes("VmRSS")}


def _megabytes(field: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


def _tagger(folder: Path, host: ModelHost) -> OnnxLocal:
    model = own_model(folder)
    assert model is not None
    data = folder / "data"
    return OnnxLocal(ModelFiles(model, ModelDigests(data), data=data, folder=folder), host)


def _never() -> bool:
    return False


def _in_turns(*works: Callable[[], object]) -> list[float]:
    """Return the median of each in ms of processor time; every turn calls all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(TURNS):
        for work, times in zip(works, taken, strict=True):
            began = time.process_time()
            work()
            times.append((time.process_time() - began) * 1000)
    return [median(times) for times in taken]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_memory(Path(sys.argv[1]))))
