"""What can be chosen at a choice point, child by child and only as far as it is asked for."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, runtime_checkable

from booru_studio.domain.prompt_tree_moves import moved
from booru_studio.domain.prompt_tree_points import (
    ChoicePoint,
    counting_scope,
    drawable_options,
)
from booru_studio.domain.prompt_tree_shape import scoped_shape
from booru_studio.domain.prompt_tree_writing import Piece, literal_piece
from booru_studio.domain.wildcard_counting import LeafCounter
from booru_studio.domain.wildcard_library import Entries, Indices
from booru_studio.domain.wildcard_nodes import NumberRange, Phrase, Variant, Wildcard
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_pools import (
    Lookup,
    Refusal,
    ValuePool,
    open_values,
    sole_source,
)
from booru_studio.domain.wildcard_scope import SAMPLED, Lazy, Scope, value_scope
from booru_studio.domain.wildcard_syntax import escape_text, is_plain


@dataclass(frozen=True, slots=True)
class Child:
    """One thing that can be chosen: its value as it is written, and where."""

    value: str
    weight: float = 1.0
    file: str = ""
    line: int = 0


class Children(Protocol):
    """The children of one choice point, by position; equal ones are one."""

    def __len__(self) -> int: ...

    def at(self, position: int) -> Child: ...

    def piece(self, position: int) -> Piece:
        """Return a child as it must be written in the template."""

    def leaves(self, position: int) -> int:
        """Return how many leaves a child has."""

    def weights(self, position: int) -> list[float]:
        """Return the weights of a child, one for each time it may be taken."""

    def matching(self, query: str) -> Sequence[int] | Indices:
        """Return the positions of the children that hold `query`, in any case, rising."""


@runtime_checkable
class _Searchable(Protocol):
    def matching(self, query: str) -> Indices: ...


def children_of(point: ChoicePoint, lookup: Lookup, counter: LeafCounter) -> Children:
    """Return what can be chosen at a point; a wildcard that leads nowhere has no children."""
    node, wildcard = point.node, point.wildcard
    if isinstance(node, Variant) and wildcard is None:
        source = sole_source(node) if node.multiple else None
        if isinstance(source, NumberRange):
            return NumberChildren(source)
        return OptionChildren(node, point.inner_scope, counter)
    if isinstance(node, NumberRange):
        return NumberChildren(node)
    if wildcard is None:
        return NoChildren()
    if wildcard.name.literal is None:
        return NameChildren(point, wildcard, counter)
    opened = open_values(lookup, wildcard, wildcard.name.literal, point.inner_scope)
    if isinstance(opened, Refusal):
        return NoChildren()
    return ValueChildren(point, wildcard, opened, lookup, counter)


class _Listed(ABC):
    """Children that are searched one by one."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def at(self, position: int) -> Child: ...

    def weights(self, position: int) -> list[float]:
        return [self.at(position).weight]

    def matching(self, query: str) -> Sequence[int]:
        wanted = query.casefold()
        places = range(len(self))
        return [place for place in places if wanted in self.at(place).value.casefold()]


class NoChildren(_Listed):
    """Nothing to choose from."""

    def __len__(self) -> int:
        return 0

    def at(self, position: int) -> Child:
        raise IndexError(position)

    def piece(self, position: int) -> Piece:
        raise IndexError(position)

    def leaves(self, position: int) -> int:
        raise IndexError(position)


class NumberChildren(_Listed):
    """The numbers of a range."""

    def __init__(self, node: NumberRange) -> None:
        self._node = node

    def __len__(self) -> int:
        return self._node.size

    def at(self, position: int) -> Child:
        return Child(self._node.value(position))

    def piece(self, position: int) -> Piece:
        return literal_piece(self._node.value(position))

    def leaves(self, position: int) -> int:
        return 1


class OptionChildren(_Listed):
    """The options of a variant that can be drawn."""

    def __init__(self, node: Variant, scope: Scope, counter: LeafCounter) -> None:
        self._options = node.options
        self._copies = list(drawable_options(node).values())
        self._scope = scope
        self._counter = counter

    def __len__(self) -> int:
        return len(self._copies)

    def _body(self, position: int) -> Phrase:
        return self._options[self._copies[position][0]].body

    def at(self, position: int) -> Child:
        return Child(self._body(position).source, sum(self.weights(position)))

    def weights(self, position: int) -> list[float]:
        weights = [self._options[index].weight for index in self._copies[position]]
        return weights if any(weights) else [1.0] * len(weights)

    def piece(self, position: int) -> Piece:
        body = self._body(position)
        text = body.source
        if len(body.parts) == 1 and isinstance(body.parts[0], NumberRange) and text[0] != "{":
            text = f"{{{text}}}"  # `1..3` is a range only between braces
        return Piece(text, scoped_shape(body))

    def leaves(self, position: int) -> int:
        return self._counter.phrase(self._body(position), self._scope)


