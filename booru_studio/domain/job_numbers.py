"""What the jobs amount to: how many a day, how long a picture takes, and why jobs failed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from booru_studio.domain.job_facts import JobFacts

DAYS, SPEEDS, CAUSES = 30, 10, 8  # shown at most
_CAUSE_LENGTH = 90  # characters
# What differs from one failure of a cause to the next.
_PARTICULAR = re.compile(r"https?://\S+|“[^”]*”|\b[0-9a-f]{8,}\b|\d+(?:\.\d+)?")


def numbers_of(jobs: Sequence[JobFacts]) -> dict[str, Any]:
    """Return `{days, speeds, causes, totals}` of all jobs, oldest first.

    `days`: `[{day, done, failed, other, pictures}]`, without those on which nothing was.
    `speeds`: `[{size, model, seconds, pictures}]`, seconds for one picture as the median, those
    with most pictures first. `causes`: `[{cause, count}]`.
    """
    return {
        "days": _days(jobs)[-DAYS:],
        "speeds": _speeds(jobs)[:SPEEDS],
        "causes": _causes(jobs)[:CAUSES],
        "totals": {
            "jobs": len(jobs),
            "pictures": sum(len(job.pictures) for job in jobs),
            "seconds": round(sum(job.seconds for job in jobs)),
        },
    }


def _days(jobs: Iterable[JobFacts]) -> list[dict[str, Any]]:
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for job in jobs:
        if not job.day or job.state in ("queued", "running", "unknown"):
            continue
        days[job.day][job.state if job.state in ("done", "failed") else "other"] += 1
        days[job.day]["pictures"] += len(job.pictures)
    names = ("done", "failed", "other", "pictures")
    return [{"day": day, **{name: days[day][name] for name in names}} for day in sorted(days)]


def _speeds(jobs: Iterable[JobFacts]) -> list[dict[str, Any]]:
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for job in jobs:
        if job.seconds and job.pictures and not job.is_upscale:
            taken[job.size, job.model].append(job.seconds / len(job.pictures))
    speeds = [
        {"size": size, "model": model, "seconds": round(median(each), 2), "pictures": len(each)}
        for (size, model), each in taken.items()
    ]
    return sorted(speeds, key=lambda speed: -int(speed["pictures"]))


def _causes(jobs: Iterable[JobFacts]) -> list[dict[str, Any]]:
    causes = Counter(cause_of(job.error) for job in jobs if job.error)
    return [{"cause": cause, "count": count} for cause, count in causes.most_common()]


def cause_of(error: str) -> str:
    """Return an error's sentence without what differs between failures of one cause."""
    return _PARTICULAR.sub("…", error)[:_CAUSE_LENGTH]
