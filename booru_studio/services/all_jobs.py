"""A look at every job there is, those in history files too, a page at a time."""

from collections.abc import Callable
from typing import TypeVar

from booru_studio.domain.jobs import Job
from booru_studio.services.job_board import JobBoard

_PAGE = 500  # jobs read at once
_TRIES = 3

T = TypeVar("T")


def of_all_jobs(board: JobBoard, fact: Callable[[Job], T]) -> list[T]:
    """Take a fact of every job, again where jobs went meanwhile, since pages then shift."""
    facts: dict[str, T] = {}
    for _ in range(_TRIES):
        facts.clear()
        offset, total, first_total = 0, 1, None
        while offset < total:
            jobs, total = board.page("", _PAGE, offset)
            facts.update((job.id, fact(job)) for job in jobs)
            first_total = total if first_total is None else first_total
            offset += _PAGE
        if total >= (first_total or 0):
            break
    return list(facts.values())
