"""Watching a job that is with a WebUI: how far it is, and whether its reply will still come."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from booru_studio.domain.jobs import Job
from booru_studio.errors import WebUiError
from booru_studio.services.aside import Aside
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.live import Live
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.progress import TaskProgress

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what: times in seconds, looks in how many in a row."""

    # Soon at first, since a small picture takes no two seconds, then rarer, since each look costs
    # the WebUI a little.
    first_look: float = 0.25
    last_look: float = 1.0
    silent_looks: int = 12  # at which the WebUI does not know a task it should be at
    reply: float = 300.0  # for a reply to arrive once the WebUI is done with the task
    lost_looks: int = 3  # as silent_looks, for a job found unknown, which had its time already
    lost_pause: float = 1.0  # between those
    shutdown: float = 5.0  # for a running job when the app ends
    back_off: float = 0.5  # after a job that could not be sent; doubled each time, up to a minute
    disk: float = 5.0  # between two tries to write to a disk that takes nothing


class JobWatch:
    """Sees to the jobs of one WebUI from a thread of its own, while the worker's waits for them."""

    def __init__(
        self,
        desk: JobDesk,
        client: WebUiClient,
        stop: threading.Event,
        patience: Patience,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk, self._client, self._stop = desk, client, stop
        self._patience, self._clock = patience, clock
        self._aside = Aside(f"watch jobs on {client.url}")

    def start(self) -> None:
        self._aside.start()

    def stop(self) -> None:
        self._aside.stop()

    def during(self, job: Job, send: Callable[[], T], knows_task: bool) -> T | None:
        """Send a job and return its reply; None where it is waited for no longer.

        Args:
            send: returns the reply, however long that takes; `WebUiClient.abandon` ends it.
            knows_task: whether the WebUI can be asked about the job by its task id.

        Raises:
            WebUiError: as `send` does.
        """
        signs = _Signs(self._patience, self._clock)
        self._aside.do(lambda: self._watch_or_tell(job, signs, knows_task))
        try:
            return send()
        except WebUiError:
            if not signs.given_up:
                raise
            self._desk.lose_sight(job, signs.given_up)
            return None
        finally:
            signs.over.set()

    def _watch_or_tell(self, job: Job, signs: "_Signs", knows_task: bool) -> None:
        try:
            self._watch(job, signs, knows_task)
        except Exception:  # noqa: BLE001  nobody waits for what comes of watching
            log.exception("job %s is watched no more", job.id)

    def _watch(self, job: Job, signs: "_Signs", knows_task: bool) -> None:
        while not signs.over.wait(signs.pause()):
            if self._is_shut_down(signs):
                signs.given_up = "Booru Studio was stopped while this job ran."
            elif not self._desk.is_current(job):
                self._stop_there(job, signs, knows_task)
            if knows_task and not signs.given_up:
                self._look(job, signs)
            if signs.are_gone:
                signs.given_up = signs.given_up or "The WebUI no longer knows of this job."
            if signs.given_up:
                self._client.abandon(job.task_id)

    def _is_shut_down(self, signs: "_Signs") -> bool:
        if not self._stop.is_set():
            return False
        signs.stop_at = signs.stop_at or self._clock() + self._patience.shutdown
        return self._clock() > signs.stop_at

    def _stop_there(self, job: Job, signs: "_Signs", knows_task: bool) -> None:
        """Stop a cancelled job on its WebUI; one it cannot name is left to itself."""
        if not knows_task:
            signs.given_up = "It was cancelled."
            return
        try:
            self._client.interrupt(job.task_id)
        except WebUiError as error:
            # Who waits for nothing any more need not wait for a WebUI that says nothing.
            signs.note_nothing()
            log.info("job %s could not be stopped on the WebUI: %s", job.id, error)

    def _look(self, job: Job, signs: "_Signs") -> None:
        before = self._desk.live(job)
        try:
            progress = self._client.progress(
                job.task_id, wants_preview=True, preview_id=before.preview_number
            )
        except WebUiError:
            return  # whether it is still there shows in the reply or its absence
        signs.note(progress)
        self._desk.report(
            job,
            Live(
                fraction=max(progress.fraction or 0.0, before.fraction),
                eta=progress.eta,
                text=progress.textinfo or "",
                preview=progress.preview or before.preview,
                preview_number=progress.preview_id if progress.preview else before.preview_number,
            ),
        )


class _Signs:
    """What the WebUI's answers say about whether a reply will still come."""

    def __init__(self, patience: Patience, clock: Callable[[], float]) -> None:
        self.over = threading.Event()  # there is nothing more to watch
        self.given_up = ""  # why the reply is waited for no longer
        self.stop_at: float | None = None
        self._patience, self._clock = patience, clock
        self._begun = clock()
        self._ended: float | None = None
        self._silent = 0
        self._was_seen = False

    def pause(self) -> float:
        """Return how many seconds to wait before the next look."""
        gone = self._clock() - self._begun
        return min(self._patience.first_look + 0.1 * gone, self._patience.last_look)

    def note(self, progress: TaskProgress) -> None:
        if progress.active or progress.queued:
            self._was_seen, self._silent, self._ended = True, 0, None
        elif progress.completed or (self._was_seen and not progress.is_certain):
            self._silent = 0
            self._ended = self._clock() if self._ended is None else self._ended
        elif progress.is_certain:
            self._silent += 1

    def note_nothing(self) -> None:
        self._silent += 1

    @property
    def are_gone(self) -> bool:
        is_late = self._ended is not None and self._clock() - self._ended > self._patience.reply
        return is_late or self._silent >= self._patience.silent_looks
