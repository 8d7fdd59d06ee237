"""The queue: jobs come in approved, go out one at a time, and end exactly once.

A job's state is written before its side effect, so that whatever moment the app dies at, the
state on disk says what may have happened. Progress lives in memory; each visible change counts
`revision` up, and a page asks only for what changed since the one it has seen.
"""

import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from booru_studio.domain.generation import SEED_LIMIT, Txt2ImgRequest
from booru_studio.domain.jobs import Job, JobImage, JobState
from booru_studio.domain.posts import PostId, Rating
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import InvalidInputError, JobStateError
from booru_studio.services.live import Live, LiveBoard
from booru_studio.services.wildcards import Expanded
from booru_studio.storage.images import ImageStore
from booru_studio.storage.jobs import JobStore

log = logging.getLogger(__name__)

MOST_AT_ONCE = 2000  # jobs in one call
MOST_QUEUED = 10_000
MOST_ATTEMPTS = 3


class Expander(Protocol):
    """Turns a template and a seed into a prompt; the same two give the same prompt."""

    def expand(self, template: str, seed: int) -> Expanded: ...


class JobQueue:
    """Jobs between the people who want them and the workers that do them."""

    def __init__(
        self,
        store: JobStore,
        images: ImageStore,
        expander: Expander,
        policy: RatingPolicy,
        rating_of: Callable[[PostId], Rating | None] = lambda _post: None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        draw_seed: Callable[[], int] = lambda: random.SystemRandom().randrange(SEED_LIMIT - 16),
    ) -> None:
        self._store, self._images, self._expander = store, images, expander
        self._policy, self._rating_of = policy, rating_of
        self._now, self._draw_seed = now, draw_seed
        self._changed = threading.Condition(threading.RLock())
        self._live = LiveBoard()
        self._revision = 0
        self._revision_of: dict[str, int] = {}
        self._paused: str | None = store.setting("paused")
        self._hold_back_unknown()

    # -- what people do ---------------------------------------------------------------------

    def submit(self, request: object, count: int = 1) -> list[str]:
        """Queue `count` jobs and return their ids; all of them or none.

        Each job resolves the template once, with its own seed. A seed of -1 is drawn for each;
        another one counts up by `batch_size`, so that no two pictures share one.

        Raises:
            InvalidInputError: the request is no request, or too many.
            BlockedContentError: the safety rules refuse one of them.
        """
        wanted = Txt2ImgRequest.from_json(request)
        if not (wanted.prompt.strip() or (wanted.template or "").strip()):
            raise InvalidInputError(reason="There is no prompt: write one, or draft a post.")
        return self._add(wanted, self._rating(wanted), _checked_count(count))

    def retry(self, job_id: str, changes: object = None) -> list[str]:
        """Queue a job again, with changes or as it was (same seed, same resolved prompt).

        Raises:
            JobNotFoundError, InvalidInputError, BlockedContentError: as their sentences say.
        """
        job = self._store.get(job_id)
        request = Txt2ImgRequest.from_json(job.request)
        if changes:
            request = request.with_changes(changes)
        rating = Rating(job.source_rating) if job.source_rating else self._rating(request)
        if request.source_post != (job.source_post or None):
            rating = self._rating(request)
        return self._add(request, rating, 1, parent=job)

    def cancel(self, job_id: str) -> Job:
        """Cancel a job; a running one is stopped on the WebUI by its worker.

        Raises:
            JobNotFoundError: no such job.
            JobStateError: it has ended already.
        """
        with self._changed:
            job = self._store.get(job_id)
            if job.state is JobState.CANCELLED:
                return job
            if job.state.is_final:
                raise JobStateError(
                    job_id=job_id, state=job.state.value, wanted="cancelled",
                    advice="there is nothing left to stop",
                )  # fmt: skip
            return self._end(job, JobState.CANCELLED)

    def pause(self, reason: str = "You paused the queue.") -> None:
        """Start no further job; what runs is finished."""
        self._set_paused(reason)

    def resume(self) -> None:
        self._set_paused(None)

    # -- what people see --------------------------------------------------------------------

    @property
    def paused(self) -> str | None:
        """Why the queue is paused; None while it is not."""
        return self._paused

    @property
    def revision(self) -> int:
        return self._revision

    def job(self, job_id: str) -> Job:
        return self._store.get(job_id)

    def page(self, state: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Job], int]:
        """Return jobs, newest first, and how many there are in all."""
        if state and state not in list(JobState):
            raise InvalidInputError(
                reason=f"There is no job state “{state}”: use one of {', '.join(JobState)}."
            )
        return self._store.page(state, limit, offset)

    def live(self, job_id: str) -> Live | None:
        """Return how a running job stands; None where it is not running."""
        return self._live.of(job_id)

    def changes(self, since: int) -> tuple[int, list[Job]]:
        """Return the newest revision, and the jobs that changed after `since`."""
        with self._changed:
            ids = [job_id for job_id, revision in self._revision_of.items() if revision > since]
            return self._revision, [self._store.get(job_id) for job_id in ids]

    def counts(self) -> dict[str, int]:
        """Return how many jobs are queued, and how many are with a WebUI."""
        return {
            "queued": len(self._store.in_state(JobState.QUEUED)),
            "running": len(self._store.in_state(JobState.RUNNING, JobState.UNKNOWN)),
        }

    # -- what workers do --------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Sleep until something changes, or for `seconds`."""
        with self._changed:
            self._changed.wait(seconds)

    def wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def claim(self, backend: str) -> Job | None:
        """Take the oldest queued job for a WebUI, written down as running before it is sent."""
        with self._changed:
            if self._paused is not None:
                return None
            waiting = self._store.in_state(JobState.QUEUED)
            if not waiting:
                return None
            job = waiting[0]
            sends = job.sends + 1
            started = self._now()
            return self._update(
                job.id,
                state=JobState.RUNNING,
                attempts=job.attempts + 1,
                sends=sends,
                backend=backend,
                started=started.isoformat(),
                task_id=f"task(bs-{job.id}-{sends})",
                names=job.names or self._images.names(job.id, _seeds(job), started),
                error="",
            )

    def claim_unknown(self, backend: str, known_backends: Sequence[str]) -> Job | None:
        """Return a job that was sent to this WebUI, or to one nobody asks any more."""
        with self._changed:
            for job in self._store.in_state(JobState.UNKNOWN):
                if job.backend == backend:
                    return job
                if job.backend not in known_backends and backend == known_backends[0]:
                    return self._update(job.id, backend=backend)
            return None

    def is_current(self, job: Job) -> bool:
        """Say whether `job`, as a worker holds it, is still to be done."""
        now = self._store.get(job.id)
        return now.task_id == job.task_id and not now.state.is_final

    def report(self, job: Job, live: Live) -> None:
        """Take over how a running job stands."""
        with self._changed:
            if self.is_current(job) and self._live.put(job.id, live):
                self._count_up(job.id)

    def complete(self, job: Job, images: Sequence[JobImage], warnings: Sequence[str]) -> bool:
        """End a job as done, its pictures being on disk; False where it was ended meanwhile."""
        return self._end_current(
            job, JobState.DONE, images=images, warnings=(*job.warnings, *warnings), error=""
        )

    def fail(self, job: Job, error: str) -> bool:
        return self._end_current(job, JobState.FAILED, error=error)

    def interrupted(self, job: Job, error: str, images: Sequence[JobImage] = ()) -> bool:
        """End a job that was stopped on the WebUI's own page."""
        return self._end_current(job, JobState.INTERRUPTED, error=error, images=images)

    def put_back(self, job: Job, why: str, *, counts: bool) -> bool:
        """Queue a running job again; with its attempts used up it fails instead.

        Args:
            counts: whether the attempt counts; it does not where nothing was sent.
        """
        with self._changed:
            if not self.is_current(job):
                return False
            if counts and job.attempts >= MOST_ATTEMPTS:
                return self.fail(job, f"{why} It was tried {job.attempts} times.")
            attempts = job.attempts if counts else max(job.attempts - 1, 0)
            self._live.drop(job.id)
            self._update(job.id, state=JobState.QUEUED, attempts=attempts, error=why, task_id="")
            return True

    def lose_sight(self, job: Job, why: str) -> bool:
        """Mark a job as sent, with nobody knowing what became of it."""
        with self._changed:
            if not self.is_current(job):
                return False
            self._update(job.id, state=JobState.UNKNOWN, error=why)
            return True

    # -- inside -----------------------------------------------------------------------------

    def _rating(self, request: Txt2ImgRequest) -> Rating | None:
        post = PostId.parse(request.source_post or "")
        return self._rating_of(post) if post else None

    def _add(
        self, request: Txt2ImgRequest, rating: Rating | None, count: int, parent: Job | None = None
    ) -> list[str]:
        waiting = len(self._store.in_state(JobState.QUEUED))
        if waiting + count > MOST_QUEUED:
            raise InvalidInputError(
                reason=f"{waiting} jobs are waiting already and at most {MOST_QUEUED} may: "
                "let some finish, or cancel some."
            )
        new = [self._resolved(request, rating, index, parent) for index in range(count)]
        ids = self._store.add_all(new)
        with self._changed:
            for job_id in ids:
                self._count_up(job_id)
            self._changed.notify_all()
        return ids

    def _resolved(
        self, request: Txt2ImgRequest, rating: Rating | None, index: int, parent: Job | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        seed = request.seed
        if seed == -1:
            seed = self._draw_seed()
        elif index:
            seed = (seed + index * request.batch_size) % SEED_LIMIT
        expanded = Expanded(request.prompt)
        if request.template is not None:
            expanded = self._expander.expand(request.template, seed)
        resolved = request.resolved(expanded.text, seed)
        if parent and request.template is None and request.prompt == parent.prompt:
            expanded = replace(expanded, picks=parent.picks)
        approved = approve(resolved, self._policy, rating).request
        return approved.to_json(), {
            "template": request.template or (parent.template if parent else ""),
            "prompt": approved.prompt,
            "source_post": approved.source_post or "",
            "source_rating": rating.value if rating else "",
            "parent": parent.id if parent else "",
            "picks": expanded.picks,
            "warnings": expanded.warnings,
        }

    def _end_current(self, job: Job, state: JobState, **fields: Any) -> bool:  # noqa: ANN401
        with self._changed:
            if not self.is_current(job):
                return False
            self._end(self._store.get(job.id), state, **fields)
            return True

    def _end(self, job: Job, state: JobState, **fields: Any) -> Job:  # noqa: ANN401
        ended = self._update(job.id, state=state, finished=self._now().isoformat(), **fields)
        self._live.drop(job.id)
        return ended

    def _update(self, job_id: str, **fields: Any) -> Job:  # noqa: ANN401
        before = self._store.get(job_id).state
        state = JobState(fields.get("state", before))
        if state is not before and not before.may_become(state):
            raise JobStateError(
                job_id=job_id, state=before.value, wanted=state.value, advice="it has ended"
            )
        job = self._store.update(job_id, **fields)
        self._count_up(job_id)
        self._changed.notify_all()
        return job

    def _count_up(self, job_id: str) -> None:
        self._revision += 1
        self._revision_of[job_id] = self._revision

    def _set_paused(self, reason: str | None) -> None:
        with self._changed:
            self._store.set_setting("paused", reason)
            self._paused = reason
            self._revision += 1
            self._changed.notify_all()

    def _hold_back_unknown(self) -> None:
        """Take what was running when the app ended as sent: its WebUI may still be at it."""
        with self._changed:
            for job in self._store.in_state(JobState.RUNNING):
                self._update(
                    job.id,
                    state=JobState.UNKNOWN,
                    # Our own end is not the job's fault, so the attempt does not count.
                    attempts=max(job.attempts - 1, 0),
                    error="Booru Studio was stopped while this job ran; it is being looked up.",
                )


def _seeds(job: Job) -> list[int]:
    first = int(job.request.get("seed", 0))
    return [first + index for index in range(int(job.request.get("batch_size", 1)))]


def _checked_count(count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_AT_ONCE:
        raise InvalidInputError(
            reason=f"count is {count}: give a whole number from 1 to {MOST_AT_ONCE}."
        )
    return count
