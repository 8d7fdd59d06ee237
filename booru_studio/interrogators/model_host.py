"""The one place a model is in memory: one at a time, and gone after a while without work."""

import ctypes
import gc
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from booru_studio.errors import WorkCancelledError
from booru_studio.interrogators.base import Cancelled
from booru_studio.interrogators.model_session import LoadedModel

Result = TypeVar("Result")

IDLE_SECONDS = 300.0
_LOOK_EVERY = 0.1  # seconds, while waiting for another interrogation


@dataclass(slots=True)
class _Seat:
    key: str
    model: LoadedModel


class ModelHost:
    """Keeps the model that was asked last, for the next picture.

    Several pictures at once would take several times the memory and not less time each, so they
    come in turn. May be used from any thread.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._turn = threading.Lock()
        self._seat: _Seat | None = None
        self._timer: threading.Timer | None = None

    def use(
        self,
        key: str,
        load: Callable[[], LoadedModel],
        work: Callable[[LoadedModel], Result],
        is_cancelled: Cancelled,
    ) -> Result:
        """Do something with a model when it is its turn, loading it if it is not there.

        Args:
            key: tells one model from another.

        Raises:
            WorkCancelledError: it was stopped while waiting, or before the work began.
        """
        while not self._turn.acquire(timeout=_LOOK_EVERY):
            if is_cancelled():
                raise WorkCancelledError
        try:
            self._stop_timer()
            if self._seat is None or self._seat.key != key:
                self._empty()
                self._seat = _Seat(key, load())
            if is_cancelled():
                raise WorkCancelledError
            return work(self._seat.model)
        finally:
            if self._seat is not None:
                self._start_timer()
            self._turn.release()

    def unload(self, key: str | None = None) -> None:
        """Give back the memory, after the interrogation that is going on.

        Args:
            key: only if it is this model that is there.
        """
        with self._turn:
            if self._seat is not None and key in (None, self._seat.key):
                self._stop_timer()
                self._empty()

    def _unload_idle(self) -> None:
        with self._turn:
            # One that ran out while another interrogation had begun is not the latest any more.
            if self._timer is threading.current_thread():
                self._timer = None
                self._empty()

    def _start_timer(self) -> None:
        self._timer = threading.Timer(self._idle_seconds, self._unload_idle)
        self._timer.daemon = True
        self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _empty(self) -> None:
        if self._seat is None:
            return
        self._seat = None
        gc.collect()
        _trim()


def _trim() -> None:
    """Hand freed memory back to the system, which glibc keeps for itself otherwise."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other libraries of C have none
    if trim is not None:
        trim(0)
