"""Makes thumbnails while nobody waits for them."""

import contextlib
import logging
import os
import sys
import threading
from collections import deque
from pathlib import Path

from booru_studio.errors import BooruStudioError
from booru_studio.storage.thumbnails import Thumbnails

log = logging.getLogger(__name__)

MOST_WAITING = 1000  # pictures; beyond it the oldest are left to be made when they are looked at
SETTLE = 0.25  # seconds for the job to be closed and the next one sent, which are more urgent
_NICENESS = 10  # of 19


class ThumbnailMaker:
    """A thread of low priority. What fails here is tried again when somebody looks."""

    def __init__(self, thumbnails: Thumbnails, *, settle: float = SETTLE) -> None:
        self._thumbnails = thumbnails
        self._settle = settle
        self._waiting: deque[Path] = deque(maxlen=MOST_WAITING)
        self._has_work = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="thumbnails", daemon=True)

    def add(self, picture: Path) -> None:
        """Have a picture's thumbnail made soon; never waits, never fails."""
        self._waiting.append(picture)
        self._has_work.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the picture in hand; what still waits is made when it is looked at."""
        self._stop.set()
        self._has_work.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        _step_back()
        while not self._stop.is_set():
            self._has_work.wait()
            self._has_work.clear()
            self._stop.wait(self._settle)
            while self._waiting and not self._stop.is_set():
                self._make(self._waiting.popleft())

    def _make(self, picture: Path) -> None:
        try:
            self._thumbnails.of(picture)
        except (BooruStudioError, OSError) as error:
            log.warning("no thumbnail of %s: %s", picture.name, error)
        except Exception:  # noqa: BLE001  one odd picture must not end the thread
            log.exception("no thumbnail of %s", picture.name)


def _step_back() -> None:
    """Let everything else go first, where the system knows priorities of a thread (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
