"""All leaves of a template as one lazy sequence, and drawing from it without repeats."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import shake_128

from booru_studio.domain.wildcard_arrangements import Arrangements
from booru_studio.domain.wildcard_counting import LeafCounter, Rest, TooMuchWorkError
from booru_studio.domain.wildcard_evaluator import Expander
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    NumberRange,
    Phrase,
    Variant,
    Wildcard,
)
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_pools import MAX_CHAIN, Lookup, Pool, ValuePool
from booru_studio.domain.wildcard_scope import (
    SAMPLED,
    Binding,
    Fixed,
    Lazy,
    Scope,
    bound_scope,
    effective,
    root_scope,
)

# How deep wildcards are followed, and how many values are looked into again at that depth:
# libraries that refer to each other in circles have more ways through them than anyone can count.
_DEPTHS: tuple[tuple[int, int | None], ...] = (
    (MAX_CHAIN, 5_000),
    (6, 5_000),
    (3, 5_000),
    (1, None),
)


class RankExpander(Expander):
    """An expansion that makes the choices of leaf `rank` instead of drawing them.

    The rank is a number of mixed radix: each choice point takes its digit off the low end.
    """

    def __init__(self, lookup: Lookup, counter: LeafCounter, rank: int) -> None:
        super().__init__(lookup)
        self.counter = counter
        self.rank = rank

    def choose(
        self, pool: Pool, node: Variant | NumberRange | Wildcard, scope: Scope, key: bytes
    ) -> int:
        if scope.sampler in SAMPLED:
            return super().choose(pool, node, scope, key)
        if isinstance(node, Variant):
            return self._take(self.counter.arrangements(node, scope))[0]
        if isinstance(pool, ValuePool) and isinstance(node, Wildcard):
            return self._take(Arrangements(self.counter.values(node, pool, scope)))[0]
        self.rank, index = divmod(self.rank, len(pool))
        return index

    def choose_several(self, pool: Pool, node: Variant, scope: Scope, key: bytes) -> list[int]:
        if scope.sampler in SAMPLED:
            return super().choose_several(pool, node, scope, key)
        source = node.options[0].body.parts[0] if isinstance(pool, ValuePool) else None
        if isinstance(pool, ValuePool) and isinstance(source, Wildcard):
            groups = self.counter.values(source, pool, scope)
            return self._take(self.counter.selections(node)(groups))
        return self._take(self.counter.arrangements(node, scope))

    def _take(self, arrangements: Arrangements) -> list[int]:
        """Take the digit that says which selection, and put back those of its things."""
        self.rank, digit = divmod(self.rank, arrangements.total)
        taken = arrangements.at(digit)
        for each in reversed(taken):
            self.rank = self.rank * each.leaves + each.rank
        return [each.index for each in taken]

    def _take_text(self, texts: Sequence[str], leaves: Sequence[int]) -> str:
        """Take the digit that says which text, where each has leaves of its own to come."""
        self.rank, digit = divmod(self.rank, sum(leaves))
        for text, count in zip(texts, leaves, strict=True):
            if digit < count:
                self.rank = self.rank * count + digit
                return text
            digit -= count
        raise IndexError(digit)

    def name_of(self, node: Wildcard, scope: Scope, variant: Variant | None) -> str:
        if scope.sampler in SAMPLED:
            return super().name_of(node, scope, variant)
        names = self.counter.names(node.name, scope)
        selections = self.counter.selections(variant)
        leaves = [self.counter.named(node, name, scope, selections) for name in names]
        return self._take_text(names, leaves)

    def bind_phrase(self, phrase: Phrase, scope: Scope) -> Scope:
        if scope.sampler in SAMPLED:
            return super().bind_phrase(phrase, scope)
        return self._decide(
            phrase.assignments, scope, None, lambda inner: self.counter.parts(phrase, inner)
        )

    def bind_parameters(
        self, node: Wildcard, scope: Scope, pool: ValuePool, variant: Variant | None
    ) -> Scope:
        if scope.sampler in SAMPLED:
            return super().bind_parameters(node, scope, pool, variant)
        selections = self.counter.selections(variant)
        return self._decide(
            node.parameters,
            scope,
            scope,
            lambda inner: selections(self.counter.values(node, pool, inner)).total,
        )

    def _decide(
        self,
        assignments: tuple[Assignment, ...],
        scope: Scope,
        written_in: Scope | None,
        rest: Rest,
    ) -> Scope:
        """Return the scope with these variables; `rest` counts what is to come in it."""
        lazy, immediate = effective(assignments, scope.env)
        known: dict[str, Binding] = {}
        for place, each in enumerate(immediate):
            others = immediate[place + 1 :]
            here = written_in or bound_scope(scope, lazy, known)
            undecided = Lazy(each.name, each.value, here, once=True)

            tail = (others, lazy, known, scope, written_in, rest)
            self._count_with(each.name, undecided, *tail)
            if self.counter.decides(undecided):
                texts = self.counter.texts(each.value, here)
                leaves = [self._count_with(each.name, Fixed(text), *tail) for text in texts]
                text = self._take_text(texts, leaves)
            else:
                text = self.phrase(each.value, here)
            known[each.name] = Fixed(text)
        return bound_scope(scope, lazy, known, written_in)

    def _count_with(
        self,
        name: str,
        binding: Binding,
        others: Sequence[Assignment],
        lazy: Sequence[Assignment],
        known: Mapping[str, Binding],
        scope: Scope,
        written_in: Scope | None,
        rest: Rest,
    ) -> int:
        """Return the leaves of everything to come once `name` is bound."""
        with_it = {**known, name: binding}
        return self.counter.decided(others, lazy, with_it, scope, written_in, rest)


class Leaves:
    """Every leaf of a template, by rank; nothing is worked out before it is asked for.

    The library is read once: the ranks of one object keep their meaning while files change.
    """

    def __init__(self, template: str, library: WildcardLibrary) -> None:
        self.template = parse(template)
        for depth, budget in _DEPTHS:
            self._lookup = Lookup(library)
            self._lookup.max_chain = depth
            self._counter = LeafCounter(self._lookup, self._text_at, budget)
            try:
                self.count = self._counter.phrase(self.template.phrase, root_scope(0, 0))
            except TooMuchWorkError:
                continue
            break
        self._counter.budget = None

    def _text_at(self, phrase: Phrase, scope: Scope, rank: int) -> str:
        return RankExpander(self._lookup, self._counter, rank).phrase(phrase, scope)

    def at(self, rank: int) -> tuple[str, Expander]:
        """Return the text of leaf `rank` and the expansion that made it.

        Raises IndexError unless 0 <= rank < count.
        """
        if not 0 <= rank < self.count:
            raise IndexError(rank)
        expander = RankExpander(self._lookup, self._counter, rank)
        return expander.phrase(self.template.phrase, root_scope(rank, turn=rank)), expander

    def __getitem__(self, rank: int) -> str:
        return self.at(rank)[0]

    def __iter__(self) -> Iterator[str]:
        rank = 0
        while rank < self.count:
            yield self[rank]
            rank += 1


class RankOrder:
    """The ranks 0..total-1 in a random order that needs no list: a keyed permutation.

    Position i always holds the same rank for the same total and seed, so a draw without
    replacement resumes by remembering how many were taken. A Feistel network over the next even
    number of bits, walked until it falls below `total` (Black and Rogaway, 2002,
    https://doi.org/10.1007/3-540-45760-7_9).
    """

    _ROUNDS = 6

    def __init__(self, total: int, seed: int) -> None:
        self.total = total
        self._seed = hex(seed).encode()
        self._half = max(1, ((total - 1).bit_length() + 1) // 2)

    def __getitem__(self, position: int) -> int:
        """Return the rank at `position`; raises IndexError unless 0 <= position < total."""
        if not 0 <= position < self.total:
            raise IndexError(position)
        value = self._mixed(position)
        while value >= self.total:
            value = self._mixed(value)
        return value

    def _mixed(self, value: int) -> int:
        mask = (1 << self._half) - 1
        size = (self._half + 7) // 8
        left, right = value >> self._half, value & mask
        for number in range(self._ROUNDS):
            data = b"%d %s " % (number, self._seed) + right.to_bytes(size)
            left, right = right, left ^ (int.from_bytes(shake_128(data).digest(size)) & mask)
        return left << self._half | right
