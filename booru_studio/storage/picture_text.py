"""What a stored picture says of itself: size, infotext, provenance, and whether it is whole."""

import io
import struct
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from booru_studio.storage.provenance import INFOTEXT_KEYWORD, KEYWORD, Provenance

_FORMATS = ["PNG", "JPEG", "WEBP"]
_USER_COMMENT, _EXIF_FOLDER = 0x9286, 0x8769
# What Pillow raises for files that are cut, forged or too large.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureText:
    """Sizes in pixels, 0 where they cannot be read; `problem` is "" of a whole picture."""

    width: int = 0
    height: int = 0
    infotext: str = ""
    provenance: Provenance | None = None
    problem: str = ""


def read_picture_text(path: Path, *, decode: bool = False) -> PictureText:
    """Read what a picture says; never raises for a bad one.

    The format is told by the content, whatever the file's extension.

    Args:
        decode: look at every pixel too, which finds all damage but takes 0.1 s.
    """
    found = PictureText(problem="it is no picture that can be read")
    try:
        with Image.open(path, formats=_FORMATS) as image:
            found = _text_of(image)
        # A PNG without its last bytes loads but does not verify; other damage shows only on load.
        with Image.open(path, formats=_FORMATS) as image:
            image.verify()
        if decode:
            with Image.open(path, formats=_FORMATS) as image:
                image.load()
    except _BROKEN:
        return replace(found, problem=found.problem or "it is damaged")
    return found


def read_infotext_of(data: bytes) -> str:
    """Return the infotext of a picture's bytes; "" where there is none, or no picture."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return read_infotext(image)
    except _BROKEN:
        return ""


def read_infotext(image: Image.Image) -> str:
    """Return PNG's text “parameters”, or the EXIF comment of the other formats; "" if none.

    The WebUI writes the comment with piexif, as UTF-16 in big-endian order behind eight bytes
    that name the code (https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf 4.6.5).
    """
    text = image.info.get(INFOTEXT_KEYWORD)
    if isinstance(text, str):
        return text
    if image.format == "PNG" and "exif" not in image.info:
        return ""  # Pillow would decode all pixels to look behind them
    comment = image.getexif().get_ifd(_EXIF_FOLDER).get(_USER_COMMENT)
    if not isinstance(comment, bytes):
        return comment if isinstance(comment, str) else ""
    encoding = "utf-16-be" if comment[:8] == b"UNICODE\0" else "utf-8"
    return comment[8:].decode(encoding, errors="replace").strip("\0")


def _text_of(image: Image.Image) -> PictureText:
    provenance = image.info.get(KEYWORD)
    return PictureText(
        *image.size,
        read_infotext(image),
        Provenance.from_text(provenance) if isinstance(provenance, str) else None,
    )
