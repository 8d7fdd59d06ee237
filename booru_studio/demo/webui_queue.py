"""The stand-in WebUI's one generation lock, its task list and what runs now."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from booru_studio.demo.webui_errors import GoneError

TaskState = Literal["active", "queued", "completed", "unknown"]
_REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class PictureUnderWay:
    """What is being painted, for the live preview."""

    prompt: str
    seed: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Running:
    """The state of the running job; all idle values while nothing runs."""

    job: str = ""
    job_count: int = 0
    job_no: int = 0
    step: int = 0
    steps: int = 0
    timestamp: str = "0"
    started: float = 0.0
    is_skipped: bool = False
    is_interrupted: bool = False
    picture: PictureUnderWay | None = None
    preview_id: int = 0

    @property
    def progress(self) -> float:
        """The share done, 0..1."""
        if self.job_count <= 0:
            return 0.0
        share = self.step / self.steps if self.steps else 0.0
        return min((self.job_no + share) / self.job_count, 1.0)

    def seconds_left(self, now: float) -> float:
        """Guess the time left from the time gone; 0 before anything is done."""
        if self.progress <= 0.0:
            return 0.0
        gone = now - self.started
        return gone / self.progress - gone


class JobBoard:
    """First come, first served: one job at a time, whatever route it came by.

    `stopping` is set when the server goes down; waiting jobs then raise GoneError.
    """

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._changed = threading.Condition()
        self._line: deque[object] = deque()
        self._joined = 0
        self.forget()

    def forget(self) -> None:
        """Lose all memory of tasks, as a restarted WebUI does."""
        with self._changed:
            self._waiting: list[str] = []
            self._finished: deque[str] = deque(maxlen=_REMEMBERED)
            self._current = ""
            self._work = Running()

    @property
    def joined(self) -> int:
        """How many jobs have ever come into the line."""
        with self._changed:
            return self._joined

    @contextmanager
    def turn(self, task_id: str = "") -> Iterator[None]:
        """Wait for this job's turn and hold the line until the block ends."""
        ticket = object()
        self._join(ticket, task_id)
        try:
            self._wait(ticket)
            yield
        finally:
            with self._changed:
                self._line.remove(ticket)
                self._changed.notify_all()

    @contextmanager
    def task(self, task_id: str, job: str) -> Iterator[None]:
        """Take a turn as a task that clients can ask about.

        A task that fails stays "active" until the next one starts, as in the WebUI, where only
        success calls `finish_task`.
        """
        with self.turn(task_id):
            with self._changed:
                if task_id in self._waiting:
                    self._waiting.remove(task_id)
                self._current = task_id
                self._work = Running(
                    job=job,
                    job_count=-1,
                    timestamp=time.strftime("%Y%m%d%H%M%S"),
                    started=time.monotonic(),
                )
            try:
                yield
                with self._changed:
                    self._finished.append(task_id)
                    self._current = ""
            finally:
                with self._changed:
                    self._work = replace(self._work, job="", job_count=0, picture=None)

    def start_batch(self, number: int, count: int, steps: int, picture: PictureUnderWay) -> None:
        """Note the start of batch `number` (from 0) of `count`."""
        with self._changed:
            self._work = replace(
                self._work,
                job=f"Batch {number + 1} out of {count}",
                job_count=count,
                job_no=number,
                step=0,
                steps=steps,
                picture=picture,
                is_skipped=False,
            )

    def take_step(self, seconds: float) -> bool:
        """Work for one step; False when somebody interrupted or skipped."""
        if self._stopping.wait(seconds):
            raise GoneError
        with self._changed:
            if self._work.is_interrupted or self._work.is_skipped:
                return False
            now = self._work
            self._work = replace(now, step=now.step + 1, preview_id=now.preview_id + 1)
            return True

    def interrupt(self) -> None:
        """Stop what runs now; the next start clears it."""
        with self._changed:
            self._work = replace(self._work, is_interrupted=True)

    def skip(self) -> None:
        """Jump to the next batch."""
        with self._changed:
            self._work = replace(self._work, is_skipped=True)

    def running(self) -> Running:
        """Look at what runs now."""
        with self._changed:
            return self._work

    def waiting(self) -> list[str]:
        """The ids of tasks in the line, without the running one, first come first."""
        with self._changed:
            return list(dict.fromkeys(self._waiting))

    def state_of(self, task_id: str) -> TaskState:
        """Say where a task is; only the last 16 finished ones are remembered."""
        with self._changed:
            if task_id and task_id == self._current:
                return "active"
            if task_id in self._waiting:
                return "queued"
            return "completed" if task_id in self._finished else "unknown"

    def _join(self, ticket: object, task_id: str) -> None:
        with self._changed:
            self._line.append(ticket)
            self._joined += 1
            if task_id:
                self._waiting.append(task_id)

    def _wait(self, ticket: object) -> None:
        with self._changed:
            while self._line[0] is not ticket:
                self._changed.wait(0.02)
                if self._stopping.is_set():
                    raise GoneError
