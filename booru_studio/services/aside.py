"""A second thread that lies ready, so that to hand it something costs no more than a note."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from booru_studio.interrogators.background import HandedOn

T = TypeVar("T")


class Aside:
    """Does one call after the other beside the work of its owner.

    A thread that is begun for each call has to be waited for until it runs, which on a busy
    machine takes longer than most of the calls.
    """

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Do no further call; the one in hand is waited for, but no longer than `seconds`."""
        self._calls.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=seconds)

    def do(self, call: Callable[[], T]) -> Future[T]:
        """Have something called when those before it are done."""
        future: Future[T] = Future()

        def run() -> None:
            with HandedOn(future):
                future.set_result(call())

        self._calls.put(run)
        return future

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
