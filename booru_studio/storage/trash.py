"""Pictures that were deleted, kept for a week and put back on demand.

`trash/<day>/<time>-<id>/` holds what was deleted together: the pictures by the names they had,
and `manifest.json`, written before the first of them is moved. Only what a manifest names is ever
moved back or deleted for good.
"""

import contextlib
import logging
import re
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from booru_studio.errors import InvalidInputError, StorageError
from booru_studio.storage.atomic import sync_folder, write_atomically
from booru_studio.storage.images import FOLDER as IMAGES
from booru_studio.storage.images import ImageStore
from booru_studio.storage.trash_manifest import (
    Moved,
    TrashBatch,
    TrashedPicture,
    read_manifest,
    write_manifest,
)

log = logging.getLogger(__name__)

FOLDER = "trash"
KEPT = timedelta(days=7)
_MANIFEST = "manifest.json"
_BATCH = re.compile(r"\d{4}-\d{2}-\d{2}/\d{6}-[0-9a-f]{8}", re.ASCII)


class Trash:
    """The trash of one data folder; may be used from any thread."""

    def __init__(
        self,
        data: Path,
        images: ImageStore,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._data, self._images = data, images
        self._now, self._new_id = now, new_id
        self._lock = threading.RLock()

    def put(
        self,
        pictures: Sequence[tuple[str, str]],
        why: str,
        jobs: Sequence[Mapping[str, object]] = (),
    ) -> Moved:
        """Move pictures to the trash.

        Args:
            pictures: job id and file of each; those that are not there are passed over.
            why: what is said of it in the list of the trash.
            jobs: rows of jobs that are deleted with them, to be put back as well.

        Raises:
            StorageError: nothing was moved.
        """
        with self._lock:
            there = [
                TrashedPicture(file, job_id, _size(path))
                for job_id, file in pictures
                if (path := self._images.path(file))
            ]
            if not there and not jobs:
                return Moved()
            moved = self._now().astimezone(UTC)
            name = f"{moved:%Y-%m-%d/%H%M%S}-{self._new_id()[:8]}"
            self._refuse_links(name)
            batch = TrashBatch(name, moved, why, tuple(there), tuple(jobs))
            folder = self._folder(name)
            write_atomically(folder / _MANIFEST, write_manifest(batch))
            return _move(batch, self._data, folder)

    def batches(self) -> list[TrashBatch]:
        """Return what lies in the trash, latest first, without what was put back meanwhile."""
        with self._lock:
            found = [self._left(batch) for batch in map(self._read, self._names()) if batch]
            return [batch for batch in found if batch.pictures or batch.jobs]

    def restore(self, batch_id: str) -> Moved:
        """Put pictures back where they were; one whose name was taken meanwhile stays.

        Raises:
            InvalidInputError: no such batch.
            StorageError: nothing was moved.
        """
        with self._lock:
            batch = self._read(batch_id) if _BATCH.fullmatch(batch_id) else None
            batch = self._left(batch) if batch else None
            if batch is None or not (batch.pictures or batch.jobs):
                raise InvalidInputError(
                    reason=f"The trash holds no “{batch_id[:40]}” any more: look at its list."
                )
            self._refuse_links(batch_id)
            done = _move(batch, self._folder(batch_id), self._data)
            if not done.skipped:
                self._remove(batch)
            return done

    def purge(self, older_than: timedelta = KEPT) -> Moved:
        """Delete for good what was put there long ago; what cannot be deleted is told of."""
        with self._lock:
            due = self._now() - older_than
            found = [batch for batch in map(self._read, self._names()) if batch]
            gone = [self._delete(batch) for batch in found if batch.moved <= due]
            return Moved(
                files=tuple(file for each in gone for file in each.files),
                bytes=sum(each.bytes for each in gone),
                skipped=tuple(told for each in gone for told in each.skipped),
            )

    def _delete(self, batch: TrashBatch) -> Moved:
        done: list[TrashedPicture] = []
        skipped: list[str] = []
        for picture in self._left(batch).pictures:
            try:
                (self._folder(batch.id) / picture.file).unlink()
                done.append(picture)
            except OSError as error:
                skipped.append(f"{picture.file}: {error.strerror or error}")
        if not skipped:
            self._remove(batch)
        return _moved(batch, done, skipped)

    def _remove(self, batch: TrashBatch) -> None:
        """Delete the manifest and the folders it leaves empty; whatever else is in them stays."""
        folder = self._folder(batch.id)
        days = {(folder / picture.file).parent for picture in batch.pictures}
        try:
            (folder / _MANIFEST).unlink(missing_ok=True)
            for empty in (*days, folder / IMAGES, folder, folder.parent):
                if empty.is_dir() and not any(empty.iterdir()):
                    empty.rmdir()
        except OSError as error:
            log.warning("trash %s could not be tidied up: %s", batch.id, error)

    def _names(self) -> list[str]:
        root = self._data / FOLDER
        if root.is_symlink() or not root.is_dir():
            return []
        days = [day for day in root.iterdir() if day.is_dir() and not day.is_symlink()]
        names = [f"{day.name}/{batch.name}" for day in days for batch in day.iterdir()]
        return sorted((name for name in names if _BATCH.fullmatch(name)), reverse=True)

    def _read(self, name: str) -> TrashBatch | None:
        if self._is_behind_link(name):
            return None
        return read_manifest(name, self._folder(name) / _MANIFEST)

    def _left(self, batch: TrashBatch) -> TrashBatch:
        """Return the batch with those pictures that are in the trash now."""
        folder = self._folder(batch.id)
        left = tuple(each for each in batch.pictures if _is_plain(folder / each.file))
        return replace(batch, pictures=left)

    def _folder(self, name: str) -> Path:
        return self._data / FOLDER / name

    def _is_behind_link(self, name: str) -> bool:
        day = name.partition("/")[0]
        root = self._data / FOLDER
        return any(path.is_symlink() for path in (root, root / day, root / name))

    def _refuse_links(self, name: str) -> None:
        if self._is_behind_link(name) or (self._data / IMAGES).is_symlink():
            raise StorageError(
                reason=f"Nothing was moved, because {IMAGES}/ or {FOLDER}/ is a link to another "
                "place: use --data to keep all on another disk, or delete there by hand."
            )


def _move(batch: TrashBatch, source: Path, target: Path) -> Moved:
    done: list[TrashedPicture] = []
    skipped: list[str] = []
    for picture in batch.pictures:
        problem = _rename(source / picture.file, target / picture.file)
        if problem:
            skipped.append(f"{picture.file}: {problem}")
        else:
            done.append(picture)
    for folder in {Path(picture.file).parent for picture in done}:
        with contextlib.suppress(OSError):
            sync_folder(target / folder)
            sync_folder(source / folder)
    return _moved(batch, done, skipped)


def _moved(batch: TrashBatch, done: Sequence[TrashedPicture], skipped: Sequence[str]) -> Moved:
    files = tuple(picture.file for picture in done)
    size = sum(picture.bytes for picture in done)
    return Moved(batch.id, files, size, tuple(skipped), batch.jobs)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it went while we looked, and is told of when it is moved
        return 0


def _rename(source: Path, target: Path) -> str:
    """Move one picture; return why it could not be, "" where it was."""
    try:
        if target.parent.is_symlink():
            return "its folder is a link"
        if target.exists() or target.is_symlink():
            return "another picture has this name now"
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _is_plain(path: Path) -> bool:
    is_link = path.is_symlink() or path.parent.is_symlink() or path.parent.parent.is_symlink()
    return path.is_file() and not is_link
