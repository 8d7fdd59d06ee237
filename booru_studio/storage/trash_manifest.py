"""The list that lies beside deleted pictures: what they are, whose, since when and why."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from booru_studio.domain.picture_files import is_finished_file


@dataclass(frozen=True, slots=True)
class TrashedPicture:
    """A picture by the file it had, relative to the data folder, and the job it is of."""

    file: str
    job: str
    bytes: int


@dataclass(frozen=True, slots=True)
class TrashBatch:
    """What was deleted together; `jobs` are the rows of jobs that were deleted with it."""

    id: str  # “2026-03-04/120000-0a1b2c3d”
    moved: datetime  # UTC
    why: str
    pictures: tuple[TrashedPicture, ...]
    jobs: tuple[Mapping[str, object], ...] = ()

    @property
    def bytes(self) -> int:
        return sum(picture.bytes for picture in self.pictures)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, deleted or put back; `skipped` says of each that was not, why.

    `batch` is "" where nothing was there to move.
    """

    batch: str = ""
    files: tuple[str, ...] = ()
    bytes: int = 0
    skipped: tuple[str, ...] = ()
    jobs: tuple[Mapping[str, object], ...] = ()


def write_manifest(batch: TrashBatch) -> bytes:
    """Give the manifest as JSON; `read_manifest` reads it back."""
    values = {
        "moved": batch.moved.isoformat(),
        "why": batch.why,
        "pictures": [asdict(picture) for picture in batch.pictures],
        "jobs": [dict(job) for job in batch.jobs],
    }
    return json.dumps(values, ensure_ascii=True, indent=1).encode("ascii")


def read_manifest(name: str, path: Path) -> TrashBatch | None:
    """Read a manifest; None where there is none, or it is damaged.

    An entry that names anything but a picture of ours is left out, whoever wrote it.
    """
    try:
        values = json.loads(path.read_text(encoding="ascii"))
        moved = datetime.fromisoformat(values["moved"])
        pictures = [TrashedPicture(**entry) for entry in values["pictures"]]
        jobs = tuple(job for job in values["jobs"] if isinstance(job, Mapping))
        if moved.tzinfo is None or not all(isinstance(each.bytes, int) for each in pictures):
            return None
        ours = tuple(each for each in pictures if is_finished_file(str(each.file)))
        return TrashBatch(name, moved.astimezone(UTC), str(values["why"]), ours, jobs)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
