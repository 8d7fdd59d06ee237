"""The small pictures of LoRAs, and those that came of a set."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from booru_studio.domain import safety_terms
from booru_studio.domain.jobs import Job, JobImage, JobState
from booru_studio.errors import WebUiNotReachableError
from booru_studio.services.lora_history import LoraHistory
from booru_studio.services.lora_pictures import LoraPictures
from booru_studio.storage.picture_cache import PictureCache
from tests.services.lora_house import LoraHouse

CATALOG = """\
folder: {folder}
loras:
  style/ink: {{preview: style/ink.preview.png}}
  style/wash: {{}}
  style/private: {{rating: explicit}}
  out: {{preview: ../secret.png}}
"""


def png(size=(64, 96), infotext=""):
    info = PngInfo()
    if infotext:
        info.add_text("parameters", infotext)
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG", pnginfo=info)
    return out.getvalue()


class Source:
    """A WebUI that counts how often it is asked for a picture."""

    def __init__(self, data=None, *, reachable=True, error=None):
        self.data, self.reachable, self.error, self.asked = data, reachable, error, 0

    def is_reachable(self):
        return self.reachable

    def lora_picture(self, name):
        self.asked += 1
        if self.error:
            raise self.error
        return self.data


class Gallery:
    def __init__(self, folder):
        (folder / "loras" / "style").mkdir(parents=True)
        self.root = folder / "loras"
        self.folder, self.now = folder, 0.0
        self.house = LoraHouse(folder, CATALOG.format(folder=self.root))

    def pictures(self, *sources):
        cache = PictureCache(self.folder / "data")
        return LoraPictures(
            self.house.loras, sources, cache, self.house.policy, clock=lambda: self.now
        )

    def lay(self, name, data):
        (self.root / name).write_bytes(data)


@pytest.fixture
def gallery(tmp_path):
    made = Gallery(tmp_path)
    yield made
    made.house.close()


@pytest.mark.parametrize("file", ["style/ink.preview.png", "style/ink.png", "style/ink.jpg"])
def test_the_picture_beside_the_file_comes_small(gallery, file):
    gallery.lay(file, png((1200, 1600)))
    source = Source(png())
    with Image.open(BytesIO(gallery.pictures(source).small("ink"))) as small:
        assert (small.format, small.size) == ("WEBP", (288, 384))
    assert source.asked == 0


def test_a_changed_picture_is_shown_changed(gallery):
    gallery.lay("style/ink.png", png((64, 96)))
    first = gallery.pictures().small("ink")
    gallery.lay("style/ink.png", png((96, 64)))
    assert gallery.pictures().small("ink") != first


def test_without_one_the_webui_is_asked_once(gallery):
    source = Source(png())
    assert gallery.pictures(source).small("wash") == gallery.pictures(source).small("wash")
    assert source.asked == 1


def test_a_lora_without_picture_is_looked_at_again_after_a_while(gallery):
    source = Source(None)
    pictures = gallery.pictures(source)
    assert [pictures.small("wash"), pictures.small("wash")] == [None, None]
    assert source.asked == 1
    gallery.now = 601
    pictures.small("wash")
    assert source.asked == 2


def test_a_webui_that_does_not_answer_counts_as_no_answer(gallery):
    error = WebUiNotReachableError(url="http://127.0.0.1:1", reason="gone")
    away, broken, there = Source(reachable=False), Source(error=error), Source(png())
    pictures = gallery.pictures(away, broken)
    assert pictures.small("wash") is None
    assert gallery.pictures(away, broken, there).small("wash") is not None
    assert away.asked == 0


@pytest.mark.parametrize("name", ["nobody", "private", "out", "../secret"])
def test_what_is_not_ours_to_show_is_not_shown(gallery, name):
    (gallery.folder / "secret.png").write_bytes(png())
    gallery.lay("style/private.png", png())
    assert gallery.pictures(Source(None)).small(name) is None


@pytest.mark.parametrize("data", [b"", b"no picture", png()[:60]])
def test_a_broken_picture_is_none(gallery, data):
    gallery.lay("style/ink.png", data)
    assert gallery.pictures().small("ink") is None


def test_a_picture_whose_infotext_is_refused_is_not_shown(gallery):
    word = sorted(safety_terms.SEXUAL)[0].replace("_", " ")
    gallery.lay("style/ink.png", png(infotext=f"{word}\nSteps: 20"))
    assert gallery.pictures().small("ink") is None


def job(number, prompt):
    image = JobImage(file=f"images/{number}.png", seed=1, width=64, height=64, infotext="")
    return Job(id=str(number), state=JobState.DONE, prompt=prompt, images=(image,))


def test_a_set_is_shown_with_the_pictures_of_jobs_that_hold_all_of_it(gallery):
    randomizer = gallery.house.loras.randomizer
    rows = [{"name": "ink", "weight": 0.5}, {"name": "wash", "weight": 0.7}]
    randomizer.set_of({}, rows, remember=True)
    jobs = [
        job(1, "a hill, <lora:wash:0.7>, <lora:ink:0.5>, <lora:more:1>"),
        job(2, "<lora:ink:0.5>"),
        job(3, "<lora:ink:0.5>, <lora:wash:0.8>"),
        job(4, "no lora"),
    ]
    history = LoraHistory(randomizer, lambda state, limit, offset: (jobs, len(jobs)))
    (entry,) = history.sets()
    assert entry["pictures"] == [{"job": "1", "file": "images/1.png"}]
