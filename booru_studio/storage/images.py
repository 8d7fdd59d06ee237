"""Pictures on disk, as the WebUI sent them, under names fixed before they are made."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from booru_studio.storage.atomic import write_atomically

FOLDER = "images"
_FILE = re.compile(r"images/\d{4}-\d{2}-\d{2}/[\w-]{1,100}\.(?:png|jpg|webp)", re.ASCII)


class ImageStore:
    """The pictures below `images/` of one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def names(self, job_id: str, seeds: Sequence[int], when: datetime) -> tuple[str, ...]:
        """Fix the names of a job's pictures, without extension, relative to the data folder.

        They hold day, time, seed and job, and nothing of the prompt: a name may be seen where
        the picture is not.
        """
        return tuple(
            f"{FOLDER}/{when:%Y-%m-%d}/{when:%H%M%S}-{seed}-{job_id[:8]}-{index}"
            for index, seed in enumerate(seeds)
        )

    def save(self, name: str, data: bytes, extension: str) -> str:
        """Store a picture and return its file, relative to the data folder.

        A second picture of the same name takes the place of the first, so a job that is done
        again makes no second file.

        Raises:
            StoreWriteError: full disk, missing right.
        """
        file = f"{name}.{extension}"
        write_atomically(self._data / file, data)
        return file

    def path(self, file: str) -> Path | None:
        """Return where a picture lies; None where the name leaves the folder or is nobody's."""
        if not _FILE.fullmatch(file):
            return None
        root = (self._data / FOLDER).resolve()
        path = (self._data / file).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None

    def sweep(self) -> int:
        """Delete what an interrupted save left behind; return how many files."""
        parts = list((self._data / FOLDER).glob("*/*.part"))
        for part in parts:
            part.unlink(missing_ok=True)
        return len(parts)
