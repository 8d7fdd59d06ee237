"""The files that jobs go to when they ended long ago: `history/YYYY-MM.json`, `-2.json`, ...

Each is a plain TinyDB file with the table `jobs`, of about a thousand rows, so that writing one
costs the same whether a month had a hundred jobs or a hundred thousand.
"""

import json
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from booru_studio.domain.jobs import Job
from booru_studio.storage.disk import Disk, Stamp, replace_whole
from booru_studio.storage.row_text import Rows, from_text
from booru_studio.storage.snapshot import parse, render

log = logging.getLogger(__name__)

TABLE = "jobs"
_KEPT_IN_MEMORY = 2  # files

Jobs = Mapping[int, Job]


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """What is known of a file without opening it."""

    name: str
    size: int  # bytes
    first: int  # lowest place
    last: int  # highest place
    counts: Mapping[str, int]  # jobs of each state
    gone: tuple[int, ...] = ()  # places of jobs that were removed and may still be in the file

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        gone = tuple(row.get("gone", ()))
        return cls(row["name"], row["size"], row["first"], row["last"], row["counts"], gone)

    def to_row(self) -> dict[str, Any]:
        return asdict(self)

    def count(self, state: str = "") -> int:
        """Return how many jobs are in a state; "" means every state."""
        return self.counts.get(state, 0) if state else sum(self.counts.values())


class HistoryFolder:
    """Reads and writes the files; the last few stay in memory."""

    def __init__(self, disk: Disk, folder: Path, report: Callable[[str], None]) -> None:
        self._disk, self._folder, self._report = disk, folder, report
        self._kept: OrderedDict[str, tuple[Stamp | None, Rows, Jobs]] = OrderedDict()
        self._reported: set[str] = set()

    def sizes(self) -> dict[str, int]:
        """Return the history files there are, and their sizes in bytes."""
        stamps = {
            name: self._disk.stamp(self._folder / name)
            for name in self._disk.names(self._folder)
            if name.endswith(".json")
        }
        return {name: stamp[1] for name, stamp in stamps.items() if stamp is not None}

    def free_name(self, month: str, taken: Iterable[str]) -> str:
        """Return a name for one more file of a month."""
        used = {*taken, *self._disk.names(self._folder)}
        name, number = f"{month}.json", 1
        while name in used:
            number += 1
            name = f"{month}-{number}.json"
        return name

    def rows(self, name: str) -> Rows | None:
        """Return the rows of a file; None where it is no history file, which is reported."""
        loaded = self._load(name)
        return loaded[0] if loaded else None

    def jobs(self, name: str) -> Jobs:
        """Return the jobs of a file by their places; none where it cannot be read."""
        loaded = self._load(name)
        return loaded[1] if loaded else {}

    def mentions(self, name: str, job_id: str) -> bool:
        """Say whether a job may be in a file, without reading its rows.

        Raises:
            OSError: the file is there and cannot be read.
        """
        data = self._disk.read(self._folder / name)
        return data is not None and json.dumps(job_id, ensure_ascii=False).encode() in data

    def write(self, name: str, rows: Rows) -> HistoryFile:
        """Put a new version of a file in place, durably.

        Raises:
            OSError: the old version is still there.
        """
        self._disk.make_folder(self._folder)
        ordered = {place: rows[place] for place in sorted(rows)}
        data = render({TABLE: ordered}, None, {})
        replace_whole(self._disk, self._folder / name, data)
        self._kept.pop(name, None)
        return self._describe(name, len(data), _jobs_of(ordered))

    def remove(self, name: str) -> None:
        """Remove a file, durably: its entry may be forgotten afterwards.

        Raises:
            OSError: it may still be there.
        """
        self._disk.remove(self._folder / name)
        self._disk.sync_folder(self._folder)
        self._kept.pop(name, None)

    def describe(self, name: str, size: int) -> HistoryFile:
        return self._describe(name, size, self.jobs(name))

    def _describe(self, name: str, size: int, jobs: Jobs) -> HistoryFile:
        counts = Counter(job.state.value for job in jobs.values())
        return HistoryFile(
            name, size, min(jobs, default=0), max(jobs, default=0), dict(counts)
        )

    def _load(self, name: str) -> tuple[Rows, Jobs] | None:
        stamp = self._disk.stamp(self._folder / name)
        if name in self._kept and self._kept[name][0] == stamp:
            self._kept.move_to_end(name)
            return self._kept[name][1:]
        data = self._read(name)
        snapshot = parse(data) if data is not None else None
        if snapshot is None or TABLE not in snapshot.tables:
            self._tell_unreadable(name)
            return None
        rows = snapshot.tables[TABLE]
        self._kept[name] = stamp, rows, _jobs_of(rows)
        while len(self._kept) > _KEPT_IN_MEMORY:
            self._kept.popitem(last=False)
        return rows, self._kept[name][2]

    def _read(self, name: str) -> bytes | None:
        try:
            return self._disk.read(self._folder / name)
        except OSError as error:
            log.warning("history/%s: %s", name, error)
            return None

    def _tell_unreadable(self, name: str) -> None:
        if name not in self._reported:
            self._reported.add(name)
            self._report(
                f"history/{name} could not be read; the finished jobs in it are not shown, "
                "and the file was left as it is."
            )


def _jobs_of(rows: Rows) -> Jobs:
    jobs: dict[int, Job] = {}
    for place, text in rows.items():
        try:
            jobs[place] = Job.from_json(from_text(text))
        except (ValueError, TypeError, KeyError):  # stays in the file, for a later version
            log.warning("row %d of the history is no job", place)
    return jobs
