"""Draw from a pool: one thing, or several without replacement, always by a given key."""

from collections.abc import Hashable
from math import log
from random import Random

from booru_studio.domain.wildcard_pools import Pool
from booru_studio.domain.wildcard_scope import Scope, fraction_of

MAX_PICKS = 1_000
"""Most things one `N$$` takes."""


def draw_one(pool: Pool, key: bytes, scope: Scope) -> int:
    """Return the index of one thing: by weight, or the next in turn for `@`."""
    if scope.sampler == "@":
        return scope.turn % len(pool)
    return pool.pick(fraction_of(key))


def draw_several(pool: Pool, low: int, high: int | None, key: bytes, scope: Scope) -> list[int]:
    """Return the indices of `low` to `high` things, each number of them equally likely."""
    low, high = pick_bounds(len(pool), low, high)
    if scope.sampler == "@":
        return [(scope.turn + offset) % len(pool) for offset in range(high)]
    random = Random(int.from_bytes(key))
    count = low + int(random.random() * (high - low + 1))
    return _without_replacement(pool, count, random)


def pick_bounds(size: int, low: int, high: int | None) -> tuple[int, int]:
    """Return the fewest and most of `size` things that can be taken."""
    most = min(size, MAX_PICKS)
    return min(low, most), most if high is None else min(high, most)


def _without_replacement(pool: Pool, count: int, random: Random) -> list[int]:
    """Draw one after the other by weight, leaving out what was drawn before.

    A few of many are drawn again whenever a draw repeats one. Otherwise every thing gets the key
    log(u) / weight and the largest win, which has the same odds (Efraimidis and Spirakis, 2006,
    https://doi.org/10.1016/j.ipl.2005.11.003).
    """
    chosen: dict[Hashable, int] = {}
    attempts = 8 * count + 32 if count * 3 < len(pool) else 0
    while attempts and len(chosen) < count:
        index = pool.pick(random.random())
        chosen.setdefault(pool.identity(index), index)
        attempts -= 1
    if len(chosen) < count:
        weighted = [
            (log(1.0 - random.random()) / weight, index)
            for index in range(len(pool))
            if (weight := pool.weight(index)) > 0
        ]
        for _, index in sorted(weighted, reverse=True):
            chosen.setdefault(pool.identity(index), index)
            if len(chosen) >= count:
                break
    return list(chosen.values())[:count]
