"""Switches that make the stand-in WebUI misbehave, for tests of its clients."""

import threading
from dataclasses import dataclass
from enum import Enum, auto


class Fault(Enum):
    """What goes wrong with one call. "Work" is what the call asks for, such as generating.

    Without the work being done: RESET_BEFORE (connection reset), CLOSE_WITHOUT_REPLY (closed
    politely), GARBAGE_STATUS (no HTTP at all), HTML_200 (a proxy's page), STATUS (`status`,
    `body`), VALIDATION_422, UNAUTHORISED, BUSY_503 (`retry_after` seconds),
    HANG_BEFORE_HEADERS (`seconds` of silence, then the work and its answer).

    While it is being done: OOM (fails half-way), DROP_AFTER_SENDING_TO_QUEUE (the connection
    is reset once the job waits or runs; the job goes on).

    After it was done: RESET_AFTER_WORK, HANG_IN_BODY (half the answer, `seconds` of silence,
    closed), HALF_BODY (half, closed), SLOW_DRIP (all of it, spread over `seconds`),
    TRUNCATED_JSON (cut, but well-formed HTTP), BAD_BASE64, TRUNCATED_PNG, NOT_AN_IMAGE,
    NO_IMAGES, IMAGES_NULL, FEWER_IMAGES (the last one missing), WRONG_SEED (one too high).
    """

    RESET_BEFORE = auto()
    CLOSE_WITHOUT_REPLY = auto()
    GARBAGE_STATUS = auto()
    HTML_200 = auto()
    STATUS = auto()
    VALIDATION_422 = auto()
    UNAUTHORISED = auto()
    BUSY_503 = auto()
    HANG_BEFORE_HEADERS = auto()
    OOM = auto()
    DROP_AFTER_SENDING_TO_QUEUE = auto()
    RESET_AFTER_WORK = auto()
    HANG_IN_BODY = auto()
    HALF_BODY = auto()
    SLOW_DRIP = auto()
    TRUNCATED_JSON = auto()
    BAD_BASE64 = auto()
    TRUNCATED_PNG = auto()
    NOT_AN_IMAGE = auto()
    NO_IMAGES = auto()
    IMAGES_NULL = auto()
    FEWER_IMAGES = auto()
    WRONG_SEED = auto()


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """A fault with its numbers, which only some faults read."""

    fault: Fault
    seconds: float = 30.0
    status: int = 500
    body: str = "Internal Server Error"
    retry_after: int = 2


@dataclass
class _Queued:
    planned: PlannedFault
    left: int | None


class Faults:
    """The faults that are switched on, by path; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queued: dict[str, list[_Queued]] = {}

    def next(
        self,
        path: str,
        fault: Fault,
        *,
        times: int | None = 1,
        seconds: float = 30.0,
        status: int = 500,
        body: str = "Internal Server Error",
        retry_after: int = 2,
    ) -> None:
        """Spoil the next `times` calls of a path (None = all), after the faults set before.

        `path` "*" stands for every path.
        """
        planned = PlannedFault(fault, seconds, status, body, retry_after)
        with self._lock:
            self._queued.setdefault(path, []).append(_Queued(planned, times))

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._queued.clear()

    def take(self, path: str) -> PlannedFault | None:
        """Use up the fault for one call of a path, if there is one."""
        with self._lock:
            for key in (path, "*"):
                queue = self._queued.get(key, [])
                if queue:
                    return _use(queue)
        return None


def _use(queue: list[_Queued]) -> PlannedFault:
    first = queue[0]
    if first.left is not None:
        first.left -= 1
        if first.left <= 0:
            queue.pop(0)
    return first.planned
