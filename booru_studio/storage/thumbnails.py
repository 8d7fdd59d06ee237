"""Small WebP versions of the pictures; the folder may be deleted at any time."""

import io
import threading
from hashlib import sha256
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from booru_studio.errors import PictureError
from booru_studio.storage.atomic import write_atomically

FOLDER = "thumbnails"
LONGEST_SIDE = 384  # pixels
_QUALITY = 80


class Thumbnails:
    """Makes a picture's thumbnail when it is first asked for."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER
        self._lock = threading.Lock()  # one decode at a time leaves the other core to the page

    def of(self, picture: Path) -> Path:
        """Return the thumbnail's file.

        Raises:
            PictureError: the picture cannot be read.
        """
        key = sha256(f"{picture}:{picture.stat().st_mtime_ns}".encode()).hexdigest()[:32]
        path = self._folder / key[:2] / f"{key}.webp"
        with self._lock:
            if not path.is_file():
                write_atomically(path, _thumbnail(picture))
        return path


def _thumbnail(picture: Path) -> bytes:
    try:
        with Image.open(picture) as image:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            image.convert("RGB").save(out, "WEBP", quality=_QUALITY)
            return out.getvalue()
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise PictureError(reason="the file is damaged") from error
