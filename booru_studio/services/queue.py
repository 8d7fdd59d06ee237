"""The queue as people use it: submit, retry, cancel, reorder, pause, and see what there is."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.job_numbers import cause_of
from booru_studio.domain.jobs import Job, JobState, Upscale
from booru_studio.domain.queue_order import GAP, PRIORITIES, places_between
from booru_studio.errors import InvalidInputError, JobStateError
from booru_studio.services.job_board import JobBoard, NewJob
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.live import Live
from booru_studio.services.queue_gate import QueueGate

MOST_AT_ONCE = 2000  # jobs in one call
MOST_QUEUED = 10_000


class JobQueue:
    """Jobs go in approved; whoever asks sees what became of them."""

    def __init__(
        self, board: JobBoard, maker: JobMaker, gate: QueueGate, most_waiting: int | None = None
    ) -> None:
        self.board, self.gate = board, gate
        self._most_waiting = most_waiting
        self._maker = maker
        # Also of those at work: one that is put back shall not come behind what was added since.
        unfinished = self.board.in_state(JobState.QUEUED, JobState.RUNNING, JobState.UNKNOWN)
        self._last_place = max((job.place for job in unfinished), default=0.0)

    # -- what people do ---------------------------------------------------------------------

    def submit(
        self, request: object, count: int = 1, *, priority: int = 0, owner: str = ""
    ) -> list[str]:
        """Queue `count` jobs and return their ids; all of them or none.

        Raises:
            InvalidInputError: the request is no request, or too many.
            BlockedContentError: the safety rules refuse one of them.
        """
        made = self._maker.make(_wanted(request), _checked_count(count))
        return self.add(made, priority=checked_priority(priority), owner=owner)

    def submit_all(self, requests: Sequence[object]) -> list[str]:
        """Queue one job of each request, as one batch; all of them or none.

        Raises:
            InvalidInputError, BlockedContentError: as `submit` does.
        """
        _checked_count(len(requests))
        batch = uuid.uuid4().hex if len(requests) > 1 else ""
        made = []
        for request in requests:
            (job,) = self._maker.make(_wanted(request))
            made.append(NewJob(job.request, {**job.fields, "batch": batch}))
        return self.add(made)

    def retry(self, job_id: str, changes: object = None, count: int = 1) -> list[str]:
        """Queue a job again, with changes or as it was (same seed, same resolved prompt).

        Raises:
            JobNotFoundError, InvalidInputError, BlockedContentError: as their sentences say.
        """
        job = self.board.get(job_id)
        if job.upscale and not changes:
            return self.add([_again(self._maker, job)], owner=job.owner)
        request = Txt2ImgRequest.from_json(job.request)
        if changes:
            request = request.with_changes(changes)
        return self.add(self._maker.make(request, _checked_count(count), job), owner=job.owner)

    def upscale(
        self, job_id: str, images: object = (0,), upscaler: object = "", scale: object = 2.0
    ) -> list[str]:
        """Queue an enlargement of each chosen picture of a job; the originals stay.

        Args:
            images: places in the job's list of pictures, from 0.
            upscaler: one of the WebUI's, "" = its best for drawings.
            scale: 1 to 8.

        Raises:
            JobNotFoundError, InvalidInputError, BlockedContentError: as their sentences say.
        """
        job = self.board.get(job_id)
        (child,) = self._maker.make(Txt2ImgRequest.from_json(job.request), 1, job)
        made = []
        for place in checked_places(images, len(job.images)):
            wanted = _checked_upscale(job.images[place].file, upscaler, scale)
            request = {**child.request, "seed": job.images[place].seed, "batch_size": 1}
            made.append(NewJob(request, {**child.fields, "upscale": wanted}))
        return self.add(made, owner=job.owner)

    def retry_failed(self, cause: str = "") -> list[str]:
        """Queue every failed job again that has not been retried yet.

        Args:
            cause: only those in whose `cause_of` this text stands, whatever its case.
        """
        return [
            again
            for job in self._failed()
            if cause.casefold() in cause_of(job.error).casefold()
            for again in self.retry(job.id)
        ]

    def cancel(self, job_id: str) -> Job:
        """Cancel a job; a running one is stopped on the WebUI by its worker.

        Raises:
            JobNotFoundError: no such job.
            JobStateError: it has ended already.
        """
        with self.board.changed:
            job = self.board.get(job_id)
            if job.state is JobState.CANCELLED:
                return job
            if job.state.is_final:
                raise JobStateError(
                    job_id=job_id, state=job.state.value, wanted="cancelled",
                    advice="there is nothing left to stop",
                )  # fmt: skip
            return self.board.end(job, JobState.CANCELLED)

    def cancel_waiting(self) -> int:
        """Cancel every job that has not begun; return how many."""
        with self.board.changed:
            waiting = self.board.in_state(JobState.QUEUED)
            for job in waiting:
                self.board.end(job, JobState.CANCELLED)
            return len(waiting)

    def move(self, job_ids: Sequence[str], before: str = "") -> None:
        """Put waiting jobs right before another one, or at the end of their priority.

        Raises:
            JobNotFoundError: no such job.
            JobStateError: one of them waits no more.
        """
        with self.board.changed:
            moving = [self._waiting(job_id) for job_id in dict.fromkeys(job_ids)]
            target = self._waiting(before) if before else None
            priority = (target or moving[0]).priority if moving else 0
            jobs = [job for job in self.board.waiting() if job.priority == priority]
            for job_id, place in places_between(jobs, moving, target).items():
                self.board.update(job_id, place=place, priority=priority)
            self._last_place = max([self._last_place, *(job.place for job in self.board.waiting())])

    def prioritise(self, job_id: str, priority: int) -> Job:
        """Give a waiting job another priority, -10 to 10; higher is done first."""
        with self.board.changed:
            self._waiting(job_id)
            return self.board.update(job_id, priority=checked_priority(priority))

    def bookmark(self, job_id: str, bookmarked: bool = True) -> Job:
        """Mark a job to be kept when old ones are cleared away."""
        return self.board.update(job_id, bookmarked=bookmarked)

    # -- what people see --------------------------------------------------------------------

    @property
    def revision(self) -> int:
        return self.board.revision

    def job(self, job_id: str) -> Job:
        return self.board.get(job_id)

    def page(self, state: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Job], int]:
        """Return jobs, newest first, and how many there are in all."""
        return self.board.page(state, limit, offset)

    def live(self, job_id: str) -> Live | None:
        """Return how a running job stands; None where it is not running."""
        return self.board.live(job_id)

    def changes(self, since: int) -> tuple[int, list[Job]]:
        """Return the newest revision, and the jobs that changed after `since`."""
        return self.board.changes(since)

    def waiting(self) -> list[Job]:
        """Return the queued jobs in the order they will be done."""
        return self.board.waiting()

    def counts(self) -> dict[str, int]:
        """Return how many jobs are queued, and how many are with a WebUI."""
        return {
            "queued": self.board.count(JobState.QUEUED),
            "running": self.board.count(JobState.RUNNING, JobState.UNKNOWN),
        }

    # -- inside -----------------------------------------------------------------------------

    def add(self, made: list[NewJob], priority: int = 0, owner: str = "") -> list[str]:
        """Queue jobs as the maker made them, all or none; a job's own priority goes first.

        Raises:
            InvalidInputError: too many would wait.
        """
        with self.board.changed:
            waiting = self.board.count(JobState.QUEUED)
            most = self._most_waiting or MOST_QUEUED
            if waiting + len(made) > most:
                raise InvalidInputError(
                    reason=f"{waiting} jobs are waiting already and at most {most} may: "
                    "let some finish, or cancel some."
                )
            placed = []
            for job in made:
                self._last_place += GAP
                fields: Mapping[str, Any] = {
                    "priority": priority, **job.fields, "place": self._last_place, "owner": owner,
                }  # fmt: skip
                placed.append(NewJob(job.request, fields))
            return self.board.add(placed)

    def _failed(self) -> list[Job]:
        failed = self.board.in_state(JobState.FAILED)
        everything, _ = self.board.page("", 10**9, 0) if failed else ([], 0)
        retried = {job.parent for job in everything}
        return [job for job in failed if job.id not in retried]

    def _waiting(self, job_id: str) -> Job:
        job = self.board.get(job_id)
        if job.state is not JobState.QUEUED:
            raise JobStateError(
                job_id=job_id, state=job.state.value, wanted="moved",
                advice="only a waiting job can be",
            )  # fmt: skip
        return job


def _wanted(request: object) -> Txt2ImgRequest:
    wanted = Txt2ImgRequest.from_json(request)
    if not (wanted.prompt.strip() or (wanted.template or "").strip()):
        raise InvalidInputError(reason="There is no prompt: write one, or draft a post.")
    return wanted


def _checked_count(count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_AT_ONCE:
        raise InvalidInputError(
            reason=f"count is {count}: give a whole number from 1 to {MOST_AT_ONCE}."
        )
    return count


def _again(maker: JobMaker, job: Job) -> NewJob:
    """Make an enlargement once more."""
    (child,) = maker.make(Txt2ImgRequest.from_json(job.request), 1, job)
    return NewJob(child.request, {**child.fields, "upscale": job.upscale})


def checked_places(images: object, count: int) -> list[int]:
    """Return places in a job's list of `count` pictures, each once.

    Raises:
        InvalidInputError: they are no list, empty, or some are no places.
    """
    is_list = isinstance(images, list | tuple) and images
    places = list(images) if isinstance(images, list | tuple) else []
    are_whole = all(isinstance(place, int) and not isinstance(place, bool) for place in places)
    if not is_list or not are_whole or not all(0 <= place < count for place in places):
        raise InvalidInputError(
            reason=f"images is {images!r}: give places of the job's {count} pictures, from 0."
        )
    return list(dict.fromkeys(places))


def _checked_upscale(file: str, upscaler: object, scale: object) -> Upscale:
    if not isinstance(upscaler, str):
        raise InvalidInputError(reason=f"upscaler is {upscaler!r}: give a text.")
    is_number = isinstance(scale, int | float) and not isinstance(scale, bool)
    if not isinstance(scale, int | float) or not is_number or not 1 <= scale <= 8:
        raise InvalidInputError(reason=f"scale is {scale!r}: give a number from 1 to 8.")
    return Upscale(file, upscaler, float(scale))


def checked_priority(priority: object) -> int:
    """Return a priority from outside, -10 to 10.

    Raises:
        InvalidInputError: it is none.
    """
    least, most = PRIORITIES
    is_whole = isinstance(priority, int) and not isinstance(priority, bool)
    if not isinstance(priority, int) or not is_whole or not least <= priority <= most:
        raise InvalidInputError(
            reason=f"priority is {priority}: give a whole number from {least} to {most}."
        )
    return priority
