"""A schedule: what is to be done again and again, when, and what became of it last."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from booru_studio.domain.json_fields import (
    Fields,
    clean,
    read_flag,
    read_moment,
    read_object,
    read_plain_object,
    read_text,
    read_whole,
)
from booru_studio.domain.schedule_times import Timing, Unit
from booru_studio.errors import InvalidInputError

GRACE = 600  # seconds a run may be late without counting as missed
LONGEST_GRACE = 7 * 24 * 3600  # seconds
CLOCK_STEP = timedelta(hours=1)  # a clock that goes back further was wrong before

TIMING_FIELDS = ("unit", "every", "at", "weekday", "tz")
# What a person decides; the rest of a schedule is what became of it.
EDITABLE = ("name", "enabled", "action", "args", *TIMING_FIELDS, "catch_up", "grace")
HISTORY = ("created", "armed", "last_run", "last_result", "last_ms", "runs")

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One entry of the scheduler. All times are aware, in UTC."""

    id: str
    name: str
    action: str
    timing: Timing
    args: Fields = field(default_factory=dict)
    enabled: bool = True
    catch_up: bool = True  # a run that was missed, the app being off, is made up for once
    grace: int = GRACE  # seconds; a run that is later than that was missed
    created: datetime = _BEGINNING
    armed: datetime = _BEGINNING  # since when its times count: created, changed or enabled
    last_run: datetime | None = None
    last_result: str = ""  # one sentence
    last_ms: int = 0  # milliseconds the last run took
    runs: int = 0

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read a schedule as `to_json` writes it; what is left out is as in a new one.

        Raises:
            InvalidInputError: a missing or unknown name, or a value that no schedule has.
        """
        fields = read_object(values, "The schedule", ("id", *EDITABLE, *HISTORY))
        timing = Timing.from_json(fields)
        action = read_text(fields, "action", most=100).strip()
        if not action:
            raise InvalidInputError(reason="The schedule has no action: say what is to be done.")
        created = read_moment(fields, "created") or _BEGINNING
        return cls(
            id=read_text(fields, "id", most=100),
            name=read_text(fields, "name", most=200).strip() or action.replace("_", " "),
            action=action,
            timing=timing,
            args=read_plain_object(fields, "args"),
            enabled=read_flag(fields, "enabled", True),
            # What comes again in minutes need not be made up for.
            catch_up=read_flag(fields, "catch_up", timing.unit is not Unit.MINUTES),
            grace=read_whole(fields, "grace", GRACE, 60, LONGEST_GRACE),
            created=created,
            armed=read_moment(fields, "armed") or created,
            last_run=read_moment(fields, "last_run"),
            last_result=read_text(fields, "last_result"),
            last_ms=read_whole(fields, "last_ms", 0, 0, 10**12),
            runs=read_whole(fields, "runs", 0, 0, 10**12),
        )

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON; times as ISO 8601, "" where they have not come."""
        return {
            "id": self.id,
            "name": self.name,
            "enabled": self.enabled,
            "action": self.action,
            "args": dict(self.args),
            **self.timing.to_json(),
            "catch_up": self.catch_up,
            "grace": self.grace,
            "created": self.created.isoformat(),
            "armed": self.armed.isoformat(),
            "last_run": self.last_run.isoformat() if self.last_run else "",
            "last_result": self.last_result,
            "last_ms": self.last_ms,
            "runs": self.runs,
        }

    def next_due(self, now: datetime) -> datetime:
        """Return when it is to run next; before `now` where it is to run at once.

        It follows from the last run and the times alone, so it is the same after a restart. Any
        number of missed runs is one run, and none without `catch_up`.
        """
        if self.last_run and self.last_run >= self.armed:
            due = self.timing.following(self.last_run)
        else:
            due = self.timing.first(self.armed)
        if self.catch_up:
            return due
        return self.timing.first_from(due, now - timedelta(seconds=self.grace))

    def set_right(self, now: datetime) -> Self:
        """Return it with its times counting from `now`, where they lie well after it.

        They are from before the clock was put right; waiting for them could take years. Where
        a clock goes back by less, nothing changes, so that nothing is done twice.
        """
        if max(self.armed, self.last_run or self.armed) <= now + CLOCK_STEP:
            return self
        last = min(self.last_run, now) if self.last_run else None
        return replace(self, armed=min(self.armed, now), last_run=last)

    def begun(self, at: datetime) -> Self:
        """Return it as it is while a run is under way.

        A run is written down before it begins, so that it never happens twice.
        """
        told = "This run was under way when Booru Studio ended; see what became of it."
        return replace(self, last_run=at, last_result=told, runs=self.runs + 1)

    def ended(self, result: str, milliseconds: int) -> Self:
        """Return it with what a run ended in, as one sentence."""
        return replace(self, last_result=clean(result), last_ms=milliseconds)
