"""The scheduler: does what is due, and makes up once for what was missed while the app was off.

The `schedule` library is the alarm clock of one thread, and nobody else touches it: it is not
safe to be used from several, forgets everything at the end of the process, and lets one
exception starve all other entries (https://schedule.readthedocs.io). So when an entry is due
comes from `domain.schedules`, entries live in a file, every run is fenced in, and other threads
post what they want to a queue.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

import schedule as alarm_clock

from booru_studio.domain.schedules import CLOCK_STEP, Schedule
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.services.schedule_actions import Action
from booru_studio.services.schedule_book import Entry, ScheduleBook
from booru_studio.services.schedule_tasks import BackgroundTasks
from booru_studio.storage.schedules import ScheduleStore

log = logging.getLogger(__name__)

LONGEST_PAUSE = 1.0  # seconds between two looks at the clock, which may be set or sleep
SHUTDOWN = 10.0  # seconds that tasks are given when the app ends

Now = Callable[[], datetime]


class Scheduler:
    """Runs actions when they are due. The methods with JSON may be called from any thread."""

    def __init__(
        self,
        store: ScheduleStore,
        actions: Iterable[Action],
        *,
        now: Now = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        stopping: threading.Event | None = None,
    ) -> None:
        """Read the schedules; nothing runs before `start`.

        Args:
            now: the time, aware, in UTC.
            stopping: set by `stop`, for actions that can end early.
        """
        self._actions = {action.name: action for action in actions}
        self._book = ScheduleBook(store, self._actions, now, new_id)
        self._now = now
        self._stopping = stopping or threading.Event()
        self._wake = threading.Event()
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._alarms = alarm_clock.Scheduler()  # touched by `tick` alone
        self._looked_at = now()
        self._tasks = BackgroundTasks()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
        self._order(self._set_all_alarms)

    def start(self) -> None:
        """Begin; what was missed while the app was off is made up for now."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=SHUTDOWN)
        self._tasks.join(SHUTDOWN)

    # -- what people do ---------------------------------------------------------------------

    def schedules(self) -> dict[str, Any]:
        """Return `{schedules}`, in the order they were made."""
        return {"schedules": [self._json(entry) for entry in self._book.entries()]}

    def actions(self) -> list[dict[str, str]]:
        """Return `{name, label}` of everything that can be scheduled."""
        return [
            {"name": action.name, "label": action.label} for action in self._actions.values()
        ]

    def save_schedule(self, values: object) -> dict[str, Any]:
        """Add a schedule, or with an `id` change that one, and return all as `schedules` does.

        Raises:
            InvalidInputError, ScheduleNotFoundError, StoreWriteError: nothing was changed.
        """
        self._order(partial(self._set_alarm, self._book.save(values)))
        return self.schedules()

    def delete_schedule(self, schedule_id: str) -> dict[str, Any]:
        """Remove a schedule, and return the others; a run under way goes on to its end.

        Raises:
            ScheduleNotFoundError, StoreWriteError: nothing was changed.
        """
        self._book.delete(schedule_id)
        self._order(partial(self._set_alarm, schedule_id))
        return self.schedules()

    def run_now(self, schedule_id: str) -> dict[str, Any]:
        """Run a schedule soon, also a disabled one, and return all.

        Raises:
            ScheduleNotFoundError: no such id.
            InvalidInputError: it cannot run.
        """
        entry = self._book.get(schedule_id)
        if entry.problem:
            raise InvalidInputError(reason=entry.problem)
        self._order(partial(self._perform, schedule_id))
        return self.schedules()

    # -- the one thread ---------------------------------------------------------------------

    def tick(self) -> float:
        """Do what was asked and what is due; return in how many seconds to look again.

        It belongs to the scheduler's own thread; without `start` a caller may be that thread.
        """
        while True:
            try:
                order = self._orders.get_nowait()
            except Empty:
                break
            order()
        if self._now() < self._looked_at - CLOCK_STEP:
            self._set_all_alarms()  # those that are set may ring in years
        self._looked_at = self._now()
        self._alarms.run_pending()
        due = self._alarms.get_next_run()
        if due is None:
            return LONGEST_PAUSE
        return min(max((due - self._now()).total_seconds(), 0.0), LONGEST_PAUSE)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(self.tick())
            self._wake.clear()

    def _order(self, what: Callable[[], None]) -> None:
        self._orders.put(what)
        self._wake.set()

    def _set_all_alarms(self) -> None:
        for schedule_id in self._book.ids():
            self._book.look_again(schedule_id)
            self._set_alarm(schedule_id)

    def _set_alarm(self, schedule_id: str) -> None:
        """Have an entry's alarm ring when it is due; none where it is not."""
        self._alarms.clear(schedule_id)
        entry = self._book.find(schedule_id)
        if entry and entry.next_due:
            alarm = _Alarm(self._alarms, self._now)
            alarm.days.do(self._ring, schedule_id).tag(schedule_id)
            alarm.next_run = entry.next_due

    def _ring(self, schedule_id: str) -> type[alarm_clock.CancelJob]:
        entry = self._book.find(schedule_id)
        now = self._now()
        # It may have been disabled or deleted, or it rings so late that the run counts as missed.
        schedule = entry.schedule if entry and entry.next_due else None
        if schedule and not self._stopping.is_set():
            if schedule.next_due(now) <= now:
                self._perform(schedule_id)
            self._book.look_again(schedule_id)
        self._set_alarm(schedule_id)
        return alarm_clock.CancelJob

    def _perform(self, schedule_id: str) -> None:
        entry = self._book.find(schedule_id)
        schedule = entry.schedule if entry else None
        action = self._actions.get(schedule.action) if schedule else None
        if schedule is None or action is None:
            return
        if self._tasks.is_running(schedule_id):
            self._book.skip(schedule, self._now())
            return
        if not self._book.begin(schedule, self._now()):
            return
        work = partial(self._work, schedule, action)
        if action.background:
            self._tasks.start(schedule_id, f"schedule {schedule.name}", work)
        else:
            work()

    def _work(self, schedule: Schedule, action: Action) -> None:
        begun = time.perf_counter()
        try:
            result = action.run({**schedule.args, "schedule_id": schedule.id})
        except BooruStudioError as error:
            result = str(error)
        except Exception as error:  # noqa: BLE001  one broken action must not stop the others
            log.exception("schedule %s", schedule.name)
            result = f"Booru Studio itself failed here ({error!r}): see the log."
        self._book.end(schedule, result, round((time.perf_counter() - begun) * 1000))

    def _json(self, entry: Entry) -> dict[str, Any]:
        values = {name: value for name, value in entry.row.items() if name != "armed"}
        action = self._actions.get(str(values.get("action", "")))
        values["label"] = action.label if action else str(values.get("action", ""))
        values["running"] = self._tasks.is_running(str(values["id"]))
        values["problem"] = entry.problem
        if values["running"]:
            values["last_result"] = "It is under way."
        return values


class _Alarm(alarm_clock.Job):
    """An alarm that goes by the clock it is given."""

    def __init__(self, alarms: alarm_clock.Scheduler, now: Now) -> None:
        super().__init__(1, alarms)
        self._now = now

    @property
    def should_run(self) -> bool:
        """Whether its time has come."""
        return self.next_run is not None and self._now() >= self.next_run
