"""Which jobs' pictures may go when only so many are to be kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Self

from booru_studio.errors import InvalidInputError

GB = 1_000_000_000  # bytes
_MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """How much is kept; 0 means without limit. A job's pictures stay or go together."""

    keep_days: int = 0  # days since the job finished
    keep_count: int = 0  # pictures, the newest
    max_gb: float = 0  # GB of 10^9 bytes, the newest

    @property
    def is_off(self) -> bool:
        return not (self.keep_days or self.keep_count or self.max_gb)

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read a rule that came from outside.

        Raises:
            InvalidInputError: unknown name, wrong type, or a number below 0.
        """
        if not isinstance(values, Mapping):
            raise InvalidInputError(reason="The rule is no object: give its limits by name.")
        known = [spec.name for spec in fields(cls)]
        for name, value in values.items():
            if name not in known:
                raise InvalidInputError(
                    reason=f"There is no limit “{name}”: use {', '.join(known)}."
                )
            _check(str(name), value)
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPictures:
    """What the rule has to know of a job; `pictures` and `bytes` are those still on the disk."""

    id: str
    finished: datetime | None = None  # with time zone; None = not over, or not known: it stays
    pictures: int = 0
    bytes: int = 0
    parent: str = ""
    is_bookmarked: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A job whose pictures go, and why, to stand after “it is”."""

    job: JobPictures
    why: str


def removals(
    jobs: Iterable[JobPictures], rule: RetentionRule, now: datetime
) -> tuple[Removal, ...]:
    """Return the jobs whose pictures go, oldest first.

    Bookmarked jobs and jobs that are not over stay, and with every job that stays the jobs it
    was made from; all of these count towards the limits. Of the others the newest stay, up to
    the first that does not fit.
    """
    kept = _Kept({job.id: job for job in jobs}, rule)
    if rule.is_off:
        return ()
    over = [job for job in kept.jobs.values() if job.pictures and not _must_stay(job)]
    for job in kept.jobs.values():
        if _must_stay(job):
            kept.add(job)
    going: list[Removal] = []
    why = ""
    for job in sorted(over, key=_age, reverse=True):
        why = why or kept.reason_against(job, now)
        if why and job.id not in kept.ids:
            going.append(Removal(job, why))
        else:
            kept.add(job)
    # A job may have finished after one that was made from it, and was met here before it.
    return tuple(removal for removal in reversed(going) if removal.job.id not in kept.ids)


class _Kept:
    """The jobs that stay so far, and what they come to."""

    def __init__(self, jobs: Mapping[str, JobPictures], rule: RetentionRule) -> None:
        self.jobs, self._rule = jobs, rule
        self.ids: set[str] = set()
        self._pictures = self._bytes = 0

    def add(self, job: JobPictures) -> None:
        for kept in self._family(job):
            self.ids.add(kept.id)
            self._pictures += kept.pictures
            self._bytes += kept.bytes

    def reason_against(self, job: JobPictures, now: datetime) -> str:
        """Say why a job cannot be added within the limits; "" where it can."""
        if job.id in self.ids:
            return ""
        rule, family = self._rule, self._family(job)
        pictures = self._pictures + sum(each.pictures for each in family)
        size = self._bytes + sum(each.bytes for each in family)
        if rule.keep_days and job.finished and now - job.finished > timedelta(rule.keep_days):
            return f"older than {rule.keep_days} days"
        if rule.keep_count and pictures > rule.keep_count:
            return f"beyond the newest {rule.keep_count} pictures"
        if rule.max_gb and size > rule.max_gb * GB:
            return f"beyond the newest {rule.max_gb:g} GB"
        return ""

    def _family(self, job: JobPictures) -> list[JobPictures]:
        """Return the job and those it was made from, as far as they are not kept yet."""
        family: dict[str, JobPictures] = {}
        each: JobPictures | None = job
        while each and each.id not in self.ids and each.id not in family:
            family[each.id] = each
            each = self.jobs.get(each.parent)
        return list(family.values())


def _must_stay(job: JobPictures) -> bool:
    return job.is_bookmarked or job.finished is None


def _age(job: JobPictures) -> tuple[datetime, str]:
    return job.finished or datetime.max.replace(tzinfo=UTC), job.id


def _check(name: str, value: object) -> None:
    if name == "max_gb":
        fits = isinstance(value, int | float) and 0 <= value < float("inf")
    else:
        fits = isinstance(value, int) and 0 <= value <= (
            _MOST_DAYS if name == "keep_days" else 10**9
        )
    if not fits or isinstance(value, bool):
        kind = "a number" if name == "max_gb" else "a whole number"
        raise InvalidInputError(
            reason=f"{name} is {str(value)[:40]!r}: give {kind} from 0 (no limit) up."
        )
