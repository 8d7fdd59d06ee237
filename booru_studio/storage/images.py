"""Pictures on disk, as the WebUI sent them, under names fixed before they are made."""

import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from booru_studio.domain.picture_files import is_finished_file
from booru_studio.errors import StoreReadError, StoreWriteError
from booru_studio.storage.atomic import write_atomically

FOLDER = "images"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EXTRA = re.compile(r"-x\d+$", re.ASCII)
_SIZES_KEPT = 100  # pictures the mean size is taken of


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture's file, relative to the data folder, its size, and when it was last changed."""

    file: str
    bytes: int
    changed: datetime  # UTC


def extra_names(names: Sequence[str], count: int) -> list[str]:
    """Return the names of what comes beside a job's pictures, made of the first one's."""
    return [f"{names[0]}-x{index}" for index in range(count)] if names else []


def picture_name(file: str) -> str:
    """Return the name, without extension, of the picture that a file is, or came beside."""
    return _EXTRA.sub("", file.rpartition(".")[0])


class ImageStore:
    """The pictures below `images/` of one data folder.

    Day folders and pictures that are links are nobody's: they are neither read nor written.
    `images` itself may be one, for an owner who keeps the pictures on another disk.
    """

    def __init__(self, data: Path, on_saved: Callable[[Path], None] | None = None) -> None:
        """Open the folder.

        Args:
            on_saved: is told of each picture that was saved; it must return at once.
        """
        self._data = data
        self._on_saved = on_saved
        self._sizes: deque[int] | None = None

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
        again makes no second file. Folders that are gone are made anew.

        Raises:
            StoreWriteError: full disk, missing right, or a name that is no picture's.
        """
        file = f"{name}.{extension}"
        path = self._data / file
        if not is_finished_file(file):
            raise StoreWriteError(path=file, reason="that is no name of a picture")
        if path.parent.is_symlink():
            raise StoreWriteError(path=file, reason="its folder is a link")
        write_atomically(path, data)
        self._recent_sizes().append(len(data))
        if self._on_saved:
            self._on_saved(path.resolve())
        return file

    def read(self, file: str) -> bytes:
        """Return a picture's bytes.

        Raises:
            StoreReadError: it is gone, or no name of a picture.
        """
        path = self.path(file)
        if path is None:
            raise StoreReadError(path=file, reason="it is no longer there")
        try:
            return path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreReadError(path=file, reason=reason) from error

    def path(self, file: str) -> Path | None:
        """Return where a picture lies; None where the name leaves the folder or is nobody's.

        Every read, of the page as of the house, goes through here.
        """
        if not is_finished_file(file):
            return None
        path = self._data / file
        try:
            if path.parent.is_symlink() or path.is_symlink() or not path.is_file():
                return None
            found, root = path.resolve(), (self._data / FOLDER).resolve()
        except OSError:  # a right is missing, or it went while we looked
            return None
        return found if found.is_relative_to(root) else None

    def all(self) -> Iterator[StoredPicture]:
        """Give every picture, newest day first; files of other names are passed over."""
        for day in self._days():
            with os.scandir(day) as entries:
                found = sorted(entries, key=lambda entry: entry.name, reverse=True)
            for entry in found:
                picture = _stored(f"{FOLDER}/{day.name}/{entry.name}", entry)
                if picture:
                    yield picture

    def mean_bytes(self) -> float:
        """Return how large a picture was lately, on average; 0 while there is none."""
        sizes = list(self._recent_sizes())
        return sum(sizes) / len(sizes) if sizes else 0.0

    def sweep(self) -> int:
        """Delete what an interrupted save left behind; return how many files.

        Raises:
            StoreWriteError: the right is missing.
        """
        parts = [
            path
            for day in self._days()
            for path in day.glob("*.part")
            if is_finished_file(f"{FOLDER}/{day.name}/{path.stem}")
        ]
        try:
            for part in parts:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise StoreWriteError(
                path=f"{FOLDER}/", reason=error.strerror or str(error)
            ) from error
        return len(parts)

    def _days(self) -> list[Path]:
        root = self._data / FOLDER
        if not root.is_dir():
            return []
        days = [path for path in root.iterdir() if _DAY.fullmatch(path.name)]
        return sorted((day for day in days if day.is_dir() and not day.is_symlink()), reverse=True)

    def _recent_sizes(self) -> deque[int]:
        if self._sizes is None:
            sizes = [picture.bytes for picture in islice(self.all(), _SIZES_KEPT)]
            self._sizes = deque(reversed(sizes), maxlen=_SIZES_KEPT)
        return self._sizes


def _stored(file: str, entry: os.DirEntry[str]) -> StoredPicture | None:
    try:
        if not is_finished_file(file) or not entry.is_file(follow_symlinks=False):
            return None
        facts = entry.stat(follow_symlinks=False)
    except OSError:  # it went while we looked
        return None
    return StoredPicture(file, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
