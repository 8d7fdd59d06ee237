"""Pictures in a reply: decoded strictly, told by their bytes, opened to the last byte."""

import base64
import zlib

import pytest

from booru_studio.webui import pictures
from booru_studio.webui.pictures import BadPictureError, decode_base64, read_picture
from tests.webui.samples import picture

INFOTEXT = "lighthouse, 海\nSteps: 2, Sampler: Euler, Seed: 7, Size: 64x32"


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")]
)
@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_each_format_is_known_by_its_bytes(kind, extension, prefix):
    data = picture(kind, (64, 32), infotext="")
    read = read_picture(prefix + encoded(data))
    assert (read.data, read.extension, read.width, read.height) == (data, extension, 64, 32)
    assert not read.is_black


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_infotext_is_read_from_each_format(kind):
    assert read_picture(encoded(picture(kind, infotext=INFOTEXT))).infotext == INFOTEXT


def test_a_black_picture_is_noticed():
    assert read_picture(encoded(picture(colour="black"))).is_black


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


PNG = picture()
NOISY = picture("JPEG", (64, 64), "orange")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no text"),
        (17, "no text"),
        ("", "empty"),
        ("@@@@", "no base64"),
        ("data:image/png;base64,@@@@", "no base64"),
        ("ümlaut", "no base64"),
        (encoded(PNG)[:-1], "no base64"),
        (encoded(b"GIF89a" + bytes(20)), "no PNG, JPEG or WebP"),
        (encoded(b"<html>"), "no PNG, JPEG or WebP"),
        (encoded(PNG[:-12]), "damaged"),
        (encoded(PNG[: len(PNG) // 2]), "damaged"),
        (encoded(PNG[:8]), "damaged"),
        (encoded(flipped(PNG, 50)), "damaged"),
        (encoded(NOISY[: len(NOISY) // 2]), "damaged"),
        (encoded(picture("WEBP")[:-9]), "damaged"),
        (encoded(b"RIFF\0\0\0\0WEBP"), "damaged"),
    ],
)
def test_what_is_no_whole_picture_is_refused(text, reason):
    with pytest.raises(BadPictureError) as caught:
        read_picture(text)
    assert str(caught.value) == reason


def test_a_picture_beyond_the_cap_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100 * 100)
    with pytest.raises(BadPictureError, match="101 × 100 pixels"):
        read_picture(encoded(picture(size=(101, 100))))


def test_a_picture_that_claims_to_be_huge_is_refused():
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    chunk = (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    with pytest.raises(BadPictureError):
        read_picture(encoded(PNG[:8] + chunk + PNG[33:]))


def test_base64_keeps_every_byte():
    assert decode_base64(encoded(bytes(range(256)))) == bytes(range(256))
