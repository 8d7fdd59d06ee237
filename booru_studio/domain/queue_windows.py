"""The hours in which the queue may work, such as only from 23:00 to 07:00."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from booru_studio.domain.clock_times import (
    WEEKDAYS,
    day_of,
    moment_of,
    read_clock_time,
    read_zone_name,
    zone,
)
from booru_studio.domain.json_fields import Fields, read_object, shown
from booru_studio.errors import InvalidInputError

MOST_WINDOWS = 50


@dataclass(frozen=True, slots=True)
class QueueWindow:
    """From one time of day to another; where that is not later, it is the next day's."""

    begin: str  # HH:MM
    end: str  # HH:MM; the same as `begin` means a whole day
    days: tuple[str, ...] = WEEKDAYS  # on which it begins

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read `{from, to, days}`; without days it is every day.

        Raises:
            InvalidInputError: it is no window.
        """
        fields = read_object(values, "The window", ("from", "to", "days"))
        begin, end = read_clock_time(fields, "from"), read_clock_time(fields, "to")
        if not begin or not end:
            raise InvalidInputError(reason="The window has no from or no to: give both as HH:MM.")
        return cls(begin, end, _read_days(fields))

    def to_json(self) -> dict[str, Any]:
        return {"from": self.begin, "to": self.end, "days": list(self.days)}

    def on(self, day: date, tz: str) -> tuple[datetime, datetime] | None:
        """Return the moments at which it begins and ends; None where it does not on that day."""
        if WEEKDAYS[day.weekday()] not in self.days:
            return None
        last = day + timedelta(days=1) if self.end <= self.begin else day
        return moment_of(day, self.begin, zone(tz)), moment_of(last, self.end, zone(tz))


@dataclass(frozen=True, slots=True)
class QueueWindows:
    """All windows; without any, the queue may always work."""

    windows: tuple[QueueWindow, ...] = ()
    tz: str = ""  # IANA name; "" = this machine's

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read `{windows: [...], tz}`.

        Raises:
            InvalidInputError: one of them is none.
        """
        fields = read_object(values, "The queue's hours", ("windows", "tz"))
        windows = fields.get("windows", [])
        if not isinstance(windows, list | tuple) or len(windows) > MOST_WINDOWS:
            raise InvalidInputError(
                reason=f"windows is {shown(windows)}: give a list of at most {MOST_WINDOWS}."
            )
        return cls(tuple(map(QueueWindow.from_json, windows)), read_zone_name(fields, "tz"))

    def to_json(self) -> dict[str, Any]:
        return {"windows": [window.to_json() for window in self.windows], "tz": self.tz}

    def are_open(self, now: datetime) -> bool:
        """Tell whether the queue may start a job."""
        return not self.windows or any(
            begin <= now < end for begin, end in self._spans(now, range(-1, 1))
        )

    def next_opening(self, now: datetime) -> datetime | None:
        """Return when the queue may work again, in UTC; None where it may now.

        Two weeks are looked at, since a window in the hour that clocks leave out comes only the
        week after.
        """
        if self.are_open(now):
            return None
        coming = [begin for begin, end in self._spans(now, range(15)) if now < begin < end]
        return min(coming, default=None)

    def _spans(self, now: datetime, days: range) -> Iterator[tuple[datetime, datetime]]:
        """Give begin and end of the windows that begin so many days after today."""
        today = day_of(now, zone(self.tz))
        for offset in days:
            for window in self.windows:
                span = window.on(today + timedelta(days=offset), self.tz)
                if span:
                    yield span


def _read_days(fields: Fields) -> tuple[str, ...]:
    days = fields.get("days") or list(WEEKDAYS)
    if not isinstance(days, list | tuple) or any(day not in WEEKDAYS for day in days):
        raise InvalidInputError(
            reason=f"days is {shown(days)}: give a list of {', '.join(WEEKDAYS)}."
        )
    return tuple(day for day in WEEKDAYS if day in days)
