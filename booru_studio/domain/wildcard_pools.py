"""What can be chosen at a choice point: options, numbers, or the values of wildcards."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from booru_studio.domain.wildcard_library import Entries, Indices, WildcardLibrary
from booru_studio.domain.wildcard_names import Found, folder_of
from booru_studio.domain.wildcard_nodes import NumberRange, Variant, Wildcard
from booru_studio.domain.wildcard_scope import Scope

MAX_CHAIN = 32
"""How many wildcards and variables may be nested in each other."""


class Pool(Protocol):
    """Things to choose from, by index."""

    def __len__(self) -> int: ...

    def pick(self, fraction: float) -> int:
        """Return the index at `fraction` (0 <= fraction < 1) of the summed weights."""

    def weight(self, index: int) -> float: ...

    def identity(self, index: int) -> Hashable:
        """Return what makes two of them the same when several are taken."""

    def value(self, index: int) -> str:
        """Return what was written, for the record of picks."""


class OptionPool:
    """The options of a variant; equal ones are different choices."""

    def __init__(self, node: Variant) -> None:
        self.node = node

    def __len__(self) -> int:
        return len(self.node.options)

    def pick(self, fraction: float) -> int:
        sums = self.node.cumulative
        if sums is None:
            return int(fraction * len(self.node.options))
        return bisect_right(sums, fraction * sums[-1])

    def weight(self, index: int) -> float:
        return self.node.options[index].weight if self.node.cumulative else 1.0

    def identity(self, index: int) -> Hashable:
        return index

    def value(self, index: int) -> str:
        return self.node.options[index].body.source


def sole_source(node: Variant) -> Wildcard | NumberRange | None:
    """Return what `{N$$...}` draws from if its one option is a wildcard or a range."""
    parts = node.options[0].body.parts if len(node.options) == 1 else ()
    only = parts[0] if len(parts) == 1 else None
    return only if isinstance(only, (Wildcard, NumberRange)) else None


class NumberPool:
    """The numbers of a range."""

    def __init__(self, node: NumberRange) -> None:
        self.node = node

    def __len__(self) -> int:
        return self.node.size

    def pick(self, fraction: float) -> int:
        return int(fraction * self.node.size)

    def weight(self, index: int) -> float:
        return 1.0

    def identity(self, index: int) -> Hashable:
        return index

    def value(self, index: int) -> str:
        return self.node.value(index)


class ValuePool:
    """The values of one or several wildcards; several are one long list, and equal is equal."""

    def __init__(self, names: Sequence[str], entries: Sequence[Entries]) -> None:
        self.names = tuple(names)
        self.entries = tuple(entries)
        self._ends: tuple[int, ...] = ()
        self._sums: tuple[float, ...] = ()
        if len(self.entries) > 1:
            self._ends = tuple(accumulate(len(each) for each in self.entries))
            self._sums = tuple(accumulate(each.total for each in self.entries))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else len(self.entries[0])

    def part(self, index: int) -> tuple[str, Entries, int]:
        """Return the wildcard, its values and the index among them."""
        if len(self.entries) == 1:
            return self.names[0], self.entries[0], index
        which = bisect_right(self._ends, index)
        return self.names[which], self.entries[which], index - self._start(which)

    def _start(self, which: int) -> int:
        return self._ends[which - 1] if which else 0

    def pick(self, fraction: float) -> int:
        if len(self.entries) == 1:
            return self.entries[0].pick(fraction)
        point = fraction * self._sums[-1]
        which = bisect_right(self._sums, point)
        before = self._sums[which - 1] if which else 0.0
        within = min((point - before) / self.entries[which].total, 1 - 2.0**-53)
        return self._start(which) + self.entries[which].pick(within)

    def weight(self, index: int) -> float:
        _, entries, local = self.part(index)
        return entries.weight(local)

    def identity(self, index: int) -> Hashable:
        return self.value(index)

    def value(self, index: int) -> str:
        _, entries, local = self.part(index)
        return entries.text(local)

    def distinct(self) -> Indices:
        """Return the index of the first occurrence of each value, rising."""
        if len(self.entries) == 1:
            return self.entries[0].distinct()
        first: dict[str, int] = {}
        for which, entries in enumerate(self.entries):
            for local in entries.distinct():
                first.setdefault(entries.text(local), self._start(which) + local)
        return list(first.values())

    def active(self) -> Indices:
        """Return the indices of values with syntax in them, rising."""
        if len(self.entries) == 1:
            return self.entries[0].active()
        return [
            self._start(which) + local
            for which, entries in enumerate(self.entries)
            for local in entries.active()
        ]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reference leads nowhere: a code and the facts of its sentence."""

    code: str
    facts: dict[str, object]


class Lookup:
    """The library as one expansion sees it: each wildcard is looked up once and then stays."""

    def __init__(self, library: WildcardLibrary) -> None:
        self.library = library
        self.max_chain = MAX_CHAIN
        self.elsewhere = False  # whether any reference was found by its last part only
        self._found: dict[tuple[str, str], Found] = {}
        self._pools: dict[tuple[str, ...], ValuePool | None] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}

    def found(self, reference: str, scope: Scope) -> Found:
        """Return the names a reference means where it stands."""
        place = reference, folder_of(scope.within)
        found = self._found.get(place)
        if found is None:
            found = self._found[place] = self.library.find(*place)
            self.elsewhere |= found.how == "suffix"
        return found

    def open(self, reference: str, scope: Scope) -> ValuePool | Refusal:
        """Return the values of a reference, without the wildcards it is itself part of."""
        names = self.found(reference, scope).names
        if names and scope.chain:
            if len(scope.chain) >= self.max_chain:
                return Refusal("E_DEPTH", {"limit": self.max_chain})
            names = tuple(name for name in names if name not in scope.chain)
            if not names:
                links = [link for link in scope.chain if isinstance(link, str)]
                return Refusal("E_CYCLE", {"chain": " → ".join([*links, reference])})
        pool = self._pools[names] if names in self._pools else self._load(names)
        if pool is None:
            # A file may have gone between the two look-ups, or have no lines.
            there = self.library.find(reference, folder_of(scope.within)).names
            code = "E_WILDCARD_EMPTY" if there else "E_WILDCARD_MISSING"
            return Refusal(code, {"name": reference})
        return pool

    def _load(self, names: tuple[str, ...]) -> ValuePool | None:
        loaded = [(name, self.library.entries(name)) for name in names]
        filled = [(name, entries) for name, entries in loaded if entries]
        pool = ValuePool([name for name, _ in filled], [each for _, each in filled])
        self._pools[names] = pool if filled else None
        return self._pools[names]

    def nearest(self, reference: str) -> tuple[str, ...]:
        """Return up to three existing names like `reference`."""
        if reference not in self._nearest:
            self._nearest[reference] = self.library.nearest(reference, 3)
        return self._nearest[reference]


def open_values(lookup: Lookup, node: Wildcard, name: str, scope: Scope) -> ValuePool | Refusal:
    """Return the values of a reference; `name(k=v)` may be the name of a file as it stands."""
    opened = lookup.open(name, scope)
    if isinstance(opened, Refusal) and node.parameters:
        whole = lookup.open(node.source[2:-2], scope)
        return whole if isinstance(whole, ValuePool) else opened
    return opened
