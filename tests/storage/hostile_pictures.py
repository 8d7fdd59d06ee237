"""Pictures as nobody should hand them in, each with what has to come of it."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image

READ, UNREADABLE, TOO_LARGE = "read", "unreadable", "too large"
Made = tuple[str, bytes]


def _plain(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    return Image.radial_gradient("L").resize(size).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, colours: int, *chunks: bytes) -> bytes:
    """A PNG of 8 bits: `colours` 0 grey, 2 RGB, 6 RGBA (https://www.w3.org/TR/png)."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def deflated(row: bytes, rows: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()


def jpeg_of_size(width: int, height: int, data: bytes) -> bytes:
    """Write another size into the frame header of a baseline JPEG."""
    place = data.index(b"\xff\xc0")
    return data[: place + 5] + struct.pack(">HH", height, width) + data[place + 9 :]


def _huge_png() -> bytes:
    row = b"\0" + b"\x40\x80\xc0\x80" * 8000
    return png(8000, 8000, 6, chunk(b"IDAT", deflated(row, 8000)))


def _text_bomb() -> bytes:
    text = b"Comment\0\0" + deflated(bytes(1 << 20), 100)
    return png(1, 1, 0, chunk(b"zTXt", text), chunk(b"IDAT", zlib.compress(b"\0\0")))


def _profile_bomb() -> bytes:
    profile = b"profile\0\0" + deflated(bytes(1 << 20), 100)
    return png(1, 1, 0, chunk(b"iCCP", profile), chunk(b"IDAT", zlib.compress(b"\0\0")))


def _gif_beyond_its_canvas() -> bytes:
    data = bytearray(saved(_plain("P"), "GIF"))
    place = data.index(b"\x2c\0\0\0\0")
    data[place + 5 : place + 9] = struct.pack("<HH", 65535, 65535)
    return bytes(data)


def _webp_of_size(side: int) -> bytes:
    """Write another size into the header of a lossless WebP: 14 bits each, less one."""
    data = bytearray(saved(_plain(), "WEBP", lossless=True))
    (bits,) = struct.unpack("<I", data[21:25])
    data[21:25] = struct.pack("<I", (bits & ~0x0FFFFFFF) | (side - 1) | (side - 1) << 14)
    return bytes(data)


def _avif_of_size(side: int) -> bytes:
    data = bytearray(saved(_plain(), "AVIF"))
    place = data.index(b"ispe")
    data[place + 8 : place + 16] = struct.pack(">II", side, side)
    return bytes(data)


def _bmp_of_size(side: int) -> bytes:
    data = bytearray(saved(_plain(), "BMP"))
    data[18:26] = struct.pack("<ii", side, side)
    return bytes(data)


def _broken_exif() -> bytes:
    return saved(_plain(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(20))


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(_plain(), "JPEG", exif=exif)


def _archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("000000.jpg", b"")
    return stream.getvalue()


def _two_frames(kind: str) -> bytes:
    return saved(_plain(), kind, save_all=True, append_images=[_plain().rotate(90)], duration=100)


_SQUARE = (14_000, 14_000)  # 196 megapixels
_PAGE = b"<!DOCTYPE html><title>404</title>"

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an empty file": (UNREADABLE, lambda: b""),
    "a web page": (UNREADABLE, lambda: _PAGE),
    "a drawing": (UNREADABLE, lambda: b'\xef\xbb\xbf <?xml version="1.0"?><svg/>'),
    "a video": (UNREADABLE, lambda: b"\0\0\0\x20ftypisom" + bytes(100)),
    "a WebM": (UNREADABLE, lambda: b"\x1aE\xdf\xa3" + bytes(100)),
    "an archive": (UNREADABLE, _archive),
    "a document": (UNREADABLE, lambda: b"%PDF-1.7\n"),
    "a TIFF": (UNREADABLE, lambda: saved(_plain(), "TIFF")),
    "an icon": (UNREADABLE, lambda: saved(_plain(size=(32, 32)), "ICO")),
    "a Postscript file": (UNREADABLE, lambda: saved(_plain(), "EPS")),
    "noise": (UNREADABLE, lambda: bytes(range(256)) * 40),
    "a JPEG's signature alone": (UNREADABLE, lambda: b"\xff\xd8\xff"),
    "a PNG's signature alone": (UNREADABLE, lambda: b"\x89PNG\r\n\x1a\n"),
    "a GIF's signature alone": (UNREADABLE, lambda: b"GIF89a"),
    "half a JPEG": (UNREADABLE, lambda: half(saved(_plain(), "JPEG"))),
    "half a progressive JPEG": (UNREADABLE, lambda: half(saved(_plain(), "JPEG", progressive=1))),
    "half a PNG": (UNREADABLE, lambda: half(saved(_plain(), "PNG"))),
    "half a WebP": (UNREADABLE, lambda: half(saved(_plain(), "WEBP"))),
    "half a GIF": (UNREADABLE, lambda: half(saved(_plain("P"), "GIF"))),
    "half a BMP": (UNREADABLE, lambda: half(saved(_plain(), "BMP"))),
    "half an AVIF": (UNREADABLE, lambda: half(saved(_plain(), "AVIF"))),
    "a PNG of 64 MP without data": (UNREADABLE, lambda: png(8000, 8000, 2)),
    "a PNG of 100 MP without data": (TOO_LARGE, lambda: png(10_000, 10_000, 2)),
    "a PNG of 4 billion pixels a side": (TOO_LARGE, lambda: png(2**31 - 1, 2**31 - 1, 6)),
    "a PNG of no width": (UNREADABLE, lambda: png(0, 80, 2)),
    "a PNG with a wrong checksum": (
        UNREADABLE, lambda: saved(_plain(), "PNG").replace(b"IHDR\0\0\0x", b"IHDR\0\0\0y")),
    "a PNG of 64 MP in 250 kB": (READ, _huge_png),
    "a PNG with 100 MB of text": (UNREADABLE, _text_bomb),
    "a PNG with a colour profile of 100 MB": (UNREADABLE, _profile_bomb),
    "a PNG with junk behind it": (READ, lambda: saved(_plain(), "PNG") + _PAGE * 1000),
    "a PNG of 1 bit": (READ, lambda: saved(_plain("1"), "PNG")),
    "a PNG of 16 bits": (READ, lambda: saved(_plain("I;16"), "PNG")),
    "a PNG with see-through palette": (
        READ, lambda: saved(_plain().quantize(8), "PNG", transparency=b"\x00\x80\xff")),
    "a PNG with a see-through colour": (
        READ, lambda: saved(_plain(), "PNG", transparency=(0, 0, 0))),
    "a PNG of grey with opacity": (READ, lambda: saved(_plain("LA"), "PNG")),
    "a JPEG in CMYK": (READ, lambda: saved(_plain("CMYK"), "JPEG")),
    "a JPEG lying on its side": (READ, _turned),
    "a JPEG with broken EXIF": (READ, _broken_exif),
    "a JPEG of 196 MP": (READ, lambda: saved(Image.new("L", _SQUARE, 99), "JPEG")),
    "a progressive JPEG of 196 MP": (
        TOO_LARGE,
        lambda: saved(_plain(), "JPEG", progressive=1).replace(
            b"\0\x50\0\x78\x03", struct.pack(">HHB", *_SQUARE, 3))),
    "a JPEG of 4 gigapixels": (
        TOO_LARGE, lambda: jpeg_of_size(65_500, 65_500, saved(_plain(), "JPEG"))),
    "an animated GIF": (READ, lambda: _two_frames("GIF")),
    "an animated PNG": (READ, lambda: _two_frames("PNG")),
    "an animated WebP": (READ, lambda: _two_frames("WEBP")),
    "a GIF with a frame beyond its canvas": (TOO_LARGE, _gif_beyond_its_canvas),
    "a WebP of 36 MP": (
        READ, lambda: saved(Image.new("RGB", (6000, 6000)), "WEBP", lossless=True, method=0)),
    "a WebP of 256 MP": (TOO_LARGE, lambda: _webp_of_size(16_000)),
    "an AVIF of 225 MP": (TOO_LARGE, lambda: _avif_of_size(15_000)),
    "a BMP of 4 gigapixels": (TOO_LARGE, lambda: _bmp_of_size(65_000)),
    "a single pixel": (READ, lambda: saved(_plain(size=(1, 1)), "PNG")),
    "a line of 20,000 pixels": (READ, lambda: saved(_plain(size=(20_000, 1)), "PNG")),
    "a file of 41 MB": (TOO_LARGE, lambda: saved(_plain(), "JPEG") + bytes(41_000_000)),
}  # fmt: skip
