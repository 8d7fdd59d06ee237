"""The jobs on disk: every change is durable before the call returns."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from booru_studio.domain.jobs import Job, JobState
from booru_studio.errors import JobNotFoundError, StoreReadError, StoreWriteError
from booru_studio.storage.ballast import BYTES, Ballast
from booru_studio.storage.disk import Disk, LocalDisk
from booru_studio.storage.history import FOLDER, History
from booru_studio.storage.history_files import HistoryFile
from booru_studio.storage.history_moves import HistoryLimits, HistoryMoves
from booru_studio.storage.job_index import JobIndex
from booru_studio.storage.job_pages import page
from booru_studio.storage.job_rows import as_json, row_of
from booru_studio.storage.journal import COMPACT_AT, JournalStorage
from booru_studio.storage.journal_table import JournalDB
from booru_studio.storage.row_text import from_text

T = TypeVar("T")

FILE_NAME = "jobs.json"
SCHEMA = 1


class JobStore:
    """The jobs of one data folder; a second process is refused.

    Its file is `jobs.json`, a TinyDB file with the tables `jobs`, `settings`, `history` and
    `meta`; between the moments it is written, changes stand in `jobs.json.journal`. Jobs that
    ended long ago lie in `history/`. All methods may be called from any thread.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        disk: Disk | None = None,
        limits: HistoryLimits | None = None,
        compact_at: int = COMPACT_AT,
        ballast: Ballast | None = None,
    ) -> None:
        """Open the store.

        Args:
            compact_at: bytes of journal after which `jobs.json` is written anew.
            ballast: room that is given up when the disk is full; some on this machine's own.

        Raises:
            StoreLockedError: another process has it.
            StoreWriteError: the folder cannot be written.
        """
        self.reports: list[str] = []  # what was mended at opening and later, in sentences
        self._now, self._new_id = now, new_id
        self._limits = limits or HistoryLimits()
        self._lock = threading.RLock()
        self._index = JobIndex()
        self._ballast = ballast or Ballast(folder / f"{FILE_NAME}.ballast", 0 if disk else BYTES)
        disk = disk or LocalDisk()
        with _write_errors(folder):
            disk.make_folder(folder)
            self._let_others_in = disk.lock(folder / f"{FILE_NAME}.lock")
        try:
            self._open(folder, disk, compact_at)
        except BaseException:
            self._let_others_in()
            raise
        self._ballast.lay()

    # -- jobs -------------------------------------------------------------------------------

    def add(self, request: Mapping[str, Any], **fields: Any) -> str:  # noqa: ANN401
        """Store a new job and return its id; `fields` are fields of `Job`."""
        return self.add_all([(request, fields)])[0]

    def add_all(self, jobs: list[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[str]:
        """Store several new jobs in one write, all or none; give (request, fields) of each."""
        with self._lock:
            created = self._now().isoformat()
            rows = [
                row_of(
                    Job(**{"id": self._new_id(), "created": created, **fields, "request": request})
                )
                for request, fields in jobs
            ]
            places = self._rows.insert_multiple(rows) if rows else []
            for place in places:
                self._index.put(place, self._read(place))
            return [row["id"] for row in rows]

    def update(self, job_id: str, **fields: Any) -> Job:  # noqa: ANN401
        """Change fields of a job and return it as it now is.

        Raises:
            JobNotFoundError: no such job.
            StoreWriteError: nothing was changed.
        """
        with self._lock:
            return self._even_on_a_full_disk(lambda: self._update(job_id, fields))

    def remove(self, job_ids: Collection[str]) -> None:
        """Forget jobs for good, all or none; their ids and places are not given again.

        Raises:
            JobNotFoundError: no such job; nothing was removed.
            StoreReadError: a history file that may hold one cannot be read; nothing was removed.
            StoreWriteError: nothing was removed.
        """
        with self._lock:
            places = {self._place(job_id) for job_id in job_ids}
            try:
                self._moves.remove(sorted(places))
            except OSError as error:
                raise StoreReadError(path=FOLDER, reason=error.strerror or str(error)) from error

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            JobNotFoundError: no such job.
            StoreReadError: it may lie in a history file that the disk does not give out.
        """
        with self._lock:
            if job_id in self._index:
                return self._index.get(job_id)
            return self._find_in_history(job_id)[2]

    def page(self, state: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Job], int]:
        """Return jobs, newest first, and how many there are in all; "" means every state."""
        with self._lock:
            return page(self._index, self._history, state, max(limit, 0), max(offset, 0))

    def in_state(self, *states: JobState) -> list[Job]:
        """Return the jobs in one of `states`, oldest first; none that ended long ago."""
        with self._lock:
            return self._index.in_state(*states)

    def oldest(self, state: JobState) -> Job | None:
        """Return the first of `in_state`, without listing the others."""
        with self._lock:
            places = self._index.places(state.value)
            return self._index.at(places[0]) if places else None

    def count(self, *states: JobState) -> int:
        """Return how many jobs are in one of `states`, with those that ended long ago."""
        with self._lock:
            return sum(
                len(self._index.places(state.value)) + self._history.count(state.value)
                for state in set(states)
            )

    # -- settings ---------------------------------------------------------------------------

    def setting(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return a value kept beside the jobs, such as whether the queue is paused."""
        with self._lock:
            rows = [row for row in self._settings if row["name"] == name]
            return rows[0]["value"] if rows else default

    def set_setting(self, name: str, value: Any) -> None:  # noqa: ANN401
        """Keep a value beside the jobs.

        Raises:
            StoreWriteError: the old value stays.
        """
        with self._lock:
            places = [row.doc_id for row in self._settings if row["name"] == name]
            row = {"name": name, "value": value}
            if places:
                self._even_on_a_full_disk(lambda: self._settings.update(row, doc_ids=places))
            else:
                self._even_on_a_full_disk(lambda: self._settings.insert(row))

    # -- the files --------------------------------------------------------------------------

    def compact(self) -> None:
        """Write all into `jobs.json`, as closing does.

        Raises:
            StoreWriteError: nothing is lost.
        """
        with self._lock:
            self._storage.compact()
            self._ballast.lay()

    def close(self) -> None:
        """Write all into `jobs.json`, and let another process have the folder."""
        with self._lock:
            self._db.close()
            self._let_others_in()

    def _open(self, folder: Path, disk: Disk, compact_at: int) -> None:
        self._storage = JournalStorage(
            folder / FILE_NAME,
            disk=disk,
            now=self._now,
            report=self.reports.append,
            compact_at=compact_at,
        )
        self._db = JournalDB(self._storage)
        self._rows = self._db.table("jobs")
        self._settings = self._db.table("settings")
        self._read_all()
        catalogue = self._db.table("history")
        self._history = History(
            disk, folder, catalogue, self._index, self.reports.append, self._limits.file_rows
        )
        self._moves = HistoryMoves(
            self._history, self._storage, self._rows, self._index, limits=self._limits
        )
        self._moves.finish_last(self.reports.append)
        self._moves.move_old(self._now)
        if not self._db.table("meta"):
            self._db.table("meta").insert({"schema": SCHEMA})

    def _even_on_a_full_disk(self, change: Callable[[], T]) -> T:
        """Write down what happened: that is worth the ballast, which a new job is not."""
        try:
            return change()
        except StoreWriteError as error:
            if not self._ballast.release(error):
                raise
            return change()

    def _read_all(self) -> None:
        broken = 0
        for place in sorted(self._storage.rows("jobs")):
            try:
                job = self._read(place)
            except (ValueError, TypeError, KeyError):
                broken += 1
                continue
            if job.id in self._index:
                broken += 1
            else:
                self._index.put(place, job)
        if broken:
            self.reports.insert(
                0, f"{broken} entries of {FILE_NAME} could not be read; they stay in the file."
            )

    def _read(self, place: int) -> Job:
        return Job.from_json(from_text(self._storage.rows("jobs")[place]))

    def _place(self, job_id: str) -> int:
        if job_id in self._index:
            return self._index.place(job_id)
        return self._find_in_history(job_id)[1]

    def _find_in_history(self, job_id: str) -> tuple[HistoryFile, int, Job]:
        try:
            found = self._history.find(job_id)
        except OSError as error:
            raise StoreReadError(path=FOLDER, reason=error.strerror or str(error)) from error
        if found is None:
            raise JobNotFoundError(job_id=job_id)
        return found

    def _update(self, job_id: str, fields: Mapping[str, Any]) -> Job:
        if job_id not in self._index:
            return self._update_in_history(job_id, fields)
        place = self._index.place(job_id)
        row = row_of(_changed(self._index.at(place), fields))
        self._rows.update(row, doc_ids=[place])
        changed = self._read(place)
        self._index.put(place, changed)
        if changed.state.is_final:
            self._moves.move_beyond_limit()
        return changed

    def _update_in_history(self, job_id: str, fields: Mapping[str, Any]) -> Job:
        file, place, job = self._find_in_history(job_id)
        changed = _changed(job, fields)
        self._moves.bring_back(file, place, changed)
        return changed


def _changed(job: Job, fields: Mapping[str, Any]) -> Job:
    return Job.from_json({**row_of(job), **as_json(fields)})


@contextlib.contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreWriteError(path=path, reason=error.strerror or str(error)) from error
