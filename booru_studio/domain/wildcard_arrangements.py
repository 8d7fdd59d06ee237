"""Count and number the ordered selections of things that have leaves themselves."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import comb, perm

from booru_studio.domain.wildcard_library import Indices

MAX_MIXED_PICKS = 64
"""Most things taken at once where they differ in leaves: exact counting gets slow beyond."""


@dataclass(frozen=True, slots=True)
class Group:
    """`members` (indices into a pool) that have equally many leaves and copies each."""

    leaves: int
    copies: int
    members: Indices

    def arrangements(self, most: int) -> list[int]:
        """Return for j in 0..most how many ways j of this group fill j places in order."""
        size = len(self.members)
        total = [1]
        if self.copies == 1:
            for taken in range(most):
                total.append(total[-1] * self.leaves * max(size - taken, 0))
            return total
        one = [self.leaves**j if j <= self.copies else 0 for j in range(most + 1)]
        total = [1] + [0] * most
        for _ in range(size):
            total = interleaved(total, one)
        return total


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing taken: its index, how many leaves it has, and which of them is meant."""

    index: int
    leaves: int
    rank: int


def interleaved(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """Return the numbers of arrangements when two groups share the places."""
    return [
        sum(comb(j, i) * left[i] * right[j - i] for i in range(j + 1)) for j in range(len(left))
    ]


class Arrangements:
    """All ordered selections of `low` to `high` things, numbered from 0.

    Equal things (copies) are not told apart, so every selection is counted once.
    """

    def __init__(self, groups: Sequence[Group], low: int = 1, high: int = 1) -> None:
        self.groups = tuple(group for group in groups if len(group.members))
        available = sum(len(group.members) * group.copies for group in self.groups)
        limit = available if len(self.groups) < 2 else min(available, MAX_MIXED_PICKS)
        self.high = min(high, limit)
        self.low = min(low, self.high)

    @cached_property
    def total(self) -> int:
        """How many there are, leaves included."""
        if self.low == self.high == 1:
            return sum(len(group.members) * group.leaves for group in self.groups)
        return sum(_ways(self.groups, self.high)[self.low :])

    def at(self, rank: int) -> list[Taken]:
        """Return selection `rank`, 0 <= rank < total."""
        ways = _ways(self.groups, self.high)
        size = self.low
        while rank >= ways[size]:
            rank -= ways[size]
            size += 1
        groups, taken = list(self.groups), list[Taken]()
        for left in range(size - 1, -1, -1):
            rank = _take(groups, left, rank, taken)
        return taken


def _ways(groups: Sequence[Group], most: int) -> list[int]:
    """Return for k in 0..most how many ordered selections of k things there are."""
    if not groups:
        return [1] + [0] * most
    total = groups[0].arrangements(most)
    for group in groups[1:]:
        total = interleaved(total, group.arrangements(most))
    return total


def _ways_of_exactly(groups: Sequence[Group], size: int) -> int:
    """Return how many ordered selections of `size` things there are."""
    if len(groups) == 1 and groups[0].copies == 1:
        leaves: int = groups[0].leaves ** size
        return perm(len(groups[0].members), size) * leaves
    return _ways(groups, size)[size]


def _take(groups: list[Group], left: int, rank: int, taken: list[Taken]) -> int:
    """Take the first thing of selection `rank`, with `left` more to come; return the new rank.

    `groups` becomes what is left to take from.
    """
    for place, group in enumerate(groups):
        rest = _without_one(groups, place, 0)
        ways = _ways_of_exactly(rest, left)
        share = len(group.members) * group.leaves * ways
        if rank < share:
            which, rank = divmod(rank, group.leaves * ways)
            leaf, rank = divmod(rank, ways)
            taken.append(Taken(group.members[which], group.leaves, leaf))
            groups[:] = _without_one(groups, place, which)
            return rank
        rank -= share
    raise IndexError(rank)


def _without_one(groups: Sequence[Group], place: int, which: int) -> list[Group]:
    """Return the groups after taking one thing: a copy fewer of that member."""
    group = groups[place]
    changed = [*groups]
    changed[place] = replace(group, members=Except(group.members, [which]))
    if group.copies > 1:
        changed.append(Group(group.leaves, group.copies - 1, (group.members[which],)))
    return [each for each in changed if len(each.members)]


class Except:
    """A sequence without the items at some positions, not copied."""

    def __init__(self, items: Indices, positions: Sequence[int]) -> None:
        inner = items if isinstance(items, Except) else None
        self.items: Indices = inner.items if inner else items
        places = [*inner.dropped, *map(inner.place, positions)] if inner else positions
        self.dropped: list[int] = sorted(places)
        # How many items that are kept stand before each dropped one: never falls.
        self._kept_before = [each - place for place, each in enumerate(self.dropped)]

    def place(self, position: int) -> int:
        """Return where an item stands in the whole sequence."""
        return position + bisect_right(self._kept_before, position)

    def __len__(self) -> int:
        return len(self.items) - len(self.dropped)

    def __getitem__(self, position: int) -> int:
        return self.items[self.place(position)]

    def __iter__(self) -> Iterator[int]:
        return (self[position] for position in range(len(self)))
