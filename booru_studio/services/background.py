"""Work that takes longer than a click: in a thread of its own, to be followed and stopped."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from booru_studio.errors import BooruStudioError, InvalidInputError, WorkCancelledError
from booru_studio.services.steps import Steps

MOST_AT_ONCE = 8
MOST_KEPT = 64  # tasks whose end can still be asked for
PATIENCE = 5.0  # seconds that stopping waits for a task between two of its steps


class TaskState(StrEnum):
    """How a task stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Task:
    """One piece of work; `ended` is set once nothing of it changes any more."""

    id: str
    state: TaskState = TaskState.RUNNING
    step: int = 0  # the request that is under way, from 1
    sentence: str = ""  # what is being done
    result: object = None
    error: str = ""  # one sentence
    ended: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)


class BackgroundTasks:
    """Runs work in threads; may be used from any thread, and stops with the app."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: OrderedDict[str, Task] = OrderedDict()

    def begin(self, work: Callable[[Steps], object]) -> str:
        """Begin some work and return the id it is followed by.

        Raises:
            InvalidInputError: too much is under way already.
        """
        task = Task(uuid.uuid4().hex)
        with self._lock:
            running = [known for known in self._tasks.values() if not known.ended.is_set()]
            if len(running) >= MOST_AT_ONCE:
                raise InvalidInputError(
                    reason=f"{len(running)} things are under way already: wait, or stop one."
                )
            self._tasks[task.id] = task
            self._forget_oldest()
        threading.Thread(target=_run, args=(task, work), daemon=True).start()
        return task.id

    def look(self, task_id: str, patience: float = 0.0) -> Task:
        """Return how a task stands.

        Args:
            patience: seconds to wait for its end, so that quick work needs no second look.

        Raises:
            InvalidInputError: no such task, or it ended long ago.
        """
        with self._lock:
            task = self._tasks.get(task_id)
        if task is None:
            raise InvalidInputError(reason="That is no longer under way: begin it again.")
        task.ended.wait(patience)
        return task

    def cancel(self, task_id: str) -> Task:
        """Ask a task to stop before its next step.

        Raises:
            InvalidInputError: no such task.
        """
        task = self.look(task_id)
        task.stopping.set()
        return task

    def start(self) -> None:
        """Nothing waits to be begun."""

    def stop(self) -> None:
        """Stop every task and wait a moment for each."""
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            task.stopping.set()
        for task in tasks:
            task.ended.wait(PATIENCE)

    def _forget_oldest(self) -> None:
        ended = [known.id for known in self._tasks.values() if known.ended.is_set()]
        for task_id in ended[: max(0, len(self._tasks) - MOST_KEPT)]:
            del self._tasks[task_id]


def _run(task: Task, work: Callable[[Steps], object]) -> None:
    def report(number: int, sentence: str) -> None:
        task.step, task.sentence = number, sentence

    state, task.error = TaskState.FAILED, "The app could not do that: look at its log."
    try:
        task.result = work(Steps(report, task.stopping.is_set))
        state, task.error = TaskState.DONE, ""
    except WorkCancelledError:
        state, task.error = TaskState.CANCELLED, ""
    except BooruStudioError as error:
        task.error = str(error)
    finally:
        task.state = state
        task.ended.set()
