"""What of a running job is not worth storing: how far it is, and how it looks so far."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Live:
    """How a running job stands."""

    fraction: float = 0.0  # 0-1
    eta: float | None = None  # seconds
    text: str = ""  # the WebUI's own word, such as “In queue: 1/2”
    preview: bytes | None = None  # an image file
    preview_number: int = -1  # the WebUI's number of the preview; -1 = none yet


class LiveBoard:
    """The `Live` of each running job; may be read and written from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, Live] = {}

    def of(self, job_id: str) -> Live | None:
        with self._lock:
            return self._of.get(job_id)

    def put(self, job_id: str, live: Live) -> bool:
        """Take over the newest standing; say whether it differs from the one before."""
        with self._lock:
            before = self._of.get(job_id)
            self._of[job_id] = live
            return before != live

    def drop(self, job_id: str) -> None:
        with self._lock:
            self._of.pop(job_id, None)
