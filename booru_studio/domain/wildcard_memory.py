"""Remember the counts of wildcards, each for as far as it holds."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from booru_studio.domain.wildcard_arrangements import Group
from booru_studio.domain.wildcard_evaluator import MAX_LOAD
from booru_studio.domain.wildcard_pools import ValuePool
from booru_studio.domain.wildcard_scope import Binding, Scope

_MAX_KEPT = 50_000


class Marks:
    """What a count depended on besides the wildcard itself; decides where it may be used again."""

    def __init__(self, scope: Scope | None = None) -> None:
        self.tainted = False  # by a variable, or by a reference that was cut
        self.load = scope.load if scope else 0
        self.chain = len(scope.chain) if scope else 0

    def include(self, load: int, chain: int, tainted: bool = False) -> None:
        self.load = max(self.load, load)
        self.chain = max(self.chain, chain)
        self.tainted |= tainted


@dataclass(frozen=True, slots=True)
class _Kept:
    """Counted values, and how much deeper than their reference the counting went.

    The variables are kept alive so that their id stays theirs.
    """

    groups: list[Group]
    load: int
    chain: int
    env: Mapping[str, Binding]


class CountMemory:
    """Counted wildcards: by name alone where nothing else mattered, else by where they stand."""

    def __init__(self, max_chain: int) -> None:
        self._max_chain = max_chain
        self._kept: dict[Hashable, _Kept] = {}
        self._visited: set[tuple[str, ...]] = set()

    def visited(self, pool: ValuePool) -> bool:
        """Tell whether these wildcards were counted before, anywhere; marks them as such."""
        before = pool.names in self._visited
        self._visited.add(pool.names)
        return before

    def recall(
        self, pool: ValuePool, scope: Scope, in_name: bool, marks: Marks
    ) -> list[Group] | None:
        """Return the counted values if they hold here too, and add what they depended on."""
        for key in (pool.names, _placed(pool, scope, in_name)):
            if kept := self._kept.get(key):
                load, chain = scope.load + kept.load, len(scope.chain) + kept.chain
                if load <= MAX_LOAD and chain <= self._max_chain:
                    marks.include(load, chain, tainted=key != pool.names)
                    return kept.groups
        return None

    def keep(
        self, groups: list[Group], pool: ValuePool, scope: Scope, in_name: bool, marks: Marks
    ) -> None:
        """Keep counted values; `marks` is what the counting depended on."""
        if len(self._kept) >= _MAX_KEPT:
            self._kept.clear()
        key = _placed(pool, scope, in_name) if marks.tainted else pool.names
        load, chain = marks.load - scope.load, marks.chain - len(scope.chain)
        self._kept[key] = _Kept(groups, load, chain, scope.env)


def _placed(pool: ValuePool, scope: Scope, in_name: bool) -> Hashable:
    return pool.names, id(scope.env), frozenset(scope.chain), scope.load, in_name
