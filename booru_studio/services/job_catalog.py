"""All jobs at a glance: their facts in memory, kept up to date, and the lists made of them."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from booru_studio.domain.job_facts import JobFacts, facts_of
from booru_studio.domain.job_lists import JobQuery, ListRow, flat, found, grouped
from booru_studio.domain.jobs import Job
from booru_studio.services.job_board import JobBoard

_PAGE = 500  # jobs read at once
_REMEMBERED = 24  # lists

T = TypeVar("T")


class JobCatalog:
    """Answers what would take a look at every job; may be asked from any thread.

    The first question after a start waits until all jobs were read once, old ones from their
    history files; `start` has that done in the background.
    """

    def __init__(self, board: JobBoard) -> None:
        self._board = board
        self._lock = threading.RLock()
        self._facts: dict[str, JobFacts] | None = None  # oldest first
        self._seen = 0  # revision of the board up to which they are true
        self._numbers = 0
        self._made: dict[object, object] = {}  # what was asked since the last change
        self._below: dict[str, dict[str, None]] = {}  # parent -> children, in order

    def start(self) -> None:
        threading.Thread(target=self.jobs, name="job catalog", daemon=True).start()

    def stop(self) -> None:
        """Nothing to end: the thread of `start` ends by itself."""

    # -- questions --------------------------------------------------------------------------

    def jobs(self) -> list[JobFacts]:
        """Return all jobs, oldest first."""
        with self._lock:
            facts = self._current()
            return self._remembered("jobs", lambda: list(facts.values()))

    def find(self, query: JobQuery) -> list[JobFacts]:
        """Return the jobs that fit, sorted."""
        with self._lock:
            jobs = self.jobs()
            return self._remembered(query, lambda: found(jobs, query))

    def rows(
        self, query: JobQuery, *, is_flat: bool, opened: frozenset[str] = frozenset()
    ) -> list[ListRow]:
        """Return a list's lines: jobs, and unless flat heads of batches."""
        with self._lock:
            jobs = self.find(query)
            key = (query, is_flat, opened)
            return self._remembered(key, lambda: flat(jobs) if is_flat else grouped(jobs, opened))

    def made_of(self, key: object, make: Callable[[list[JobFacts]], T]) -> T:
        """Return what `make` makes of all jobs, remembered until one changes."""
        with self._lock:
            jobs = self.jobs()
            return self._remembered(key, lambda: make(jobs))

    def fact(self, job_id: str) -> JobFacts | None:
        """Return what is known of a job; None where there is none."""
        with self._lock:
            return self._current().get(job_id)

    def children(self, job_id: str) -> list[str]:
        """Return the jobs that repeat, change or enlarge a job, oldest first."""
        with self._lock:
            self._current()
            return list(self._below.get(job_id, ()))

    def places(self) -> dict[str, int]:
        """Return where each waiting job stands in the queue, from 1."""
        with self._lock:
            jobs = self.jobs()
            return self._remembered("places", lambda: _places(jobs))

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state that has any."""
        with self._lock:
            jobs = self.jobs()
            return self._remembered("counts", lambda: dict(Counter(job.state for job in jobs)))

    def choices(self) -> dict[str, list[str]]:
        """Return the models and LoRAs that jobs had, most used first."""
        with self._lock:
            jobs = self.jobs()
            return self._remembered("choices", lambda: _choices(jobs))

    # -- inside -----------------------------------------------------------------------------

    def _current(self) -> dict[str, JobFacts]:
        if self._facts is None or not self._board.remembers(self._seen):
            self._made.clear()
            self._below.clear()
            self._facts = self._read_all()
        if self._board.revision != self._seen:
            with self._board.changed:
                gone = self._board.removed(self._seen)
                self._seen, changed = self._board.changes(self._seen)
            for job_id in gone:
                self._drop(self._facts, job_id)
            for job in changed:
                self._take(self._facts, job)
        return self._facts

    def _read_all(self) -> dict[str, JobFacts]:
        self._seen = self._board.revision  # what changes meanwhile is looked at again
        newest_first: list[Job] = []
        offset, total = 0, 1
        while offset < total:
            jobs, total = self._board.page("", _PAGE, offset)
            newest_first += jobs
            offset += _PAGE
        facts: dict[str, JobFacts] = {}
        for job in reversed(newest_first):
            self._take(facts, job)
        return facts

    def _take(self, facts: dict[str, JobFacts], job: Job) -> None:
        before = facts.get(job.id)
        if before is None:
            self._numbers += 1
        after = facts_of(job, before.number if before else self._numbers)
        if after == before:
            return  # only its progress
        facts[job.id] = after
        if job.parent:
            self._below.setdefault(job.parent, {})[job.id] = None
        self._made.clear()

    def _drop(self, facts: dict[str, JobFacts], job_id: str) -> None:
        gone = facts.pop(job_id, None)
        if gone is not None:
            self._below.get(gone.parent, {}).pop(job_id, None)
            self._made.clear()

    def _remembered(self, key: object, make: Callable[[], T]) -> T:
        if key not in self._made:
            if len(self._made) >= _REMEMBERED:
                self._made.pop(next(iter(self._made)))
            self._made[key] = make()
        return self._made[key]  # type: ignore[return-value]


def _places(jobs: Iterable[JobFacts]) -> dict[str, int]:
    waiting = sorted(job.order for job in jobs if job.state == "queued")
    return {job_id: place for place, (_, _, job_id) in enumerate(waiting, start=1)}


def _choices(jobs: Iterable[JobFacts]) -> dict[str, list[str]]:
    models: Counter[str] = Counter()
    loras: Counter[str] = Counter()
    for job in jobs:
        models[job.model] += bool(job.model)
        loras.update(job.loras)
    return {
        "models": [name for name, count in models.most_common(200) if count],
        "loras": [name for name, _ in loras.most_common(500)],
    }
