"""Downloads of interrogators' models: begun on a click, followed, stopped."""

import threading
from dataclasses import dataclass

from booru_studio.errors import InvalidInputError
from booru_studio.interrogators.base import Interrogator, State, Status
from booru_studio.services.background import BackgroundTasks, Task
from booru_studio.services.steps import Steps


@dataclass(slots=True)
class _Preparation:
    """One interrogator's; the bytes are as it told last."""

    task: Task | None = None
    done: int = 0
    total: int = 0

    def note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass(frozen=True, slots=True)
class Preparedness:
    """An interrogator's status with how far its download has come, in bytes."""

    status: Status
    done: int = 0
    total: int = 0


class Preparations:
    """At most one download for each interrogator; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks = BackgroundTasks()
        self._begun: dict[str, _Preparation] = {}

    def begin(self, interrogator: Interrogator) -> None:
        """Begin to download what an interrogator lacks; one that is under way goes on."""
        with self._lock:
            before = self._begun.get(interrogator.name)
            if before and _is_running(before):
                return
            begun = _Preparation()

            def work(steps: Steps) -> None:
                interrogator.prepare(begun.note, steps.is_cancelled)

            begun.task = self._tasks.look(self._tasks.begin(work))
            self._begun[interrogator.name] = begun

    def cancel(self, interrogator: Interrogator) -> None:
        """Stop a download; what came so far is kept.

        Raises:
            InvalidInputError: none is under way.
        """
        begun = self._begun.get(interrogator.name)
        if not (begun and begun.task and _is_running(begun)):
            raise InvalidInputError(
                reason=f"{interrogator.name} is not being downloaded, so there is nothing to stop."
            )
        begun.task.stopping.set()

    def look(self, interrogator: Interrogator) -> Preparedness:
        """Tell how an interrogator stands: at once, and without asking a network."""
        status = interrogator.status()
        begun = self._begun.get(interrogator.name)
        if begun is None or begun.task is None:
            return Preparedness(status)
        if _is_running(begun):
            return Preparedness(_downloading(status, begun), begun.done, begun.total)
        if begun.task.error and status.state is not State.READY:
            failed = Status(status.state, begun.task.error, status.download_bytes)
            return Preparedness(failed, begun.done, begun.total)
        return Preparedness(status)

    def stop(self) -> None:
        """Stop every download and wait a moment for each."""
        self._tasks.stop()


def _is_running(begun: _Preparation) -> bool:
    return begun.task is not None and not begun.task.ended.is_set()


def _downloading(status: Status, begun: _Preparation) -> Status:
    if not begun.total:
        return Status(State.DOWNLOADING, "Its download begins.", status.download_bytes)
    detail = f"{begun.done / 1e6:.0f} of {begun.total / 1e6:.0f} MB are here."
    return Status(State.DOWNLOADING, detail, max(0, begun.total - begun.done))
