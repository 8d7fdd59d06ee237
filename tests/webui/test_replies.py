"""txt2img answers: pictures, grids, extras, seeds, infotexts, and all that can be wrong."""

import json

import pytest

from booru_studio.errors import WebUiReplyError
from booru_studio.webui.replies import read_txt2img_reply
from tests.webui.samples import a1111, picture, reply_body, wish

RED, BLUE, GRID, MAP = (picture(colour=name) for name in ("red", "blue", "grey", "white"))


def read(body, **fields):
    return read_txt2img_reply(body, wish(**fields), a1111())


def test_a_picture_comes_with_seed_size_and_infotext():
    reply = read(reply_body([RED], "sea\nSteps: 2, Sampler: Euler, Seed: 7"))
    (image,) = reply.images
    assert (image.data, image.extension, image.seed) == (RED, "png", 7)
    assert (image.width, image.height) == (64, 64)
    assert image.infotext == "sea\nSteps: 2, Sampler: Euler, Seed: 7"
    assert (reply.extras, reply.warnings, reply.is_short) == ((), (), False)
    assert reply.version == "1.10.1"


def test_the_grid_is_an_extra_and_its_infotext_is_nobodys():
    body = reply_body([GRID, RED, BLUE], all_seeds=[7, 8], index_of_first_image=1,
                      infotexts=["grid", "first", "second"])  # fmt: skip
    reply = read(body, batch_size=2)
    assert [image.data for image in reply.images] == [RED, BLUE]
    assert [image.infotext for image in reply.images] == ["first", "second"]
    assert [(extra.data, extra.infotext) for extra in reply.extras] == [(GRID, "")]


def test_maps_after_the_pictures_are_extras():
    reply = read(reply_body([RED, MAP], all_seeds=[7]))
    assert [image.data for image in reply.images] == [RED]
    assert [(extra.data, extra.seed) for extra in reply.extras] == [(MAP, 7)]


def test_a_server_that_says_nothing_is_read_by_its_pictures():
    text = "sea\nSteps: 2, Sampler: Euler, Seed: 7"
    body = reply_body([picture(infotext=text), MAP]) | {"info": ""}
    reply = read(body)
    assert (reply.images[0].seed, reply.images[0].infotext) == (7, text)
    assert [extra.data for extra in reply.extras] == [MAP]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_other_formats_are_told_by_their_bytes(kind):
    text = "sea\nSteps: 2, Sampler: Euler, Seed: 7"
    body = reply_body([picture(kind, infotext=text)], infotexts=[])
    (image,) = read(body).images
    assert (image.extension, image.infotext) == ({"JPEG": "jpg"}.get(kind, "webp"), text)


@pytest.mark.parametrize("info", ["{cut", "[]", "null", None, 3])
def test_an_unreadable_info_loses_no_picture(info):
    reply = read(reply_body([RED]) | {"info": info})
    assert [image.seed for image in reply.images] == [7]


def test_info_may_be_an_object():
    body = reply_body([RED])
    assert read(body | {"info": json.loads(body["info"])}).images[0].seed == 7


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "it sent no picture"),
        ([], "it sent no picture"),
        ({}, "it sent no picture"),
        ({"images": [], "info": "{}"}, "it sent no picture"),
        ({"images": None}, "it sent no picture"),
        ({"images": "iVBOR"}, "it sent no picture"),
        (reply_body([GRID], index_of_first_image=1), "it sent no picture but a grid"),
        ({"images": ["@@@@"]}, "picture 1 is no base64"),
        ({"images": [None]}, "picture 1 is no text"),
        ({"images": [""]}, "picture 1 is empty"),
        (reply_body([RED, BLUE[:-12]]), "picture 2 is damaged"),
        (reply_body([b"This is no picture."]), "picture 1 is no PNG, JPEG or WebP"),
    ],
)
def test_an_answer_without_whole_pictures_is_refused(body, reason):
    with pytest.raises(WebUiReplyError) as caught:
        read(body, batch_size=2)
    assert caught.value.facts["reason"] == reason


def test_fewer_pictures_than_asked_are_kept_and_told():
    reply = read(reply_body([RED], all_seeds=[7, 8]), batch_size=2)
    assert len(reply.images) == 1
    assert reply.is_short
    assert reply.warnings == ("The WebUI sent 1 of 2 pictures.",)


def test_a_black_picture_is_told_with_what_helps():
    (warning,) = read(reply_body([picture(colour="black")])).warnings
    assert "--no-half-vae" in warning


@pytest.mark.parametrize("first", [-1, 99, "1", None, True])
def test_an_impossible_place_of_the_first_picture_counts_as_none(first):
    body = reply_body([RED, BLUE], index_of_first_image=first, all_seeds=[7, 8])
    images = read(body, batch_size=2).images
    assert images[0].data == (BLUE if first is True else RED)


def test_the_same_warning_for_several_pictures_is_told_once():
    black = picture(colour="black", size=(32, 32))
    warnings = read(reply_body([black, black]), batch_size=2).warnings
    assert len(warnings) == len(set(warnings)) == 2
