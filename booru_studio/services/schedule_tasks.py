"""Tasks that take their time, each in a named thread, and no two of one name at once."""

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class BackgroundTasks:
    """Threads by key; `join` waits for all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def start(self, key: str, name: str, work: Callable[[], None]) -> None:
        """Run `work` in a thread of its own, unless the last one of `key` still runs."""
        thread = threading.Thread(target=work, name=name, daemon=True)
        with self._lock:
            if not self._runs(key):
                self._threads[key] = thread
                thread.start()

    def is_running(self, key: str) -> bool:
        with self._lock:
            return self._runs(key)

    def join(self, seconds: float) -> None:
        """Wait until all have ended, at most so long."""
        deadline = time.monotonic() + seconds
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(timeout=max(deadline - time.monotonic(), 0))
            if thread.is_alive():
                log.warning("%s did not end in time and is left behind", thread.name)

    def _runs(self, key: str) -> bool:
        thread = self._threads.get(key)
        return thread is not None and thread.is_alive()
