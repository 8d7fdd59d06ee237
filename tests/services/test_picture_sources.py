"""Pictures from outside: looked at before they are kept, and again before they are sent."""

import pytest

from booru_studio.errors import BlockedContentError, PictureUnreadableError, StoreReadError
from booru_studio.services.picture_sources import PictureSources
from tests.webui.samples import picture

LINE = "\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 64x64"


def test_the_same_picture_is_kept_once(house):
    first, second = (house.sources.keep(picture(), name) for name in ("a.png", "b.png"))
    assert first == second
    assert (first.width, first.height) == (64, 64)
    assert len(list((house.folder / "inputs").iterdir())) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_kept_picture_holds_no_text_of_its_own(house, kind):
    made = house.sources.keep(picture(kind, infotext="a quiet lake" + LINE), "lake")
    data = house.sources.read(made.file)
    assert data.startswith(b"\x89PNG")
    assert b"lake" not in data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_whose_text_may_not_be_sent_is_not_kept(house, kind):
    with pytest.raises(BlockedContentError, match="made with a prompt that may not be sent"):
        house.sources.keep(picture(kind, infotext="nsfw, garden" + LINE), "x.png")
    assert not (house.folder / "inputs").exists()


def test_whoever_inspects_has_the_last_word(house):
    seen = []

    def inspect(intake):
        seen.append(intake.name)
        raise BlockedContentError(reason="it is rated explicit")

    sources = PictureSources(house.images, house.sources.inputs, house.policy, inspect)
    with pytest.raises(BlockedContentError, match="rated explicit"):
        sources.keep(picture(), "x.png")
    assert seen == ["x.png"]
    assert not (house.folder / "inputs").exists()


def test_what_is_no_picture_is_not_kept(house):
    with pytest.raises(PictureUnreadableError):
        house.sources.keep(b"not a picture", "notes.txt")


def test_a_finished_picture_is_judged_by_todays_rules(house):
    name = "images/2026-03-04/050607-1-abcdefgh-0"
    file = house.images.save(name, picture(infotext="nsfw, garden" + LINE), "png")
    with pytest.raises(BlockedContentError):
        house.sources.read(file)


@pytest.mark.parametrize("file", ["inputs/x.png", f"inputs/{'0' * 64}.png", "jobs.json", ""])
def test_a_name_that_is_nobodys_is_not_read(house, file):
    assert house.sources.path(file) is None
    with pytest.raises(StoreReadError):
        house.sources.read(file)


def test_a_link_in_place_of_a_picture_is_not_read(house):
    made = house.sources.keep(picture(), "a.png")
    path = house.folder / made.file
    path.rename(house.folder / "elsewhere.png")
    path.symlink_to(house.folder / "elsewhere.png")
    assert house.sources.path(made.file) is None
