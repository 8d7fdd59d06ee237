"""The desk where workers take jobs and bring back what became of them.

A job's state is written before its side effect, so that whatever moment the app dies at, the
state on disk says what may have happened.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from booru_studio.domain.jobs import Job, JobImage, JobState
from booru_studio.domain.queue_order import NEAR, Loaded, choose
from booru_studio.services.job_board import JobBoard
from booru_studio.services.live import Live
from booru_studio.services.queue_gate import QueueGate
from booru_studio.storage.images import ImageStore

MOST_ATTEMPTS = 3
CRASHES = 2  # deaths of the app in the same job, after which it is held


class JobDesk:
    """What a worker does with jobs; every call is fenced by the attempt's task id."""

    def __init__(self, board: JobBoard, images: ImageStore, gate: QueueGate) -> None:
        """Take what was running when the app died as sent: its WebUI may still be at it."""
        self._board, self._images, self._gate = board, images, gate
        self._skipped: dict[str, int] = {}
        self._hold_back_running()

    def wait(self, seconds: float) -> None:
        """Sleep until something changes, or for `seconds`."""
        with self._board.changed:
            self._board.changed.wait(seconds)

    def wake(self) -> None:
        with self._board.changed:
            self._board.changed.notify_all()

    def claim(self, backend: str, loaded: Loaded = Loaded()) -> Job | None:  # noqa: B008  frozen
        """Take the next job for a WebUI, written down as running before it is sent."""
        if not self._gate.is_open():
            return None
        with self._board.changed:
            ordered = self._board.waiting(NEAR)
            job = choose(ordered, backend, loaded, self._skipped)
            if job is None and len(ordered) == NEAR:  # all of these were refused here
                ordered = self._board.waiting()
                job = choose(ordered, backend, loaded, self._skipped)
            if job is None:
                return None
            for passed in ordered[: ordered.index(job)]:
                self._skipped[passed.id] = self._skipped.get(passed.id, 0) + 1
            self._skipped.pop(job.id, None)
            started = self._board.now()
            sends = job.sends + 1
            return self._board.update(
                job.id,
                state=JobState.RUNNING,
                attempts=job.attempts + 1,
                sends=sends,
                backend=backend,
                started=started.isoformat(),
                task_id=f"task(bs-{job.id}-{sends})",
                server_task="",
                names=job.names or self._images.names(job.id, _seeds(job), started),
                error="",
            )

    def claim_unknown(self, backend: str, known_backends: Sequence[str]) -> Job | None:
        """Return a job that was sent to this WebUI, or to one nobody asks any more."""
        with self._board.changed:
            for job in self._board.in_state(JobState.UNKNOWN):
                if job.backend == backend:
                    return job
                if job.backend not in known_backends and backend == known_backends[0]:
                    return self._board.update(job.id, backend=backend)
            return None

    def pause(self, reason: str) -> None:
        """Have nobody start a further job."""
        self._gate.pause(reason)

    def is_current(self, job: Job) -> bool:
        """Say whether `job`, as a worker holds it, is still to be done."""
        return self._board.is_current(job)

    def live(self, job: Job) -> Live:
        """Return how a job stands, as far as it was reported."""
        return self._board.live(job.id) or Live()

    def report(self, job: Job, live: Live) -> None:
        """Take over how a running job stands."""
        self._board.report(job, live)

    def complete(
        self,
        job: Job,
        images: Sequence[JobImage],
        warnings: Iterable[str],
        extras: Sequence[JobImage] = (),
    ) -> bool:
        """End a job as done, its pictures being on disk; False where it was ended meanwhile."""
        told = (*job.warnings, *warnings)
        result = {"images": images, "extras": extras, "warnings": told, "error": ""}
        if not self._end(job, JobState.DONE, **result):
            return False
        self._gate.note_success()
        return True

    def fail(self, job: Job, error: str) -> bool:
        """End a job as failed; several in a row pause the queue."""
        if not self._end(job, JobState.FAILED, error=error):
            return False
        self._gate.note_failure(error)
        return True

    def interrupted(self, job: Job, error: str, images: Sequence[JobImage] = ()) -> bool:
        """End a job that was stopped on the WebUI's own page."""
        return self._end(job, JobState.INTERRUPTED, error=error, images=images)

    def put_back(self, job: Job, why: str, *, counts: bool, refused_by: str = "") -> bool:
        """Queue a running job again; with its attempts used up it fails instead.

        Args:
            counts: whether the attempt counts; it does not where nothing was sent.
            refused_by: a WebUI that lacks what the job needs, and is not to get it again.
        """
        with self._board.changed:
            if not self.is_current(job):
                return False
            if counts and job.attempts >= MOST_ATTEMPTS:
                return self.fail(job, f"{why} It was tried {job.attempts} times.")
            self._board.forget_progress(job)
            self._board.update(
                job.id,
                state=JobState.QUEUED,
                attempts=job.attempts if counts else max(job.attempts - 1, 0),
                refused_by=(*job.refused_by, refused_by) if refused_by else job.refused_by,
                error=why,
                task_id="",
                server_task="",
            )
            return True

    def lose_sight(self, job: Job, why: str) -> bool:
        """Mark a job as sent, with nobody knowing what became of it."""
        with self._board.changed:
            if not self.is_current(job):
                return False
            self._board.update(job.id, state=JobState.UNKNOWN, error=why)
            return True

    def note_server_task(self, job: Job, server_task: str) -> None:
        """Write down by which id a WebUI's own queue keeps a job, to find it there again."""
        with self._board.changed:
            if self.is_current(job):
                self._board.update(job.id, server_task=server_task)

    def take_up(self, job: Job, server_task: str) -> Job | None:
        """Have a job run on that a WebUI's own queue has kept; None where it was ended meanwhile.

        It is the same attempt: it counts neither as an attempt nor as sent again.
        """
        with self._board.changed:
            if not self.is_current(job):
                return None
            return self._board.update(
                job.id, state=JobState.RUNNING, server_task=server_task, error=""
            )

    def _end(self, job: Job, state: JobState, **fields: Any) -> bool:  # noqa: ANN401
        with self._board.changed:
            if not self.is_current(job):
                return False
            self._board.end(self._board.get(job.id), state, **fields)
            return True

    def _hold_back_running(self) -> None:
        for job in self._board.in_state(JobState.RUNNING):
            crashes = job.crashes + 1
            self._board.update(
                job.id,
                state=JobState.UNKNOWN,
                # Our own end is not the job's fault, so the attempt does not count.
                attempts=max(job.attempts - 1, 0),
                crashes=crashes,
                error="Booru Studio ended while this job ran; it is being looked up.",
            )
            if crashes >= CRASHES:
                self._gate.pause(
                    f"Booru Studio ended {crashes} times while job {job.id} ran "
                    f"(“{job.prompt[:60]}”): resume to try it again, or cancel it."
                )


def _seeds(job: Job) -> list[int]:
    first = int(job.request.get("seed", 0))
    return [first + index for index in range(int(job.request.get("batch_size", 1)))]
