"""Pictures as a WebUI sends them: base64 read strictly, format by its bytes, checked by Pillow."""

import base64
import binascii
import io
import struct
import zlib
from dataclasses import dataclass
from typing import Literal

from PIL import Image

Extension = Literal["png", "jpg", "webp"]

MOST_PIXELS = 89_478_485  # Pillow's own limit, 1 GB of RGBA by 3
_USER_COMMENT, _EXIF_FOLDER = 0x9286, 0x8769
# What Pillow raises for files that are cut, forged or too large.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class BadPictureError(Exception):
    """Not a picture we can keep; the text says why, to stand inside of a sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture as it was sent; sizes in pixels, `infotext` "" where it holds none."""

    data: bytes
    extension: Extension
    width: int
    height: int
    infotext: str
    is_black: bool


def decode_base64(text: object) -> bytes:
    """Decode base64, with or without “data:image/png;base64,” before it.

    Raises:
        BadPictureError: not base64, or empty.
    """
    if not isinstance(text, str):
        raise BadPictureError("no text")
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        # Without `validate`, foreign characters would be dropped in silence.
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadPictureError("no base64") from error
    if not data:
        raise BadPictureError("empty")
    return data


def read_picture(text: object) -> Picture:
    """Decode and check one picture of a reply.

    Raises:
        BadPictureError: no base64, no PNG, JPEG or WebP, cut off, or larger than `MOST_PIXELS`.
    """
    data = decode_base64(text)
    extension = extension_of(data)
    try:
        # A PNG without its last bytes loads but does not verify; other damage shows only on load.
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPictureError(f"{picture.width} × {picture.height} pixels large")
            picture.verify()
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"]) as picture:
            picture.load()
            width, height = picture.size
            extrema = picture.convert("RGB").getextrema()
            infotext = _infotext(picture)
    except _BROKEN as error:
        raise BadPictureError("damaged") from error
    is_black = all(isinstance(band, tuple) and band[1] <= 1 for band in extrema)
    return Picture(data, extension, width, height, infotext, is_black)


def extension_of(data: bytes) -> Extension:
    """Tell the format by the first bytes.

    Raises:
        BadPictureError: another format.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    raise BadPictureError("no PNG, JPEG or WebP")


def _infotext(picture: Image.Image) -> str:
    """Read PNG's text “parameters”, or the EXIF comment of the other formats."""
    text = picture.info.get("parameters")
    if isinstance(text, str):
        return text
    comment = picture.getexif().get_ifd(_EXIF_FOLDER).get(_USER_COMMENT)
    if not isinstance(comment, bytes):
        return comment if isinstance(comment, str) else ""
    # https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf 4.6.5: eight bytes name
    # the code; the WebUI writes UNICODE as UTF-16, big-endian (piexif).
    code, content = comment[:8], comment[8:]
    encoding = "utf-16-be" if code == b"UNICODE\0" else "utf-8"
    return content.decode(encoding, errors="replace").strip("\0")
