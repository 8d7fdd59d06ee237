"""The jobs as everybody sees them: state on disk, progress in memory, and what changed when."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from booru_studio.domain.jobs import Job, JobState
from booru_studio.errors import InvalidInputError, JobNotFoundError, JobStateError
from booru_studio.services.change_feed import ChangeFeed
from booru_studio.services.live import Live, LiveBoard
from booru_studio.services.waiting_line import WaitingLine
from booru_studio.storage.jobs import JobStore


class Clock(Protocol):
    """Says what time it is, in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job that is not stored yet: its resolved request, and the other fields of `Job`."""

    request: Mapping[str, Any]
    fields: Mapping[str, Any]


class JobBoard:
    """Changes jobs one at a time, by the rules of `JobState`, and counts each change.

    `changed` is the lock for everything that looks before it changes, and wakes who waits.
    """

    def __init__(self, store: JobStore, now: Clock) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.now = now
        self._store = store
        self._live = LiveBoard()
        self._line = WaitingLine(store.in_state(JobState.QUEUED))
        self._feed = ChangeFeed()

    # -- looking

    @property
    def revision(self) -> int:
        """Counts up with every change that a page may show."""
        return self._feed.revision

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            JobNotFoundError: no such job.
        """
        return self._store.get(job_id)

    def in_state(self, *states: JobState) -> list[Job]:
        return self._store.in_state(*states)

    def waiting(self, limit: int | None = None) -> list[Job]:
        """Return the next jobs in the order they will be done, all of them without a limit."""
        with self.changed:
            return [self._store.get(job_id) for job_id in self._line.first(limit)]

    def count(self, *states: JobState) -> int:
        return self._store.count(*states)

    def page(self, state: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Job], int]:
        """Return jobs, newest first, and how many there are in all."""
        if state and state not in list(JobState):
            raise InvalidInputError(
                reason=f"There is no job state “{state}”: use one of {', '.join(JobState)}."
            )
        return self._store.page(state, limit, offset)

    def changes(self, since: int) -> tuple[int, list[Job]]:
        """Return the newest revision, and the jobs that changed after `since`."""
        with self.changed:
            changed = self._feed.changed(since)
            return self._feed.revision, [self._store.get(job_id) for job_id in changed]

    def removed(self, since: int) -> list[str]:
        """Return the ids of the jobs that were removed after `since`."""
        with self.changed:
            return self._feed.removed(since)

    def remembers(self, since: int) -> bool:
        """Say whether `changes` and `removed` are complete; else look at everything anew."""
        with self.changed:
            return self._feed.covers(since)

    def is_only_progress(self, job_id: str, since: int) -> bool:
        """Say whether all that changed of a job after `since` is how it stands."""
        return self._feed.is_only_progress(job_id, since)

    def live(self, job_id: str) -> Live | None:
        """Return how a running job stands; None where it is not running."""
        return self._live.of(job_id)

    def is_current(self, job: Job) -> bool:
        """Say whether `job`, as a worker holds it, is still to be done."""
        try:
            now = self._store.get(job.id)
        except JobNotFoundError:  # removed meanwhile
            return False
        return now.task_id == job.task_id and not now.state.is_final

    def setting(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        return self._store.setting(name, default)

    # -- changing

    def add(self, jobs: list[NewJob]) -> list[str]:
        """Store new jobs, all or none, and return their ids."""
        with self.changed:
            ids = self._store.add_all([(job.request, job.fields) for job in jobs])
            for job_id in ids:
                self._line.note(self._store.get(job_id))
                self._feed.note(job_id)
            self.changed.notify_all()
            return ids

    def remove(self, job_ids: Sequence[str]) -> None:
        """Forget jobs that have ended, all or none; their ids stay unknown from then on.

        Raises:
            JobNotFoundError, JobStateError, StorageError: nothing was removed.
        """
        with self.changed:
            for job_id in job_ids:
                self._refuse_unfinished(job_id)
            self._store.remove(job_ids)
            for job_id in job_ids:
                self._live.drop(job_id)
                self._feed.note(job_id, is_removed=True)
            self.changed.notify_all()

    def update(self, job_id: str, **fields: Any) -> Job:  # noqa: ANN401
        """Change a job, durably.

        Raises:
            JobStateError: its state may not become the new one.
        """
        with self.changed:
            before = self._store.get(job_id).state
            state = JobState(fields.get("state", before))
            if state is not before and not before.may_become(state):
                raise JobStateError(
                    job_id=job_id, state=before.value, wanted=state.value, advice="it has ended"
                )
            job = self._store.update(job_id, **fields)
            self._line.note(job)
            self._feed.note(job_id)
            self.changed.notify_all()
            return job

    def end(self, job: Job, state: JobState, **fields: Any) -> Job:  # noqa: ANN401
        """Bring a job into a final state."""
        ended = self.update(job.id, state=state, finished=self.now().isoformat(), **fields)
        self._live.drop(job.id)
        return ended

    def report(self, job: Job, live: Live) -> None:
        """Take over how a running job stands."""
        with self.changed:
            if self.is_current(job) and self._live.put(job.id, live):
                self._feed.note(job.id, is_progress=True)

    def forget_progress(self, job: Job) -> None:
        self._live.drop(job.id)

    def set_setting(self, name: str, value: Any) -> None:  # noqa: ANN401
        with self.changed:
            self._store.set_setting(name, value)
            self._feed.count_up()
            self.changed.notify_all()

    def _refuse_unfinished(self, job_id: str) -> None:
        state = self._store.get(job_id).state
        if not state.is_final:
            raise JobStateError(
                job_id=job_id, state=state.value, wanted="deleted", advice="cancel it first"
            )
