"""Which pictures we read: their formats, how large they may be, and how they are opened."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from booru_studio.errors import PictureTooLargeError, PictureUnreadableError

MOST_BYTES = 40_000_000  # of a file
MOST_PIXELS = 64_000_000
# libwebp and libavif hold a picture three to four times while they decode it.
_MOST_BUFFERED_PIXELS = 36_000_000
# libjpeg decodes a picture of one scan row by row, at an eighth of its size if told so.
_MOST_ROWWISE_PIXELS = 200_000_000

# What Pillow raises for files that are cut, forged or too large.
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError,
    TypeError, OverflowError, MemoryError, RuntimeError,
)  # fmt: skip
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)

_FORMATS: tuple[tuple[bytes, type[ImageFile]], ...] = (
    (b"\xff\xd8\xff", JpegImageFile),
    (b"\x89PNG\r\n\x1a\n", PngImageFile),
    (b"GIF87a", GifImageFile),
    (b"GIF89a", GifImageFile),
    (b"BM", BmpImageFile),
)
_START_OF_SCAN = 0xDA
_AVIF_BRANDS = (b"avif", b"avis", b"mif1")
_STRANGERS = (
    (b"<", "it is a web page or a drawing"),
    (b"\x1aE\xdf\xa3", "it is a video"),
    (b"RIFF", "it is a video or a sound"),
    (b"PK\x03\x04", "it is an archive"),
    (b"%PDF", "it is a document"),
)


def open_picture(data: bytes, name: str) -> ImageFile:
    """Read a picture's header and check its size; no pixel is decoded.

    Pillow's own `Image.open` is not used: its size limit is one for the whole process.

    Raises:
        PictureUnreadableError: it is no picture of a format we read.
        PictureTooLargeError: its area is too large.
    """
    kind = _kind_of(data)
    if kind is None:
        raise PictureUnreadableError(name=name, reason=_stranger(data))
    stream = BytesIO(data)
    try:
        image = kind(stream, "")
    except _TOO_LARGE as error:
        raise _too_many_pixels(name, "its frames", MOST_PIXELS) from error
    except BROKEN as error:
        raise PictureUnreadableError(name=name, reason="its header is damaged") from error
    if min(image.size) < 1:
        raise PictureUnreadableError(name=name, reason="its header names no size")
    most = _most_pixels(image, data)
    pixels = image.width * image.height
    if pixels > most:
        raise _too_many_pixels(name, f"{pixels / 1e6:.0f} megapixels", most)
    return image


def _too_many_pixels(name: str, size: str, most: int) -> PictureTooLargeError:
    return PictureTooLargeError(name=name, size=size, limit=f"{most / 1e6:.0f} megapixels")


def _kind_of(data: bytes) -> type[ImageFile] | None:
    for start, kind in _FORMATS:
        if data.startswith(start):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WebPImageFile
    if data[4:8] == b"ftyp" and data[8:12] in _AVIF_BRANDS:
        return AvifImageFile
    return None


def _stranger(data: bytes) -> str:
    if not data:
        return "the file is empty"
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, what in _STRANGERS:
        if start.startswith(beginning):
            return what
    if data[4:8] == b"ftyp":
        return "it is a video or a HEIC photo"
    return "its format is not known here"


def _most_pixels(image: ImageFile, data: bytes) -> int:
    if isinstance(image, JpegImageFile):
        # A scan that holds not all of the colours is followed by others, and a picture of
        # several scans is kept whole by libjpeg.
        is_rowwise = "progressive" not in image.info and _first_scan(data) == image.layers
        return _MOST_ROWWISE_PIXELS if is_rowwise else MOST_PIXELS
    if isinstance(image, WebPImageFile | AvifImageFile):
        return _MOST_BUFFERED_PIXELS
    return MOST_PIXELS


def _first_scan(data: bytes) -> int:
    """Return how many colours a JPEG's first scan holds; 0 = unknown (ITU-T T.81, B.1)."""
    place = 2
    while data[place : place + 1] == b"\xff" and place + 4 < len(data):
        if data[place + 1] == _START_OF_SCAN:
            return data[place + 4]
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return 0
