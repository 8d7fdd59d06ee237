"""The chunks of a PNG file, walked and written without touching its pixels.

Format: https://www.w3.org/TR/png-3/ (5.3 chunk layout, 11.3.3 textual information).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT_KINDS = (b"tEXt", b"zTXt", b"iTXt")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk; `start` and `end` are its place in the file, length and checksum included."""

    kind: bytes
    start: int  # bytes
    end: int  # bytes
    body: memoryview

    @property
    def keyword(self) -> str:
        """What a text chunk is about; "" of any other chunk."""
        if self.kind not in _TEXT_KINDS:
            return ""
        # A keyword has at most 79 bytes, so that a long text is not searched.
        word, nul, _ = bytes(self.body[:80]).partition(b"\0")
        return word.decode("latin-1") if nul else ""


def chunks(data: bytes) -> Iterator[Chunk]:
    """Walk the chunks in order; end in silence where the file is no PNG, or is cut off."""
    if not data.startswith(SIGNATURE):
        return
    view = memoryview(data)
    start = len(SIGNATURE)
    while start + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, start)
        end = start + 12 + length
        if end > len(data):
            return
        yield Chunk(kind, start, end, view[start + 8 : end - 4])
        start = end


def text_chunk(keyword: str, text: str) -> bytes:
    """Write a text as the WebUI does: plain tEXt where Latin-1 can hold it, else iTXt.

    NUL, which neither may hold, is left out.
    """
    text = text.replace("\0", "")
    try:
        return _chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return international_text_chunk(keyword, text)


def international_text_chunk(keyword: str, text: str) -> bytes:
    """Write a text as uncompressed iTXt, which is UTF-8."""
    # After the keyword: not compressed (two bytes), no language, no translated keyword.
    head = keyword.encode("latin-1") + b"\0\0\0\0\0"
    return _chunk(b"iTXt", head + text.replace("\0", "").encode("utf-8", "replace"))


def international_text(chunk: Chunk) -> str | None:
    """Read an uncompressed iTXt; None where the chunk is something else, or damaged."""
    parts = bytes(chunk.body).split(b"\0", 1)
    if chunk.kind != b"iTXt" or len(parts) != 2 or parts[1][:1] != b"\0":
        return None
    rest = parts[1][2:].split(b"\0", 2)
    if len(rest) != 3:
        return None
    try:
        return rest[2].decode("utf-8")
    except UnicodeDecodeError:
        return None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return b"".join(
        (struct.pack(">I", len(body)), kind, body, struct.pack(">I", zlib.crc32(kind + body)))
    )
