"""The jobs that ended long ago: moved out of the store's file, and found again when asked for.

What the files hold is known from a catalogue, a table of the store itself. A move first writes
the files and then, in one change of the store, removes the jobs there and notes the files here;
so a file whose size is not the noted one was cut short in a move, and is put right at opening.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tinydb import where

from booru_studio.domain.jobs import Job
from booru_studio.storage.disk import Disk
from booru_studio.storage.history_files import HistoryFile, HistoryFolder
from booru_studio.storage.job_index import JobIndex
from booru_studio.storage.journal_table import JournalTable
from booru_studio.storage.row_text import Rows, from_text

FOLDER = "history"


FILE_ROWS = 1_000  # a file that has so many is full


class History:
    """The catalogue and its files; not for several threads at once."""

    def __init__(
        self,
        disk: Disk,
        data: Path,
        catalogue: JournalTable,
        live: JobIndex,
        report: Callable[[str], None],
        file_rows: int = FILE_ROWS,
    ) -> None:
        self._folder = HistoryFolder(disk, data / FOLDER, report)
        self._catalogue, self._live, self._report = catalogue, live, report
        self._file_rows = file_rows
        self._files = {
            row["name"]: HistoryFile.from_row(row) for row in catalogue.all() if "counts" in row
        }

    @property
    def files(self) -> list[HistoryFile]:
        """The files, newest first."""
        return sorted(self._files.values(), key=lambda file: -file.last)

    def count(self, state: str = "") -> int:
        """Return how many jobs of a state are here; "" means every state."""
        return sum(file.count(state) for file in self._files.values())

    def jobs(self, file: HistoryFile, state: str = "") -> list[tuple[int, Job]]:
        """Return a file's jobs with their places, in no order."""
        return [
            (place, job)
            for place, job in self._folder.jobs(file.name).items()
            if state in ("", job.state.value)
            and job.id not in self._live
            and place not in file.gone
        ]

    def find(self, job_id: str) -> tuple[HistoryFile, int, Job] | None:
        """Look for a job, in the newest file first.

        Raises:
            OSError: a file that may hold it cannot be read.
        """
        for file in self.files:
            if self._folder.mentions(file.name, job_id):
                if self._folder.rows(file.name) is None:
                    raise OSError("the file is damaged")
                for place, job in self.jobs(file):
                    if job.id == job_id:
                        return file, place, job
        return None

    def row(self, file: HistoryFile, place: int) -> dict[str, Any]:
        """Return a job as it is written, with what a later version may have added."""
        return from_text((self._folder.rows(file.name) or {}).get(place, "{}"))

    # -- moving -----------------------------------------------------------------------------

    def write(self, rows: Rows, jobs: Mapping[int, Job]) -> list[HistoryFile]:
        """Write jobs into their files, durably; doing it again changes nothing.

        Returns:
            The files, to be noted when the jobs are removed from the store.

        Raises:
            OSError: the jobs must stay where they are.
        """
        written = []
        for name, places in self._destinations(jobs).items():
            old = self._left(self._files[name]) if name in self._files else {}
            if old is None:  # it cannot be read any more, so it is not written over
                name = self._folder.free_name(name[:7], self._files)
            new = {place: rows[place] for place in places}
            written.append(self._folder.write(name, {**(old or {}), **new}))
        return written

    def without(self, places: Iterable[int]) -> list[HistoryFile]:
        """Return files as they are to be noted so that jobs at these places are no longer there.

        Raises:
            OSError: a file that may hold one of them cannot be read.
        """
        files: dict[str, HistoryFile] = {}
        for place in places:
            for known in self._files.values():
                file = files.get(known.name, known)
                if not file.first <= place <= file.last or place in file.gone:
                    continue
                if self._folder.rows(file.name) is None:
                    raise OSError("the file is damaged")
                files[file.name] = self._without(file, place)
        return list(files.values())

    def tidy(self, file: HistoryFile) -> list[HistoryFile]:
        """Write a file without the jobs that were removed, or remove it where no other is in it.

        Returns:
            The file, to be noted; none where it was removed and forgotten.

        Raises:
            OSError, StoreWriteError: it is tidied up when it is written next.
        """
        left = self._left(file)
        if left is None:
            return []
        if left:
            return [self._folder.write(file.name, left)]
        self._folder.remove(file.name)
        self.forget(file.name)
        return []

    def _without(self, file: HistoryFile, place: int) -> HistoryFile:
        job = self._folder.jobs(file.name).get(place)
        if job is None:
            return file
        counts = dict(file.counts)
        if job.id not in self._live:  # else it was brought back, and is counted there
            counts[job.state.value] -= 1
        return replace(file, counts=counts, gone=(*file.gone, place))

    def _left(self, file: HistoryFile) -> Rows | None:
        """Return a file's rows but those of jobs that were removed or brought back."""
        rows = self._folder.rows(file.name)
        if rows is None:
            return None
        jobs = self._folder.jobs(file.name)
        return {
            place: row
            for place, row in rows.items()
            if place not in file.gone
            and not (place in jobs and jobs[place].id in self._live)
        }

    def note(self, files: Iterable[HistoryFile]) -> None:
        """Write files into the catalogue; call `noted` when that is durable."""
        for file in files:
            self._catalogue.upsert(file.to_row(), where("name") == file.name)

    def noted(self, files: Iterable[HistoryFile]) -> None:
        """Take over the files that were noted."""
        self._files.update((file.name, file) for file in files)

    def _destinations(self, jobs: Mapping[int, Job]) -> dict[str, list[int]]:
        """Say which file each place goes to, such that no two files overlap."""
        drafts = dict(self._files)
        chosen: dict[str, list[int]] = {}
        for place in sorted(jobs):
            month = _month(jobs[place])
            file = self._neighbour(drafts.values(), place, month)
            if file is None:
                name = self._folder.free_name(month, drafts)
                file = HistoryFile(name, 0, place, place, {})
            drafts[file.name] = replace(
                file,
                first=min(file.first, place),
                last=max(file.last, place),
                counts={"": file.count() + 1},
            )
            chosen.setdefault(file.name, []).append(place)
        return chosen

    def _neighbour(
        self, files: Iterable[HistoryFile], place: int, month: str
    ) -> HistoryFile | None:
        below = max(
            (file for file in files if file.first <= place), key=lambda f: f.first, default=None
        )
        above = min(
            (file for file in files if file.first > place), key=lambda f: f.first, default=None
        )
        if below is not None and below.last >= place:
            return below
        for file in (below, above):
            if file and file.name.startswith(month) and file.count() < self._file_rows:
                return file
        return None

    # -- opening ----------------------------------------------------------------------------

    def check(self) -> tuple[list[HistoryFile], list[int]]:
        """Compare the folder with the catalogue, and finish moves that were cut short.

        Returns:
            Files to note, and the places of live jobs that have ended here: to be removed.

        Raises:
            OSError: a file could not be put right.
        """
        sizes = self._folder.sizes()
        changed: list[HistoryFile] = []
        ended: list[int] = []
        for name, file in list(self._files.items()):
            if name not in sizes:
                if file.count():  # else it was removed, and only its entry was left
                    self._report(
                        f"history/{name} is missing; the {file.count()} finished jobs in it "
                        "are not shown."
                    )
                self.forget(name)
        for name, size in sizes.items():
            if name not in self._files or self._files[name].size != size:
                self._put_right(name, size, changed, ended)
            elif self._files[name].gone:
                changed += self.tidy(self._files[name])
        return changed, ended

    def forget(self, name: str) -> None:
        """Strike a file from the catalogue."""
        self._files.pop(name, None)
        self._catalogue.remove(where("name") == name)

    def _put_right(
        self, name: str, size: int, changed: list[HistoryFile], ended: list[int]
    ) -> None:
        rows = self._folder.rows(name)
        if rows is None:
            self.forget(name)
            return
        gone = self._files[name].gone if name in self._files else ()
        left = {place: row for place, row in rows.items() if place not in gone}
        for place, job in self._folder.jobs(name).items():
            if job.id not in self._live or place in gone:
                continue
            if self._live.get(job.id).state.is_final:
                del left[place]  # the store has it; it will be moved again
            else:
                ended.append(self._live.place(job.id))
        if not left:
            self._folder.remove(name)
            self.forget(name)
        elif len(left) < len(rows):
            changed.append(self._folder.write(name, left))
        else:
            changed.append(self._folder.describe(name, size))


def _month(job: Job) -> str:
    month = str(job.created)[:7]
    return month if len(month) == 7 and month[4] == "-" else "undated"
