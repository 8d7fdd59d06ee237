"""img2img as each flavour gets it."""

import base64

import pytest

from booru_studio.errors import StoreReadError
from booru_studio.webui.differences import size_difference
from booru_studio.webui.img2img import IMG2IMG_FIELDS
from booru_studio.webui.payloads import txt2img_payload
from tests.webui.samples import a1111, approved, forge, wish

PICTURE, MASK = f"inputs/{'0' * 64}.png", f"inputs/{'1' * 64}.png"


def payload(server=a1111, **fields):
    asked = approved(**{"init_image": PICTURE, **fields})
    return txt2img_payload(asked, server(), "t", lambda file: file.encode())


@pytest.mark.parametrize("server", [a1111, forge])
def test_only_fields_of_the_servers_schema_are_sent(server):
    made = payload(server, mask=MASK, checkpoint="harbourXL", clip_skip=2)
    assert made.kind == "img2img"
    assert made.warnings == ()
    assert made.json.keys() <= server().img2img_fields


def test_pictures_are_sent_as_plain_base64():
    sent = payload(mask=MASK).json
    assert sent["init_images"] == [base64.b64encode(PICTURE.encode()).decode()]
    assert sent["mask"] == base64.b64encode(MASK.encode()).decode()


def test_without_a_mask_none_of_its_fields_is_sent():
    sent = payload(mask_blur=9, denoising_strength=0.4).json
    assert sent["denoising_strength"] == 0.4
    assert {"init_images", "resize_mode"} == IMG2IMG_FIELDS & sent.keys()


def test_without_a_picture_it_is_txt2img():
    made = payload(init_image=None, resize_mode=2)
    assert (made.kind, made.warnings) == ("txt2img", ())
    assert not IMG2IMG_FIELDS & made.json.keys()


def test_an_unknown_schema_gets_a1111s_fields():
    sent = payload(lambda: a1111(img2img_fields=frozenset(), txt2img_fields=frozenset())).json
    assert "init_images" in sent
    assert "enable_hr" not in sent


def test_a_picture_nobody_can_read_is_said():
    with pytest.raises(StoreReadError):
        txt2img_payload(approved(init_image=PICTURE), a1111(), "t")


def test_an_inpainted_picture_keeps_the_size_of_the_first_one():
    asked = wish(init_image=PICTURE, mask=MASK)
    assert list(size_difference(900, 700, asked)) == []
    assert list(size_difference(900, 700, wish(init_image=PICTURE))) != []
