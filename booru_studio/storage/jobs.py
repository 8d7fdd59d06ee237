"""The jobs on disk: every change is durable before the call returns."""

import contextlib
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from tinydb import TinyDB
from tinydb.table import Table

from booru_studio.domain.jobs import Job, JobState
from booru_studio.errors import JobNotFoundError, StoreLockedError
from booru_studio.storage.atomic import AtomicJSONStorage, write_atomically

FILE_NAME = "jobs.json"
SCHEMA = 1


class JobStore:
    """The jobs of one data folder; a second process is refused.

    Its file is `jobs.json`, a TinyDB file with the tables `jobs`, `settings` and `meta`. All
    methods may be called from any thread.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """Open the store.

        Raises:
            StoreLockedError: another process has it.
            StoreWriteError: the folder cannot be written.
        """
        self.reports: list[str] = []  # what was mended at opening, in sentences
        self._now, self._new_id = now, new_id
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        self._process_lock = _lock_folder(folder)
        self._db = TinyDB(folder / FILE_NAME, storage=AtomicJSONStorage, report=self.reports.append)
        self._rows: Table = self._db.table("jobs", cache_size=0)
        self._settings: Table = self._db.table("settings", cache_size=0)
        self._jobs: dict[str, Job] = {}
        self._places: dict[str, int] = {}  # job id -> TinyDB's document id
        self._read_all()
        if not self._db.table("meta").all():
            self._db.table("meta").insert({"schema": SCHEMA})

    def add(self, request: Mapping[str, Any], **fields: Any) -> str:  # noqa: ANN401
        """Store a new job and return its id; `fields` are fields of `Job`."""
        return self.add_all([(request, fields)])[0]

    def add_all(self, jobs: list[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[str]:
        """Store several new jobs in one write, all or none; give (request, fields) of each."""
        with self._lock:
            created = self._now().isoformat()
            made = [
                Job(**{**fields, "id": self._new_id(), "created": created, "request": request})
                for request, fields in jobs
            ]
            places = self._rows.insert_multiple([job.to_json() for job in made])
            for job, place in zip(made, places, strict=True):
                self._jobs[job.id], self._places[job.id] = job, place
            return [job.id for job in made]

    def update(self, job_id: str, **fields: Any) -> Job:  # noqa: ANN401
        """Change fields of a job and return it as it now is.

        Raises:
            JobNotFoundError: no such job.
            StoreWriteError: nothing was changed.
        """
        with self._lock:
            job = self.get(job_id)
            changed = Job.from_json({**job.to_json(), **_as_json(fields)})
            self._rows.update(changed.to_json(), doc_ids=[self._places[job_id]])
            self._jobs[job_id] = changed
            return changed

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            JobNotFoundError: no such job.
        """
        with self._lock:
            try:
                return self._jobs[job_id]
            except KeyError:
                raise JobNotFoundError(job_id=job_id) from None

    def page(self, state: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Job], int]:
        """Return jobs, newest first, and how many there are in all; "" means every state."""
        with self._lock:
            jobs = [job for job in reversed(self._jobs.values()) if state in ("", job.state.value)]
        return jobs[offset : offset + limit], len(jobs)

    def in_state(self, *states: JobState) -> list[Job]:
        """Return the jobs in one of `states`, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.state in states]

    def setting(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return a value kept beside the jobs, such as whether the queue is paused."""
        with self._lock:
            rows = [row for row in self._settings.all() if row["name"] == name]
            return rows[0]["value"] if rows else default

    def set_setting(self, name: str, value: Any) -> None:  # noqa: ANN401
        with self._lock:
            places = [row.doc_id for row in self._settings.all() if row["name"] == name]
            row = {"name": name, "value": value}
            if places:
                self._settings.update(row, doc_ids=places)
            else:
                self._settings.insert(row)

    def close(self) -> None:
        """Let another process have the folder."""
        with self._lock:
            self._db.close()
            self._process_lock.release()

    def _read_all(self) -> None:
        broken = 0
        for row in self._rows.all():
            try:
                job = Job.from_json(row)
            except (ValueError, TypeError, KeyError):
                broken += 1
                continue
            self._jobs[job.id], self._places[job.id] = job, row.doc_id
        if broken:
            self.reports.append(
                f"{broken} entries of {FILE_NAME} could not be read; they stay in the file."
            )


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give changed fields in the form of a row, whether they came as values or as JSON."""
    row = dict(fields)
    if "images" in row:
        row["images"] = [
            image if isinstance(image, Mapping) else _image_row(image) for image in row["images"]
        ]
    return row


def _image_row(image: Any) -> dict[str, Any]:  # noqa: ANN401
    return {name: getattr(image, name) for name in ("file", "seed", "width", "height", "infotext")}


def _lock_folder(folder: Path) -> FileLock:
    lock = FileLock(str(folder / f"{FILE_NAME}.lock"))
    owner = folder / f"{FILE_NAME}.owner"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        process = "of unknown number"
        with contextlib.suppress(OSError):
            process = owner.read_text(encoding="ascii").strip() or process
        raise StoreLockedError(folder=folder, owner=process) from error
    write_atomically(owner, str(os.getpid()).encode("ascii"))
    return lock
