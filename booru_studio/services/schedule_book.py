"""The schedules as the file has them, with what is wrong with those that cannot run."""

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from booru_studio.domain.choices import nearest
from booru_studio.domain.json_fields import read_object
from booru_studio.domain.schedule_times import Timing
from booru_studio.domain.schedules import EDITABLE, HISTORY, Schedule
from booru_studio.errors import InvalidInputError, ScheduleNotFoundError, StoreWriteError
from booru_studio.services.schedule_actions import Action
from booru_studio.storage.schedules import ScheduleStore

log = logging.getLogger(__name__)

MOST_SCHEDULES = 500

# What `schedules()` shows beyond the schedule itself; given back, it is left aside.
SHOWN = ("label", "next_due", "running", "problem")

_BLANK = {**Schedule(id="", name="", action="", timing=Timing()).to_json(), "next_due": ""}


@dataclass(frozen=True, slots=True)
class Entry:
    """One schedule of the file; `schedule` is None where its row is none."""

    row: Mapping[str, Any]
    schedule: Schedule | None = None
    problem: str = ""  # why it is not scheduled
    next_due: datetime | None = None  # UTC


class ScheduleBook:
    """Schedules in memory and on disk; all methods may be called from any thread."""

    def __init__(
        self,
        store: ScheduleStore,
        actions: Mapping[str, Action],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._store, self._actions = store, actions
        self._now, self._new_id = now, new_id
        self._lock = threading.RLock()
        self._entries = {row["id"]: self._read(row) for row in store.rows()}

    def ids(self) -> list[str]:
        with self._lock:
            return list(self._entries)

    def entries(self) -> list[Entry]:
        with self._lock:
            return list(self._entries.values())

    def find(self, schedule_id: str) -> Entry | None:
        with self._lock:
            return self._entries.get(schedule_id)

    def get(self, schedule_id: str) -> Entry:
        """Return an entry.

        Raises:
            ScheduleNotFoundError: no such id.
        """
        entry = self.find(schedule_id)
        if entry is None:
            raise ScheduleNotFoundError(schedule_id=schedule_id)
        return entry

    def save(self, values: object) -> str:
        """Add a schedule, or with an `id` change the one that has it; return its id.

        Raises:
            InvalidInputError: what a schedule cannot be.
            ScheduleNotFoundError: no schedule with that id.
            StoreWriteError: nothing was changed.
        """
        fields = read_object(values, "The schedule", ("id", *EDITABLE, *HISTORY, *SHOWN))
        wanted = {name: fields[name] for name in EDITABLE if name in fields}
        with self._lock:
            old = self.get(str(fields["id"])) if fields.get("id") else None
            if old is None and len(self._entries) >= MOST_SCHEDULES:
                raise InvalidInputError(
                    reason=f"There are {MOST_SCHEDULES} schedules already: delete one first."
                )
            schedule = self._changed(old, wanted) if old else self._new(wanted)
            self._put(self._checked(schedule, old))
        return schedule.id

    def delete(self, schedule_id: str) -> None:
        """Remove a schedule.

        Raises:
            ScheduleNotFoundError: no such id.
            StoreWriteError: it stays.
        """
        with self._lock:
            self.get(schedule_id)
            self._store.delete(schedule_id)
            del self._entries[schedule_id]

    def begin(self, schedule: Schedule, at: datetime) -> bool:
        """Write down that a run begins; False where that failed, and it may not begin then."""
        try:
            self._update(schedule.id, lambda current: current.begun(at))
        except StoreWriteError as error:
            self.end(schedule, f"It was not run: {error}", 0)
            return False
        return True

    def skip(self, schedule: Schedule, at: datetime) -> None:
        """Let a run pass, since the one before is not over."""
        with contextlib.suppress(StoreWriteError):  # the run under way will write it again
            self._update(schedule.id, lambda current: replace(current, last_run=at))

    def look_again(self, schedule_id: str) -> None:
        """Find out anew when an entry is due, time having passed or the clock been set."""
        now = self._now()
        with contextlib.suppress(StoreWriteError):  # the next run will write it
            self._update(schedule_id, lambda current: current.set_right(now))

    def end(self, schedule: Schedule, result: str, milliseconds: int) -> None:
        """Write down what a run ended in; where the disk does not take it, it is shown at least."""
        try:
            self._update(schedule.id, lambda current: current.ended(result, milliseconds))
        except StoreWriteError:
            log.exception("the result of schedule %s", schedule.name)

    def _update(self, schedule_id: str, change: Callable[[Schedule], Schedule]) -> None:
        with self._lock:
            entry = self._entries.get(schedule_id)
            if entry is None or entry.schedule is None:
                return  # deleted meanwhile
            schedule = change(entry.schedule)
            changed = self._entry(schedule)
            # In memory even where the disk is full, so that it is not due again at once.
            self._entries[schedule_id] = changed
            if schedule is not entry.schedule:
                self._store.put(changed.row)

    def _put(self, schedule: Schedule) -> None:
        entry = self._entry(schedule)
        self._store.put(entry.row)
        self._entries[schedule.id] = entry

    def _new(self, wanted: Mapping[str, Any]) -> Schedule:
        now = self._now().isoformat()
        return Schedule.from_json({**wanted, "id": self._new_id(), "created": now, "armed": now})

    def _changed(self, old: Entry, wanted: Mapping[str, Any]) -> Schedule:
        row = {name: old.row[name] for name in ("id", *EDITABLE, *HISTORY) if name in old.row}
        if old.schedule is None:
            # A row that made no sense is a new schedule now.
            row = {name: row[name] for name in ("id", *EDITABLE) if name in row}
            row["created"] = row["armed"] = self._now().isoformat()
        if wanted.get("unit", row.get("unit")) != row.get("unit"):
            # Another unit has no use for the time of day of the old one.
            row = {name: value for name, value in row.items() if name not in ("at", "weekday")}
        changed = Schedule.from_json({**row, **wanted})
        if old.schedule and _counts_anew(old.schedule, changed):
            changed = replace(changed, armed=self._now())
        return changed

    def _checked(self, schedule: Schedule, old: Entry | None) -> Schedule:
        action = self._actions.get(schedule.action)
        if action is not None:
            return replace(schedule, args=action.check(schedule.args))
        if old is not None and old.row.get("action") == schedule.action:
            return schedule  # one whose action is missing may still be renamed or disabled
        near = nearest(schedule.action, self._actions)
        hint = f"did you mean {near}?" if near else f"use one of {', '.join(self._actions)}."
        raise InvalidInputError(reason=f"There is no action “{schedule.action}”: {hint}")

    def _read(self, row: Mapping[str, Any]) -> Entry:
        fields = {name: row[name] for name in ("id", *EDITABLE, *HISTORY) if name in row}
        try:
            return self._entry(Schedule.from_json(fields))
        except InvalidInputError as error:
            return Entry({**_BLANK, **row}, problem=f"not scheduled: {error}")

    def _entry(self, schedule: Schedule) -> Entry:
        due = schedule.next_due(self._now()) if schedule.enabled else None
        problem = ""
        if schedule.action not in self._actions:
            problem = f"not scheduled: there is no action “{schedule.action}” here."
            due = None
        row = {**schedule.to_json(), "next_due": due.isoformat() if due else ""}
        return Entry(row, schedule, problem, due)


def _counts_anew(old: Schedule, new: Schedule) -> bool:
    return old.timing != new.timing or (new.enabled and not old.enabled)