class NameChildren(_Listed):
    """The names that a reference with choices in its name can have."""

    def __init__(self, point: ChoicePoint, wildcard: Wildcard, counter: LeafCounter) -> None:
        self._point, self._wildcard, self._counter = point, wildcard, counter
        variant = point.node if isinstance(point.node, Variant) else None
        self._selections = counter.selections(variant)

    @cached_property
    def _names(self) -> list[str]:
        scope = replace(self._point.scope, sampler="")
        names = self._counter.names(self._wildcard.name, scope)
        # A `=!` variable gives one text everywhere, so its parts cannot be chosen one by one.
        decisive = [each for each in scope.env.values() if isinstance(each, Lazy) and each.once]
        decided = [self._counter.decides(each) for each in decisive]
        return [] if any(decided) else names

    def __len__(self) -> int:
        return len(self._names)

    def at(self, position: int) -> Child:
        return Child(self._names[position])

    def piece(self, position: int) -> Piece:
        node, name = self._point.node, self._wildcard.name
        start, end = name.start - node.start, name.end - node.start
        text = node.source[:start] + escape_text(self._names[position]) + node.source[end:]
        return Piece(text, scoped_shape(parse(text).phrase))

    def leaves(self, position: int) -> int:
        scope = self._point.inner_scope
        if scope.sampler in SAMPLED:
            return 1
        return self._counter.named(
            self._wildcard, self._names[position], scope, self._selections
        )


class ValueChildren:
    """The different values of the wildcards that a reference means."""

    def __init__(
        self,
        point: ChoicePoint,
        wildcard: Wildcard,
        pool: ValuePool,
        lookup: Lookup,
        counter: LeafCounter,
    ) -> None:
        self._node, self._pool = wildcard, pool
        self._lookup, self._counter = lookup, counter
        scope = point.inner_scope
        self._scope = counting_scope(wildcard.parameters, scope, scope)
        self._distinct = pool.distinct()

    def __len__(self) -> int:
        return len(self._distinct)

    def at(self, position: int) -> Child:
        index = self._distinct[position]
        _, entries, local = self._pool.part(index)
        value, weight = entries.text(local), entries.weight(local)
        if len(self._distinct) != len(self._pool):
            weight = self._summed_weights[value]
        return Child(value, weight, entries.file, entries.line(local))

    def weights(self, position: int) -> list[float]:
        return [self.at(position).weight]

    @cached_property
    def _summed_weights(self) -> dict[str, float]:
        """The weights of the values, where some are there more than once."""
        sums: dict[str, float] = defaultdict(float)
        for entries in self._pool.entries:
            for index in range(len(entries)):
                sums[entries.text(index)] += entries.weight(index)
        return sums

    def _name_and_value(self, position: int) -> tuple[str, str]:
        name, entries, local = self._pool.part(self._distinct[position])
        return name, entries.text(local)

    def piece(self, position: int) -> Piece:
        name, value = self._name_and_value(position)
        if is_plain(value):
            return Piece(value, (value,) if value else ())
        text = moved(value, self._lookup.library, wildcard=name)
        return Piece(text, scoped_shape(parse(text).phrase))

    def leaves(self, position: int) -> int:
        name, value = self._name_and_value(position)
        if is_plain(value):
            return 1
        phrase = parse(value).phrase
        scope = value_scope(self._scope, self._node, name, phrase, b"", "", 0)
        return self._counter.phrase(phrase, scope)

    def matching(self, query: str) -> Sequence[int]:
        found = sorted(self._places(query))
        if isinstance(self._distinct, range):
            return found
        return [place for index in found if (place := self._place(index)) is not None]

    def _place(self, index: int) -> int | None:
        place = bisect_left(self._distinct, index)
        there = place < len(self._distinct) and self._distinct[place] == index
        return place if there else None

    def _places(self, query: str) -> Iterator[int]:
        """Yield the indices of the values in the pool that hold `query`."""
        before = 0
        for entries in self._pool.entries:
            yield from (before + local for local in _holding(entries, query))
            before += len(entries)


def _holding(entries: Entries, query: str) -> Indices:
    if isinstance(entries, _Searchable):
        return entries.matching(query) if "\n" not in query else ()
    wanted = query.casefold()
    return [index for index in range(len(entries)) if wanted in entries.text(index).casefold()]
