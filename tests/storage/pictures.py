"""Small real pictures for tests of what is done with them."""

import io
import struct
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

INFOTEXT = (
    "1girl, garden\nNegative prompt: blurry\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5"
)


def a_png(size=(64, 48), colour="navy", **texts):
    info = PngInfo()
    for keyword, text in texts.items():
        info.add_text(keyword, text)
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def a_picture(kind, size=(64, 48), infotext=""):
    """A JPEG or WebP with its infotext where the WebUI writes it: in the EXIF comment."""
    exif = Image.Exif()
    if infotext:
        exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + infotext.encode("utf-16-be")
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, exif=exif)
    return out.getvalue()


def raw_chunks(png):
    """The chunks of a PNG as (kind, whole bytes), their checksums checked."""
    found, at = [], 8
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        end = at + 12 + length
        (checksum,) = struct.unpack(">I", png[end - 4 : end])
        assert checksum == zlib.crc32(png[at + 4 : end - 4])
        found.append((kind, png[at:end]))
        at = end
    return found
