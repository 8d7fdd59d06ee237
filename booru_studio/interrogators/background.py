"""Calls that may hang: made in threads of their own, which nobody has to wait for."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from types import TracebackType
from typing import Any, TypeVar

from booru_studio.errors import InterrogatorTimeoutError, WorkCancelledError
from booru_studio.interrogators.base import Cancelled

T = TypeVar("T")

LOOK_SECONDS = 0.1  # between two looks whether somebody has stopped it


class DaemonThreads(Executor):
    """Gives each call a thread that does not hold up the end of the program.

    The threads of `ThreadPoolExecutor` do: the interpreter joins them when it exits.
    """

    def submit(self, call: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:  # noqa: ANN401
        """Call in the background."""
        return in_background(lambda: call(*args, **named), "call of a library")


def in_background(call: Callable[[], T], name: str) -> Future[T]:
    """Call in a thread of its own, named `name`."""
    future: Future[T] = Future()

    def run() -> None:
        with HandedOn(future):
            future.set_result(call())

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


class HandedOn:
    """Hands what is raised within to who waits for the future."""

    def __init__(self, future: Future[T]) -> None:
        self._future = future

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True


def wait_for(future: Future[T], is_cancelled: Cancelled, *, seconds: float, name: str) -> T:
    """Wait for a call, but neither longer than `seconds` nor than somebody wants it.

    Args:
        name: whom the call asks, for the sentence.

    Raises:
        WorkCancelledError, InterrogatorTimeoutError: the call may go on unwaited for.
    """
    end = time.monotonic() + seconds
    while not wait([future], LOOK_SECONDS).done:
        if is_cancelled():
            raise WorkCancelledError
        if time.monotonic() > end:
            raise InterrogatorTimeoutError(name=name, seconds=seconds)
    return future.result()
