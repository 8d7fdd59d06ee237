"""One page of all jobs, newest first, over what is in memory and what is in the history.

The history's files are walked by what is known of them, and only those are opened that have a
job on the page.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from booru_studio.domain.jobs import Job
from booru_studio.storage.history import History
from booru_studio.storage.history_files import HistoryFile
from booru_studio.storage.job_index import JobIndex


def page(
    index: JobIndex, history: History, state: str, limit: int, offset: int
) -> tuple[list[Job], int]:
    """Return jobs, newest first, and how many there are in all; "" means every state."""
    places = index.places(state)
    total = len(places) + history.count(state)
    jobs: list[Job] = []
    for size, block in _blocks(index, history, state):
        if len(jobs) >= limit:
            break
        if offset < size:
            jobs += block(offset, offset + limit - len(jobs))
        offset = max(offset - size, 0)
    return jobs, total


class _Live:
    """Jobs in memory, oldest first, told newest first."""

    def __init__(self, index: JobIndex, places: Sequence[int], start: int, end: int) -> None:
        self._index, self._places, self._start, self._end = index, places, start, end

    def __call__(self, start: int, end: int) -> list[Job]:
        lowest = max(self._end - end, self._start)
        chosen = self._places[lowest : self._end - start]
        return [self._index.at(place) for place in reversed(chosen)]


class _Mixed:
    """The jobs of a history file, with those in memory whose places lie among them."""

    def __init__(
        self, index: JobIndex, history: History, file: HistoryFile, state: str, live: Sequence[int]
    ) -> None:
        self._index, self._history, self._file = index, history, file
        self._state, self._live = state, live

    def __call__(self, start: int, end: int) -> list[Job]:
        found = self._history.jobs(self._file, self._state)
        found += [(place, self._index.at(place)) for place in self._live]
        found.sort(key=lambda entry: -entry[0])
        return [job for _, job in found[start:end]]


def _blocks(
    index: JobIndex, history: History, state: str
) -> Iterator[tuple[int, _Live | _Mixed]]:
    """Give the jobs in pieces, newest first, with the number of jobs in each."""
    places = index.places(state)
    end = len(places)
    for file in history.files:
        count = file.count(state)
        if not count:
            continue
        above = min(bisect_right(places, file.last), end)
        below = min(bisect_left(places, file.first), above)
        yield end - above, _Live(index, places, above, end)
        yield count + above - below, _Mixed(index, history, file, state, places[below:above])
        end = below
    yield end, _Live(index, places, 0, end)
