"""Thumbnails made while nobody waits."""

import threading
import time

import pytest

from booru_studio.services.thumbnail_maker import ThumbnailMaker
from booru_studio.storage.images import ImageStore
from booru_studio.storage.thumbnails import Thumbnails
from tests.storage.pictures import a_png

PATIENCE = 10.0  # seconds until a test gives up


@pytest.fixture
def maker(tmp_path):
    maker = ThumbnailMaker(Thumbnails(tmp_path), settle=0)
    maker.start()
    yield maker
    maker.stop()


def until(count, tmp_path):
    deadline = time.monotonic() + PATIENCE
    while len(found := list((tmp_path / "thumbnails").rglob("*.webp"))) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count}"
        time.sleep(0.01)
    return found


def test_a_saved_picture_has_its_thumbnail_before_anybody_asks(tmp_path, maker):
    images = ImageStore(tmp_path, maker.add)
    file = images.save("images/2026-03-04/a", a_png(), "png")

    made = until(1, tmp_path)

    assert made == [Thumbnails(tmp_path).of(images.path(file))]


def test_a_damaged_or_missing_picture_does_not_stop_the_others(tmp_path, maker):
    (tmp_path / "bad.png").write_bytes(b"no picture")
    (tmp_path / "good.png").write_bytes(a_png())
    for name in ("bad.png", "gone.png", "good.png"):
        maker.add(tmp_path / name)

    assert len(until(1, tmp_path)) == 1


def test_an_unforeseen_failure_does_not_end_the_thread(tmp_path):
    made = threading.Event()

    class Odd:
        def of(self, picture):
            if picture.name == "odd":
                raise RuntimeError("odd")
            made.set()

    maker = ThumbnailMaker(Odd(), settle=0)
    maker.start()
    maker.add(tmp_path / "odd")
    maker.add(tmp_path / "fine")

    assert made.wait(PATIENCE)
    maker.stop()


def test_stopping_ends_the_thread_with_work_left(tmp_path):
    begun, go_on, made = threading.Event(), threading.Event(), []

    class Slow:
        def of(self, picture):
            begun.set()
            go_on.wait(PATIENCE)
            made.append(picture)

    maker = ThumbnailMaker(Slow(), settle=0)
    maker.start()
    for number in range(50):
        maker.add(tmp_path / str(number))
    assert begun.wait(PATIENCE)
    threading.Timer(0.05, go_on.set).start()

    maker.stop()

    assert len(made) < 50
    assert "thumbnails" not in [thread.name for thread in threading.enumerate()]


def test_stopping_what_never_started_is_no_error(tmp_path):
    ThumbnailMaker(Thumbnails(tmp_path)).stop()
