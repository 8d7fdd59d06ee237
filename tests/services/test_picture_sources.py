"""Pictures from outside: looked at before they are kept, and again before they are sent."""

import base64

import pytest

from booru_studio.errors import (
    BlockedContentError,
    InvalidInputError,
    PictureUnreadableError,
    StoreReadError,
)
from booru_studio.services.picture_sources import PictureSources
from tests.webui.samples import picture, wish

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


def written_out(data):
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_a_picture_among_arguments_is_kept_and_named(house, prefix):
    units = {"ControlNet": {"args": [{"image": prefix + written_out(picture()), "weight": 1}]}}
    admitted = house.sources.admit(wish(alwayson_scripts=units))
    unit = admitted.alwayson_scripts["ControlNet"]["args"][0]
    assert unit["image"] == house.sources.keep(picture(), "again").file
    assert unit["weight"] == 1
    assert house.sources.admit(admitted) == admitted


def test_a_picture_among_arguments_is_looked_at_like_any_other(house):
    text = written_out(picture(infotext="nsfw, garden" + LINE))
    with pytest.raises(BlockedContentError):
        house.sources.admit(wish(script_args=[text]))


def test_what_only_looks_like_a_picture_is_refused(house):
    with pytest.raises(PictureUnreadableError):
        house.sources.admit(wish(script_args=["data:text,AAAA"]))


def test_a_picture_that_an_extension_names_has_to_be_there(house):
    unit = {"image": f"inputs/{'0' * 64}.png", "model": "canny"}
    with pytest.raises(InvalidInputError, match="picture of image, .* no longer there"):
        house.sources.admit(wish(extensions={"controlnet": [unit]}))


def test_units_of_extensions_are_checked_before_anything_is_queued(house):
    with pytest.raises(InvalidInputError, match="unknown field “ad_modl”"):
        house.queue.submit({"prompt": "lake", "extensions": {"adetailer": [{"ad_modl": "x"}]}})
    assert house.queue.page()[1] == 0


def test_prompts_of_extensions_are_drawn_with_the_jobs_own(house):
    unit = {"ad_model": "face", "ad_prompt": "__seed__, hat"}
    request = {"template": "__seed__", "extensions": {"adetailer": [unit]}, "seed": 4}
    ids = house.queue.submit(request, 2)
    drawn = [house.queue.job(job_id).request["extensions"]["adetailer"][0] for job_id in ids]
    assert [unit["ad_prompt"] for unit in drawn] == ["seed 4, hat", "seed 5, hat"]


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
