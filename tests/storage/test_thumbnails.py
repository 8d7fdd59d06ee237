"""Thumbnails: small, made once, rebuilt, and not too many."""

import os

import pytest
from PIL import Image

from booru_studio.errors import PictureError
from booru_studio.storage.thumbnails import LONGEST_SIDE, Thumbnails
from tests.storage.pictures import a_picture, a_png


@pytest.fixture
def make(tmp_path):
    def make(name="big.png", data=None):
        path = tmp_path / name
        path.write_bytes(data or a_png((900, 600)))
        return path

    return make


def all_of(tmp_path):
    return list((tmp_path / "thumbnails").rglob("*.webp"))


def test_a_thumbnail_is_small_and_made_once(tmp_path, make):
    thumbnails = Thumbnails(tmp_path)

    first = thumbnails.of(make())
    made = first.stat().st_mtime_ns
    again = thumbnails.of(tmp_path / "big.png")

    with Image.open(again) as image:
        assert (image.format, image.size) == ("WEBP", (LONGEST_SIDE, 256))
    assert (again, again.stat().st_mtime_ns) == (first, made)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_picture_of_the_wrong_extension_has_one_as_well(tmp_path, make, kind):
    with Image.open(Thumbnails(tmp_path).of(make("wrong.png", a_picture(kind)))) as image:
        assert image.size == (64, 48)


def test_it_is_rebuilt_when_the_folder_was_deleted(tmp_path, make):
    thumbnails = Thumbnails(tmp_path)
    first = thumbnails.of(make())
    first.unlink()
    first.parent.rmdir()

    assert thumbnails.of(tmp_path / "big.png").is_file()


def test_a_picture_that_was_made_again_has_another_one(tmp_path, make):
    thumbnails = Thumbnails(tmp_path)
    picture = make()
    first = thumbnails.of(picture)
    picture.write_bytes(a_png((30, 90)))
    os.utime(picture, (5, 5))

    with Image.open(thumbnails.of(picture)) as image:
        assert image.size == (30, 90)
    assert first.is_file()


@pytest.mark.parametrize("size", [0, 1, 20, 60, 200])
def test_a_damaged_picture_has_none_and_says_so(tmp_path, make, size):
    noise = Image.effect_noise((300, 300), 90)
    noise.save(tmp_path / "noise.png")
    picture = make("cut.png")
    picture.write_bytes((tmp_path / "noise.png").read_bytes()[:size])

    with pytest.raises(PictureError, match="damaged"):
        Thumbnails(tmp_path).of(picture)
    assert all_of(tmp_path) == []


def test_a_picture_that_is_gone_has_none_and_says_so(tmp_path):
    with pytest.raises(PictureError, match="gone"):
        Thumbnails(tmp_path).of(tmp_path / "no.png")


def test_those_looked_at_longest_ago_go_when_there_are_too_many(tmp_path, make):
    thumbnails = Thumbnails(tmp_path, most=10)
    pictures = [make(f"{n}.png", a_png((8, 8))) for n in range(11)]
    made = []
    for place, picture in enumerate(pictures[:10]):
        made.append(thumbnails.of(picture))
        os.utime(made[-1], ns=(1000 + place, made[-1].stat().st_mtime_ns))
    thumbnails.of(pictures[0])  # a look at the oldest

    newest = thumbnails.of(pictures[10])

    assert set(all_of(tmp_path)) == {made[0], *made[3:], newest}


def test_the_count_goes_on_after_a_start(tmp_path, make):
    for number in range(7):
        Thumbnails(tmp_path, most=5).of(make(f"{number}.png", a_png((8, 8))))

    assert len(all_of(tmp_path)) <= 5


def test_a_forgotten_one_is_gone_and_made_again_when_asked_for(tmp_path, make):
    thumbnails = Thumbnails(tmp_path)
    picture = make()
    path = thumbnails.of(picture)

    thumbnails.forget(picture)
    thumbnails.forget(tmp_path / "never.png")

    assert not path.exists()
    assert thumbnails.of(picture) == path
