"""Find the choice points of a template: where they are, and what is known there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha1

from booru_studio.domain.prompt_tree_writing import phrases_in
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    NumberRange,
    Phrase,
    Variant,
    Wildcard,
)
from booru_studio.domain.wildcard_pools import Lookup, ValuePool, open_values, sole_source
from booru_studio.domain.wildcard_scope import (
    Binding,
    Lazy,
    Scope,
    bound_scope,
    effective,
    root_scope,
    sampled,
)

ChoiceNode = Variant | NumberRange | Wildcard


@dataclass(frozen=True, slots=True, eq=False)
class ChoicePoint:
    """A place in the template where something is chosen.

    `id` is its path: `n<k>` for the k-th at its level, and within an option of another one
    `<that one's id>/<key of the option>/n<k>`. `container` is the phrase it is part of, and
    `scope` what is known there while leaves are counted.
    """

    id: str
    node: ChoiceNode
    container: Phrase
    scope: Scope

    @property
    def wildcard(self) -> Wildcard | None:
        """The wildcard its children come from, if they do."""
        source = sole_source(self.node) if isinstance(self.node, Variant) else self.node
        return source if isinstance(source, Wildcard) else None

    @property
    def inner_scope(self) -> Scope:
        """What is known where its children are worked out."""
        scope = self.scope
        if not isinstance(self.node, NumberRange):
            scope = sampled(self.node.sampler, scope)
        return sampled(self.wildcard.sampler, scope) if self.wildcard else scope


def child_key_of(value: str) -> str:
    """Return the key of a child: 8 hexadecimal digits of the SHA-1 of its value."""
    data = value.encode("utf-8", "surrogatepass")
    return sha1(data, usedforsecurity=False).hexdigest()[:8]


def choice_points(phrase: Phrase, lookup: Lookup) -> tuple[ChoicePoint, ...]:
    """Return the choice points that a template's own text has, in the order of the text.

    Left out are those within options that can never be drawn or that are there several times:
    such options count once, so a change to one of the copies would add leaves.
    """
    walk = _Walk(lookup)
    walk.phrase(phrase, root_scope(0, 0), _Level(""))
    return tuple(walk.points)


def counting_scope(
    assignments: Iterable[Assignment], scope: Scope, written_in: Scope | None = None
) -> Scope:
    """Return the scope with these variables, those of `=!` decided once but still open."""
    lazy, immediate = effective(tuple(assignments), scope.env)
    known: dict[str, Binding] = {}
    for each in immediate:
        here = written_in or bound_scope(scope, lazy, known)
        known[each.name] = Lazy(each.name, each.value, here, once=True)
    return bound_scope(scope, lazy, known, written_in) if lazy or known else scope


def drawable_options(node: Variant) -> dict[str, list[int]]:
    """Return the indices of the options that can be drawn, equal ones together."""
    any_weight = any(option.weight for option in node.options)
    copies: dict[str, list[int]] = {}
    for index, option in enumerate(node.options):
        if option.weight or not any_weight:
            copies.setdefault(option.body.source, []).append(index)
    return copies


def _value_scope(assignment: Assignment, scope: Scope) -> Scope:
    """Return what is known where the value of a variable is worked out."""
    binding = scope.env.get(assignment.name)
    if isinstance(binding, Lazy) and binding.value is assignment.value:
        return replace(binding.scope, chain=(*scope.chain, binding), sampler=scope.sampler)
    return scope


@dataclass(slots=True)
class _Level:
    """Numbers the choice points that stand beside each other."""

    prefix: str
    taken: int = 0

    def next_id(self) -> str:
        self.taken += 1
        return f"{self.prefix}n{self.taken - 1}"


class _Walk:
    def __init__(self, lookup: Lookup) -> None:
        self.points: list[ChoicePoint] = []
        self._lookup = lookup

    def phrase(self, phrase: Phrase, scope: Scope, level: _Level) -> None:
        scope = counting_scope(phrase.assignments, scope)
        for part in phrase.parts:
            match part:
                case Variant():
                    self._variant(part, phrase, scope, level)
                case Wildcard():
                    self._wildcard(part, phrase, scope, level)
                case Assignment():
                    self.phrase(part.value, _value_scope(part, scope), level)
                case NumberRange():
                    self._add(part, phrase, scope, level)
                case _:
                    for each in phrases_in(part):
                        self.phrase(each, scope, level)

    def _add(self, node: ChoiceNode, phrase: Phrase, scope: Scope, level: _Level) -> ChoicePoint:
        point = ChoicePoint(level.next_id(), node, phrase, scope)
        self.points.append(point)
        return point

    def _variant(self, node: Variant, phrase: Phrase, scope: Scope, level: _Level) -> None:
        inner = sampled(node.sampler, scope)
        source = sole_source(node) if node.multiple else None
        if source:
            self._add(node, phrase, scope, level)
            if isinstance(source, Wildcard):
                self._parameters(source, inner, level)
        elif len(node.options) == 1:
            self.phrase(node.options[0].body, inner, level)
        else:
            point = self._add(node, phrase, scope, level)
            self._options(node, inner, point.id)

    def _options(self, node: Variant, scope: Scope, within: str) -> None:
        seen: set[str] = set()
        for source, (index, *copies) in drawable_options(node).items():
            key = child_key_of(source)
            if not copies and key not in seen:
                self.phrase(node.options[index].body, scope, _Level(f"{within}/{key}/"))
            seen.add(key)

    def _wildcard(self, node: Wildcard, phrase: Phrase, scope: Scope, level: _Level) -> None:
        # Within `<...>` a reference that leads nowhere is text.
        if self._leads_somewhere(node, scope) or not node.quiet:
            self._add(node, phrase, scope, level)
        self._parameters(node, scope, level)

    def _parameters(self, node: Wildcard, scope: Scope, level: _Level) -> None:
        """Add the choices of a reference's parameters, unless it stays as text with them.

        Those of its name are its children: each makes another name.
        """
        if node.parameters and self._leads_somewhere(node, scope):
            for each in node.parameters:
                self.phrase(each.value, scope, level)

    def _leads_somewhere(self, node: Wildcard, scope: Scope) -> bool:
        name = node.name.literal
        return name is None or isinstance(open_values(self._lookup, node, name, scope), ValuePool)
