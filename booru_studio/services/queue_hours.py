"""When the queue may work: the hours a person set, and what is said outside of them."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from booru_studio.domain.clock_times import zone
from booru_studio.domain.queue_windows import QueueWindows
from booru_studio.errors import InvalidInputError
from booru_studio.storage.schedules import ScheduleStore

SETTING = "queue_hours"


class QueueHours:
    """The queue's hours; all methods may be called from any thread."""

    def __init__(
        self, store: ScheduleStore, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.reports: list[str] = []  # what was wrong with the saved hours, in sentences
        self._store, self._now = store, now
        self._lock = threading.Lock()
        self._windows = self._read()

    def values(self) -> dict[str, Any]:
        """Return `{windows: [{from, to, days}], tz}`; without windows it is always open."""
        return self._windows.to_json()

    def save(self, values: object) -> dict[str, Any]:
        """Set the hours and return them.

        Raises:
            InvalidInputError: they are none.
            StoreWriteError: nothing was changed.
        """
        windows = QueueWindows.from_json(values)
        with self._lock:
            self._store.set_setting(SETTING, windows.to_json())
            self._windows = windows
        return windows.to_json()

    def hold(self) -> str:
        """Say why no job may be started now; "" while one may. What runs is finished."""
        windows, now = self._windows, self._now()
        if windows.are_open(now):
            return ""
        hours = ", ".join(f"{window.begin}-{window.end}" for window in windows.windows)
        opening = windows.next_opening(now)
        when = ""
        if opening:
            shown = opening.astimezone(zone(windows.tz))
            when = f" It goes on {shown:%A} at {shown:%H:%M}."
        return f"The queue works only in its hours ({hours}).{when}"

    def _read(self) -> QueueWindows:
        saved = self._store.setting(SETTING)
        if saved is None:
            return QueueWindows()
        try:
            return QueueWindows.from_json(saved)
        except InvalidInputError as error:
            self.reports.append(f"The queue works at any hour: its saved hours are wrong. {error}")
            return QueueWindows()
