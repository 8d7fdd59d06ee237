"""When something that repeats is due: every so many minutes, hours, days or weeks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from booru_studio.domain.clock_times import (
    WEEKDAYS,
    day_of,
    moment_of,
    read_clock_time,
    read_zone_name,
    zone,
)
from booru_studio.domain.json_fields import Fields, read_choice, read_whole
from booru_studio.errors import InvalidInputError


class Unit(StrEnum):
    """What an interval is counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"

    @property
    def has_clock_time(self) -> bool:
        """Whether it falls on a time of day; the others just pass."""
        return self in (Unit.DAYS, Unit.WEEKS)


MOST_EVERY: Mapping[Unit, int] = {
    Unit.MINUTES: 10_000,
    Unit.HOURS: 1000,
    Unit.DAYS: 366,
    Unit.WEEKS: 52,
}


@dataclass(frozen=True, slots=True)
class Timing:
    """How often, and on which time of day.

    All moments that its methods take and give are aware; those given are in UTC.
    """

    unit: Unit = Unit.DAYS
    every: int = 1
    at: str = ""  # HH:MM; days and weeks alone have one
    weekday: str = ""  # of WEEKDAYS; weeks alone have one
    tz: str = ""  # IANA name of the zone whose clocks `at` is read on; "" = this machine's

    @classmethod
    def from_json(cls, fields: Fields) -> Self:
        """Read unit, every, at, weekday and tz of an object; other names are left aside.

        Raises:
            InvalidInputError: a value that is none, or two that do not go together.
        """
        unit = Unit(read_choice(fields, "unit", [unit.value for unit in Unit], "days"))
        every = read_whole(fields, "every", 1, 1, MOST_EVERY[unit])
        at = read_clock_time(fields, "at")
        weekday = read_choice(fields, "weekday", ("", *WEEKDAYS))
        if unit.has_clock_time and not at:
            raise InvalidInputError(reason=f"There is no time of day for {unit}: give at, HH:MM.")
        if at and not unit.has_clock_time:
            raise InvalidInputError(
                reason=f"at is {at}, but every {every} {unit} has no time of day: leave it out."
            )
        if (unit is Unit.WEEKS) is not bool(weekday):
            raise InvalidInputError(
                reason="weekday goes with weeks, and weeks with a weekday: give both or neither."
            )
        return cls(unit, every, at, weekday, read_zone_name(fields, "tz"))

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit.value, "every": self.every, "at": self.at,
            "weekday": self.weekday, "tz": self.tz,
        }  # fmt: skip

    def first(self, since: datetime) -> datetime:
        """Return when it is due for the first time after `since`.

        An interval passes once; with a time of day it is the next one, however many days
        `every` says.
        """
        return self._slot_after(since, 1) if self.unit.has_clock_time else self.following(since)

    def following(self, last: datetime) -> datetime:
        """Return when it is due next after it was done at `last`."""
        if self.unit.has_clock_time:
            return self._slot_after(last, self.every)
        return last + self._interval

    def first_from(self, due: datetime, earliest: datetime) -> datetime:
        """Return the first of the times it is due, counted on from `due`, from `earliest` on."""
        if due >= earliest:
            return due
        if not self.unit.has_clock_time:
            return due - (due - earliest) // self._interval * self._interval
        while due < earliest:
            due = self.following(due)
        return due

    @property
    def _interval(self) -> timedelta:
        return timedelta(**{self.unit.value: self.every})

    def _slot_after(self, since: datetime, count: int) -> datetime:
        """Return the `count`-th time of day after the last one that was not after `since`."""
        where = zone(self.tz)
        step = timedelta(days=7 if self.unit is Unit.WEEKS else 1)
        day = day_of(since, where)
        if self.unit is Unit.WEEKS:
            day -= timedelta(days=(day.weekday() - WEEKDAYS.index(self.weekday)) % 7)
        if moment_of(day, self.at, where) > since:
            day -= step
        day += count * step
        while (due := moment_of(day, self.at, where)) <= since:
            day += step  # the clocks went back over midnight, or a day was left out
        return due
