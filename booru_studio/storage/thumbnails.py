"""Small WebP versions of the pictures; the folder may be deleted at any time."""

import contextlib
import os
import struct
import threading
import time
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image

from booru_studio.errors import PictureError
from booru_studio.storage.atomic import write_atomically

FOLDER = "thumbnails"
LONGEST_SIDE = 384  # pixels
MOST = 20_000  # thumbnails; those that nobody has looked at for longest go first
_QUALITY = 80
_KEPT_SHARE = 0.9  # of `MOST` when some have to go, so that not each new one searches the folder
# What Pillow raises for files that are cut, forged or too large.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class Thumbnails:
    """Keeps one thumbnail of each picture that was lately looked at, made when it is missing."""

    def __init__(self, data: Path, *, most: int = MOST) -> None:
        self._folder = data / FOLDER
        self._most = most
        self._lock = threading.Lock()  # one decode at a time leaves the other core to the page
        self._count: int | None = None  # unknown until the first one is made

    def of(self, picture: Path) -> Path:
        """Return the thumbnail's file.

        Raises:
            PictureError: the picture cannot be read.
            StoreWriteError: the thumbnail cannot be written.
        """
        path = self._path(picture)
        with self._lock:
            if path.is_file():
                _note_look(path)
            else:
                write_atomically(path, small_version(picture))
                self._make_room()
        return path

    def forget(self, picture: Path) -> None:
        """Delete a picture's thumbnail, before the picture itself goes."""
        with contextlib.suppress(PictureError, OSError):
            self._path(picture).unlink(missing_ok=True)

    def _path(self, picture: Path) -> Path:
        try:
            changed = picture.stat().st_mtime_ns
        except OSError as error:
            raise PictureError(reason="the file is gone") from error
        key = sha256(f"{picture}:{changed}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self._folder / key[:2] / f"{key}.webp"

    def _make_room(self) -> None:
        self._count = len(self._all()) if self._count is None else self._count + 1
        if self._count <= self._most:
            return
        looked_at = sorted(self._all(), key=_last_look)
        going = looked_at[: max(len(looked_at) - max(int(self._most * _KEPT_SHARE), 1), 0)]
        for path in going:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        self._count = len(looked_at) - len(going)

    def _all(self) -> list[Path]:
        return [path for path in self._folder.glob("??/*.webp") if not path.parent.is_symlink()]


def _note_look(path: Path) -> None:
    """Write down the look ourselves: many disks are mounted so that they do not."""
    with contextlib.suppress(OSError):
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def _last_look(path: Path) -> int:
    try:
        return path.stat().st_atime_ns
    except OSError:  # gone meanwhile
        return 0


def small_version(picture: Path | BytesIO) -> bytes:
    """Return a picture as a WebP of at most `LONGEST_SIDE`.

    Raises:
        PictureError: it cannot be read.
    """
    try:
        with Image.open(picture, formats=["PNG", "JPEG", "WEBP"]) as image:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            out = BytesIO()
            image.convert("RGB").save(out, "WEBP", quality=_QUALITY)
            return out.getvalue()
    except _BROKEN as error:
        raise PictureError(reason="the file is damaged") from error
