"""A look at some leaves of a template, and what all of them would cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from booru_studio.domain.wildcard_leaves import Leaves, RankOrder
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.errors import InvalidInputError

Advice = Literal["go", "confirm", "sample"]

RECENT = 20
"""How many of the last jobs of the same size say what one takes."""
MANY_JOBS = 50
"""More jobs than this are asked about before they are queued."""
MOST_JOBS = 1_000
"""More jobs than this are only queued as a sample."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What queueing leaves costs; seconds and bytes are None while no job tells them."""

    jobs: int
    seconds: float | None
    bytes: int | None
    advice: Advice


def estimate(
    leaves: int,
    *,
    seeds: int = 1,
    checkpoints: int = 1,
    recent_seconds: Sequence[float] = (),
    recent_bytes: Sequence[int] = (),
) -> Estimate:
    """Return what every leaf with every seed and checkpoint costs.

    Args:
        recent_seconds: how long jobs of the same size took, newest last.
        recent_bytes: how much disk each of them took, newest last.
    """
    jobs = leaves * seeds * checkpoints
    seconds, size = _typical(recent_seconds), _typical(recent_bytes)
    advice: Advice = "go"
    if jobs > MANY_JOBS:
        advice = "sample" if jobs > MOST_JOBS else "confirm"
    return Estimate(
        jobs,
        None if seconds is None else _product(jobs, seconds),
        None if size is None else jobs * round(size),
        advice,
    )


def preview_leaves(
    template: str,
    library: WildcardLibrary,
    *,
    order: str = "first",
    wanted: int = 20,
    seed: int = 0,
) -> list[tuple[int, str]]:
    """Return (rank, text) of up to `wanted` leaves: the “first”, “even”ly spaced, or “random”.

    Raises:
        InvalidInputError: another order.
    """
    leaves = Leaves(template, library)
    size = min(wanted, leaves.count)
    match order:
        case "first":
            ranks = list(range(size))
        case "even":
            ranks = [place * leaves.count // size for place in range(size)]
        case "random":
            shuffled = RankOrder(leaves.count, seed)
            ranks = [shuffled[place] for place in range(size)]
        case _:
            raise InvalidInputError(
                reason=f"order is {order!r}: use one of first, even, random."
            )
    return [(rank, leaves[rank]) for rank in ranks]


def _typical(numbers: Sequence[float]) -> float | None:
    return median(numbers[-RECENT:]) if numbers else None


def _product(jobs: int, seconds: float) -> float:
    """Return the time of so many jobs; infinite where no number of seconds is that big."""
    try:
        return jobs * seconds
    except OverflowError:
        return float("inf")
