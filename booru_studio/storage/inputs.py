"""Pictures that people hand in for img2img, masks and extensions, kept by what they show.

They lie below `inputs/` of the data folder as upright RGB PNGs without any text of their own, each
named by the SHA-256 of its file, so that a job names one in 80 characters and the same picture
is kept once.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from booru_studio.domain.picture_files import is_input_file
from booru_studio.errors import StoreReadError
from booru_studio.storage.atomic import write_atomically
from booru_studio.storage.picture_intake import IntakePicture

FOLDER = "inputs"
_COMPRESSION = 3  # of 0 to 9; above, a PNG takes much longer and becomes hardly smaller


@dataclass(frozen=True, slots=True)
class KeptInput:
    """A kept picture; `file` is relative to the data folder, sizes are in pixels."""

    file: str
    width: int
    height: int


class InputStore:
    """The pictures below `inputs/` of one data folder; may be used from any thread."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def keep(self, picture: IntakePicture) -> KeptInput:
        """Write a picture down, unless it is there already.

        Raises:
            PictureUnreadableError: it is cut or broken.
            StoreWriteError: full disk, missing right.
        """
        image, stream = picture.pixels(), io.BytesIO()
        image.info.clear()
        image.save(stream, "PNG", compress_level=_COMPRESSION)
        data = stream.getvalue()
        file = f"{FOLDER}/{hashlib.sha256(data).hexdigest()}.png"
        if self.path(file) is None:
            write_atomically(self._data / file, data)
        return KeptInput(file, *image.size)

    def path(self, file: str) -> Path | None:
        """Return where a picture lies; None where it is gone or the name is no input's."""
        if not is_input_file(file):
            return None
        path = self._data / file
        try:
            found = path.is_file() and not path.is_symlink() and not path.parent.is_symlink()
        except OSError:  # a right is missing
            return None
        return path if found else None

    def read(self, file: str) -> bytes:
        """Return a picture's bytes.

        Raises:
            StoreReadError: it is gone, or no name of an input.
        """
        path = self.path(file)
        if path is None:
            raise StoreReadError(path=file, reason="it is no longer there")
        try:
            return path.read_bytes()
        except OSError as error:
            raise StoreReadError(path=file, reason=error.strerror or str(error)) from error
