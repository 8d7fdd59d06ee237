"""Find out what encoding a wildcard file is in, and bring it to UTF-8."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KANA = re.compile("[\u3041-\u30ff]")
_CHUNK = 1 << 20  # bytes


def to_utf8(data: bytes) -> tuple[bytes, str]:
    """Return the text as UTF-8 without a byte order mark, and the encoding it was in.

    UTF-8 and UTF-16 with a mark are certain. Anything else is a guess between the two that
    wildcard collections come in: Shift-JIS (cp932) and Western European (cp1252).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            body = data[len(mark) :]
            if encoding == "utf-8":
                return to_utf8(body) if body else (b"", "utf-8")
            return body.decode(encoding, errors="replace").encode("utf-8"), encoding
    if data.isascii() or _is_utf8(data):
        return data, "utf-8"
    if _looks_japanese(data):
        return data.decode("cp932").encode("utf-8"), "cp932"
    try:
        return data.decode("cp1252").encode("utf-8"), "cp1252"
    except UnicodeDecodeError:  # five bytes mean nothing in cp1252, none in latin-1
        return data.decode("latin-1").encode("utf-8"), "latin-1"


def _is_utf8(data: bytes) -> bool:
    """Check in chunks, so that a big file is not held decoded."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_japanese(data: bytes) -> bool:
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return False
    strange = sum(not character.isascii() for character in text)
    return _KANA.search(text) is not None or 2 * strange > len(text)
