"""Moves finished jobs from the store into the history, so that opening it stays quick for years."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tinydb.table import Document

from booru_studio.domain.jobs import Job, JobState
from booru_studio.errors import StoreWriteError
from booru_studio.storage.history import FILE_ROWS, History
from booru_studio.storage.history_files import HistoryFile
from booru_studio.storage.job_index import JobIndex
from booru_studio.storage.job_rows import row_of
from booru_studio.storage.journal import JournalStorage
from booru_studio.storage.journal_table import JournalTable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """When finished jobs are moved."""

    keep: int = 2_000  # finished jobs that stay in the store
    keep_days: int = 30
    batch: int = 100  # moved at once while the app runs
    file_rows: int = FILE_ROWS


class HistoryMoves:
    """Finished jobs on their way; a move that fails leaves them where they are."""

    def __init__(
        self,
        history: History,
        storage: JournalStorage,
        rows: JournalTable,
        index: JobIndex,
        limits: HistoryLimits,
    ) -> None:
        self._history, self._storage, self._rows = history, storage, rows
        self._index, self._limits = index, limits
        self._move_at = limits.keep + limits.batch  # finished jobs in the store

    def move_beyond_limit(self) -> None:
        """Move the oldest finished jobs when a batch of them is too many."""
        if self._index.count_finished() < self._move_at:
            return
        places = self._movable()
        if self._move(places[: max(len(places) - self._limits.keep, 0)]):
            self._move_at = self._limits.keep + self._limits.batch
        else:  # the disk is full, perhaps: do not try at each change
            self._move_at = self._index.count_finished() + self._limits.batch

    def move_old(self, now: Callable[[], datetime]) -> None:
        """Move all finished jobs that are too many or too old."""
        places = self._movable()
        if not places:
            return
        oldest = now() - timedelta(days=self._limits.keep_days)
        too_many = max(len(places) - self._limits.keep, 0)
        self._move(
            places[:too_many]
            + [place for place in places[too_many:] if self._ended_before(place, oldest)]
        )

    def bring_back(self, file: HistoryFile, place: int, changed: Job) -> None:
        """Take a job that is changed back into the store; the next move overwrites the old one.

        Raises:
            StoreWriteError: nothing was changed.
        """
        old = self._history.row(file, place)
        state = JobState(old["state"]).value
        counts = {**file.counts, state: file.counts[state] - 1}
        without = replace(file, counts=counts)
        with self._storage.transaction():
            self._rows.insert(Document({**old, **row_of(changed)}, place))
            self._history.note([without])
        self._index.put(place, changed)
        self._history.noted([without])

    def remove(self, places: Sequence[int]) -> None:
        """Remove jobs for good, wherever they are, in one change.

        Raises:
            OSError, StoreWriteError: nothing was removed.
        """
        here = [place for place in places if place in self._storage.rows("jobs")]
        files = self._history.without(places)
        with self._storage.transaction():
            self._rows.remove(doc_ids=here)
            self._history.note(files)
        for place in here:
            self._index.drop(place)
        self._history.noted(files)
        for file in files:
            self._tidy(file)

    def finish_last(self, report: Callable[[str], None]) -> None:
        """Put right what a crash in the middle of a move left behind."""
        try:
            changed, ended = self._history.check()
            if changed or ended:
                with self._storage.transaction():
                    self._rows.remove(doc_ids=ended)
                    self._history.note(changed)
                self._history.noted(changed)
        except (OSError, StoreWriteError) as error:
            log.warning("the history was not put right: %s", error)
            return
        for place in ended:
            self._index.drop(place)
        if ended:
            report(f"{len(ended)} jobs had ended according to the history; that was taken over.")

    def _tidy(self, file: HistoryFile) -> None:
        try:
            tidied = self._history.tidy(file)
            with self._storage.transaction():
                self._history.note(tidied)
            self._history.noted(tidied)
        except (OSError, StoreWriteError) as error:
            log.warning("history/%s still holds jobs that were removed: %s", file.name, error)

    def _movable(self) -> list[int]:
        """Return the places of all jobs that have ended and are not bookmarked, oldest first."""
        return [place for place in self._index.finished() if not self._index.at(place).bookmarked]

    def _move(self, places: list[int]) -> bool:
        if not places:
            return True
        stored = self._storage.rows("jobs")
        try:
            files = self._history.write(
                {place: stored[place] for place in places},
                {place: self._index.at(place) for place in places},
            )
            with self._storage.transaction():
                self._rows.remove(doc_ids=places)
                self._history.note(files)
        except (OSError, StoreWriteError) as error:
            log.warning("%d finished jobs were not moved: %s", len(places), error)
            return False
        for place in places:
            self._index.drop(place)
        self._history.noted(files)
        return True

    def _ended_before(self, place: int, moment: datetime) -> bool:
        try:
            ended = datetime.fromisoformat(self._index.at(place).finished)
        except (ValueError, TypeError):  # not told, or not by us
            return False
        return (ended if ended.tzinfo else ended.replace(tzinfo=UTC)) < moment
