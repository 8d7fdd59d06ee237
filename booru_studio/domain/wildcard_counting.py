"""Count the leaves of a template exactly, without listing them."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from math import prod

from booru_studio.domain.wildcard_arrangements import Arrangements, Except, Group
from booru_studio.domain.wildcard_draw import pick_bounds
from booru_studio.domain.wildcard_evaluator import MAX_LOAD
from booru_studio.domain.wildcard_memory import CountMemory, Marks
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    Comment,
    Node,
    NumberRange,
    Phrase,
    Text,
    Variable,
    Variant,
    Wildcard,
    Wrap,
)
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_pools import (
    Lookup,
    Refusal,
    ValuePool,
    open_values,
    sole_source,
)
from booru_studio.domain.wildcard_scope import (
    SAMPLED,
    Binding,
    Fixed,
    Lazy,
    Scope,
    bound_scope,
    effective,
    value_scope,
    variable_scope,
)

MAX_TEXTS = 10_000
"""Most texts of a wildcard name or of a `=!` variable that are told apart."""

MAX_BITS = 50_000
"""Longest count of nested wildcards, some 15,000 digits; arithmetic beyond takes seconds."""

TextAt = Callable[[Phrase, Scope, int], str]
Rest = Callable[[Scope], int]
Selections = Callable[[list[Group]], Arrangements]


class TooMuchWorkError(Exception):
    """The wildcards refer to each other in too many ways to follow them all."""


class LeafCounter:
    """Counts phrases in scopes, and remembers the counts of wildcards.

    A leaf is one way to make every choice, equal options and equal values counting once.
    `text_at` gives the text of one leaf of a phrase; it is asked where a count depends on a text,
    because a wildcard's name has choices in it. `budget` is how many
    values may be looked into again because they depend on where they are used.
    """

    def __init__(self, lookup: Lookup, text_at: TextAt, budget: int | None = None) -> None:
        self.lookup = lookup
        self.budget = budget
        self._text_at = text_at
        self._deciding: set[Lazy] = set()  # `=!` variables whose text decides other counts
        self._in_name = False
        self._marks = Marks()
        self._memory = CountMemory(lookup.max_chain)

    def phrase(self, phrase: Phrase, scope: Scope) -> int:
        """Return how many leaves a phrase has."""
        if phrase.literal is not None or scope.sampler in SAMPLED:
            return 1
        if not phrase.assignments:
            return self.parts(phrase, scope)
        lazy, immediate = effective(phrase.assignments, scope.env)
        return self.decided(
            immediate, lazy, {}, scope, None, lambda inner: self.parts(phrase, inner)
        )

    def parts(self, phrase: Phrase, scope: Scope) -> int:
        """Return the leaves of a phrase whose assignments are made."""
        total = prod(self._node(part, scope) for part in phrase.parts)
        if self.budget is not None and total.bit_length() > MAX_BITS:
            raise TooMuchWorkError
        return total

    def _node(self, node: Node, scope: Scope) -> int:
        match node:
            case Text() | Comment() | Assignment():
                return 1
            case Variant():
                return self._variant(node, scope)
            case NumberRange():
                return node.size
            case Wildcard():
                return self._wildcard(node, scope, Arrangements)
            case Variable():
                return self._variable(node, scope)
            case Wrap():
                return self.phrase(node.outer, scope) * self.phrase(node.inner, scope)

    # -- variants

    def _variant(self, node: Variant, scope: Scope) -> int:
        if node.sampler in SAMPLED:
            return 1
        source = sole_source(node)
        if node.multiple and isinstance(source, Wildcard):
            return self._wildcard(source, scope, self.selections(node))
        return self.arrangements(node, scope).total

    def arrangements(self, node: Variant, scope: Scope) -> Arrangements:
        """Return the selections of a variant of options or numbers."""
        source = sole_source(node)
        if node.multiple and isinstance(source, NumberRange):
            return self.selections(node)([Group(1, 1, range(source.size))])
        return self.selections(node)(self._options(node, scope))

    def selections(self, node: Variant | None) -> Selections:
        """Return what makes the selections that `node` allows; None allows one thing."""
        if node is None or not node.multiple:
            return Arrangements

        def several(groups: list[Group]) -> Arrangements:
            available = sum(len(group.members) * group.copies for group in groups)
            return Arrangements(groups, *pick_bounds(available, node.low, node.high))

        return several

    def _options(self, node: Variant, scope: Scope) -> list[Group]:
        """Return the options, equal ones as copies, those of weight 0 left out."""
        any_weight = any(option.weight for option in node.options)
        copies: dict[str, list[int]] = {}
        for index, option in enumerate(node.options):
            if option.weight or not any_weight:
                copies.setdefault(option.body.source, []).append(index)
        groups: dict[tuple[int, int], list[int]] = {}
        for same in copies.values():
            leaves = self.phrase(node.options[same[0]].body, scope)
            groups.setdefault((leaves, len(same)), []).append(same[0])
        return [Group(*kind, members) for kind, members in groups.items()]

    # -- wildcards

    def _wildcard(self, node: Wildcard, scope: Scope, selections: Selections) -> int:
        if node.sampler in SAMPLED:
            return 1
        if node.name.literal is not None:
            return self.named(node, node.name.literal, scope, selections)
        return sum(
            self.named(node, name, scope, selections) for name in self.names(node.name, scope)
        )

    def names(self, phrase: Phrase, scope: Scope) -> list[str]:
        """Return the different texts of a wildcard name with choices in it."""
        outside, self._in_name = self._in_name, True
        try:
            return self.texts(phrase, scope)
        finally:
            self._in_name = outside

    def texts(self, phrase: Phrase, scope: Scope) -> list[str]:
        """Return the different texts of the leaves of a phrase, up to a limit."""
        total = min(self.phrase(phrase, scope), MAX_TEXTS)
        return list(dict.fromkeys(self._text_at(phrase, scope, rank) for rank in range(total)))

    def named(self, node: Wildcard, name: str, scope: Scope, selections: Selections) -> int:
        """Return the leaves of a reference once its name is known; 1 where it stays as text."""
        opened = open_values(self.lookup, node, name, scope)
        cut = any(each in scope.chain for each in self.lookup.found(name, scope).names)
        deep = isinstance(opened, Refusal) and opened.code == "E_DEPTH"
        self._marks.include(scope.load, len(scope.chain) + 1, tainted=cut or deep)
        if isinstance(opened, Refusal):
            return 1
        lazy, immediate = effective(node.parameters, scope.env)
        return self.decided(
            immediate,
            lazy,
            {},
            scope,
            scope,
            lambda inner: selections(self.values(node, opened, inner)).total,
        )

    def values(self, node: Wildcard, pool: ValuePool, scope: Scope) -> list[Group]:
        """Return the different values of wildcards, grouped by their leaves."""
        known = self._memory.recall(pool, scope, self._in_name, self._marks)
        if known is not None:
            return known
        if self._memory.visited(pool) and self.budget is not None:
            self.budget -= 1 + len(pool.active())
            if self.budget < 0:
                raise TooMuchWorkError
        outer, self._marks = self._marks, Marks(scope)
        groups = self._value_groups(node, pool, scope)
        marks, self._marks = self._marks, outer
        outer.include(marks.load, marks.chain, marks.tainted)
        self._memory.keep(groups, pool, scope, self._in_name, marks)
        return groups

    def _value_groups(self, node: Wildcard, pool: ValuePool, scope: Scope) -> list[Group]:
        distinct = pool.distinct()
        special: dict[int, list[int]] = {}
        places: list[int] = []
        for index in pool.active():
            place = bisect_left(distinct, index)
            leaves = self._value(node, pool, index, scope)
            if leaves != 1 and place < len(distinct) and distinct[place] == index:
                special.setdefault(leaves, []).append(index)
                places.append(place)
        groups = [Group(leaves, 1, members) for leaves, members in special.items()]
        plain = Except(distinct, places) if places else distinct
        if len(plain):
            groups.append(Group(1, 1, plain))
        return sorted(groups, key=lambda group: group.members[0])

    def _value(self, node: Wildcard, pool: ValuePool, index: int, scope: Scope) -> int:
        name, entries, local = pool.part(index)
        phrase = parse(entries.text(local)).phrase
        inner = value_scope(scope, node, name, phrase, b"", "", 0)
        too_deep = inner.load > MAX_LOAD
        self._marks.include(inner.load, len(inner.chain), tainted=too_deep)
        return 1 if too_deep else self.phrase(phrase, inner)

    # -- variables

    def _variable(self, node: Variable, scope: Scope) -> int:
        self._marks.tainted = True
        binding = scope.env.get(node.name)
        if binding is None:
            return self.phrase(node.default, scope) if node.default else 1
        if isinstance(binding, Fixed) or binding in scope.chain:
            return 1
        if binding.once and not self._in_name:
            return 1
        if binding.once:
            self._deciding.add(binding)
        inner = variable_scope(scope, node, binding)
        self._marks.include(inner.load, len(inner.chain))
        return 1 if inner.load > MAX_LOAD else self.phrase(binding.value, inner)

    def decided(
        self,
        immediate: Sequence[Assignment],
        lazy: Sequence[Assignment],
        known: Mapping[str, Binding],
        scope: Scope,
        written_in: Scope | None,
        rest: Rest,
    ) -> int:
        """Return the leaves of `=!` variables together with those of `rest` in their scope."""
        if not immediate:
            if not lazy and not known:
                return rest(scope)
            return rest(bound_scope(scope, lazy, known, written_in))
        first, others = immediate[0], immediate[1:]
        here = written_in or bound_scope(scope, lazy, known)
        undecided = Lazy(first.name, first.value, here, once=True)
        with_it = {**known, first.name: undecided}
        total = self.decided(others, lazy, with_it, scope, written_in, rest)
        if not self.decides(undecided):
            return self.phrase(first.value, here) * total
        return sum(
            self.decided(others, lazy, {**known, first.name: Fixed(text)}, scope, written_in, rest)
            for text in self.texts(first.value, here)
        )

    def decides(self, variable: Lazy) -> bool:
        """Tell (once) whether a `=!` variable was part of a wildcard's name."""
        found = variable in self._deciding
        self._deciding.discard(variable)
        return found
