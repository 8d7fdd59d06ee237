"""Which jobs wait, kept in the order they will be done, so that no claim sorts them all."""

from bisect import bisect_left, insort
from collections.abc import Iterable

from booru_studio.domain.jobs import Job, JobState
from booru_studio.domain.queue_order import order_of


class WaitingLine:
    """The ids of the queued jobs: higher priority first, then by place.

    Taking the first, adding and removing cost about the same at ten jobs and at ten thousand.
    """

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        self._key_of = {job.id: order_of(job) for job in jobs}
        self._keys = sorted(self._key_of.values())

    def note(self, job: Job) -> None:
        """Take over what a job has become."""
        before = self._key_of.pop(job.id, None)
        if before is not None:
            del self._keys[bisect_left(self._keys, before)]
        if job.state is JobState.QUEUED:
            self._key_of[job.id] = order_of(job)
            insort(self._keys, self._key_of[job.id])

    def first(self, limit: int | None = None) -> list[str]:
        """Return the ids of the next jobs, all of them without a limit."""
        return [job_id for _, _, job_id in self._keys[:limit]]

