"""Evaluate a parsed template: every choice drawn by a key of its own."""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from booru_studio.domain.wildcard_draw import draw_one, draw_several
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    Comment,
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
    NumberPool,
    OptionPool,
    Pool,
    Refusal,
    ValuePool,
    open_values,
    sole_source,
)
from booru_studio.domain.wildcard_report import Pick, Report
from booru_studio.domain.wildcard_scope import (
    Binding,
    Fixed,
    Scope,
    after_turn,
    bound_scope,
    child_key,
    effective,
    sampled,
    value_scope,
    variable_scope,
)
from booru_studio.domain.wildcard_syntax import is_plain

MAX_LENGTH = 20_000
"""Longest result, in characters."""
MAX_LOAD = 120
"""How many phrases may be nested in each other across all wildcards; bounds the recursion."""
MAX_STEPS = 20_000
_MAX_WORK = 50 * MAX_LENGTH  # characters joined, nested phrases counting again

_ELLIPSIS = re.compile("\\.{3,}|[\u1801\u2026\u22ee\u22ef\u22f0\u22f1\ufe19]+")


class Expander:
    """One expansion; `report` fills while `phrase` works out the text."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.report = Report()
        self._exhausted = False
        self._steps = 0
        self._work = 0

    def phrase(self, phrase: Phrase, scope: Scope) -> str:
        """Return the text of a phrase."""
        if phrase.literal is not None:
            return phrase.literal
        if self._exhausted:
            return ""
        if phrase.assignments:
            scope = self.bind_phrase(phrase, scope)
        handlers = self._HANDLERS
        text = "".join(
            [
                part.text if type(part) is Text else handlers[type(part)](self, part, scope)
                for part in phrase.parts
            ]
        )
        self._steps += 1
        self._work += len(text)
        if self._steps > MAX_STEPS or self._work > _MAX_WORK:
            self._exhausted = True
        return text

    @property
    def exhausted(self) -> bool:
        """Whether the limits on steps and characters cut the expansion short."""
        return self._exhausted

    # -- the seams where a walk over ranks decides otherwise

    def choose(
        self, pool: Pool, node: Variant | NumberRange | Wildcard, scope: Scope, key: bytes
    ) -> int:
        return draw_one(pool, key, scope)

    def choose_several(self, pool: Pool, node: Variant, scope: Scope, key: bytes) -> list[int]:
        return draw_several(pool, node.low, node.high, key, scope)

    def name_of(self, node: Wildcard, scope: Scope, variant: Variant | None) -> str:
        """Return the name of a reference whose name has choices in it.

        `variant` is the `{N$$...}` that takes several of its values.
        """
        return self.phrase(node.name, scope)

    def bind_phrase(self, phrase: Phrase, scope: Scope) -> Scope:
        return self._bound(phrase.assignments, scope, None)

    def bind_parameters(
        self, node: Wildcard, scope: Scope, pool: ValuePool, variant: Variant | None
    ) -> Scope:
        return self._bound(node.parameters, scope, scope)

    def _bound(
        self, assignments: tuple[Assignment, ...], scope: Scope, written_in: Scope | None
    ) -> Scope:
        """Return the scope with these variables, the immediate ones decided now, in order."""
        lazy, immediate = effective(assignments, scope.env)
        decided: dict[str, Binding] = {}
        for each in immediate:
            here = written_in or bound_scope(scope, lazy, decided)
            decided[each.name] = Fixed(self.phrase(each.value, here))
        return bound_scope(scope, lazy, decided, written_in)

    # -- one method for each kind of node

    def _nothing(self, node: Comment | Assignment, scope: Scope) -> str:
        return ""

    def _variant(self, node: Variant, scope: Scope) -> str:
        scope = sampled(node.sampler, scope)
        if node.multiple:
            return self._several(node, scope)
        index = 0
        if len(node.options) > 1:
            pool = OptionPool(node)
            index = self.choose(pool, node, scope, child_key(scope.key, node.key))
            self.report.picked(pool, index, node, scope)
        return self.phrase(node.options[index].body, after_turn(scope, len(node.options)))

    def _several(self, node: Variant, scope: Scope) -> str:
        source = sole_source(node)
        if isinstance(source, Wildcard):
            return self._several_values(node, source, scope)
        pool = NumberPool(source) if source else OptionPool(node)
        texts = []
        for index in self.choose_several(pool, node, scope, child_key(scope.key, node.key)):
            self.report.picked(pool, index, node, scope)
            if source:
                texts.append(source.value(index))
            else:
                inner = after_turn(scope, len(pool))
                texts.append(self.phrase(node.options[index].body, inner))
        return node.separator.join(texts)

    def _several_values(self, node: Variant, source: Wildcard, scope: Scope) -> str:
        opened = self.open(source, scope, node)
        if isinstance(opened, str):
            return opened
        pool, scope = opened
        key = child_key(scope.key, node.key)
        indices = self.choose_several(pool, node, scope, key)
        scope = after_turn(scope, len(pool))
        texts = [
            self._value(pool, index, source, scope, child_key(key, source.key, place))
            for place, index in enumerate(indices, 1)
        ]
        return node.separator.join(texts)

    def _number(self, node: NumberRange, scope: Scope) -> str:
        pool = NumberPool(node)
        index = self.choose(pool, node, scope, child_key(scope.key, node.key))
        self.report.picked(pool, index, node, scope)
        return node.value(index)

    def _wildcard(self, node: Wildcard, scope: Scope) -> str:
        opened = self.open(node, scope)
        if isinstance(opened, str):
            return opened
        pool, scope = opened
        key = child_key(scope.key, node.key)
        index = self.choose(pool, node, scope, key)
        return self._value(pool, index, node, after_turn(scope, len(pool)), key)

    def _value(self, pool: ValuePool, index: int, node: Wildcard, scope: Scope, key: bytes) -> str:
        """Return the text of one value of a wildcard."""
        name, entries, local = pool.part(index)
        text = entries.text(local)
        line = entries.line(local)
        where = (node.source, node.start, node.end, index, text, entries.file, line)
        self.report.picks.append(Pick(scope.path, *where))
        if entries.problems:
            self.report.about_file(entries.problems, node, scope)
        if is_plain(text):
            return text
        template = parse(text)
        inner = value_scope(scope, node, name, template.phrase, key, entries.file, line)
        if inner.load > MAX_LOAD:
            self.report.remark("E_DEPTH", node, scope, limit=MAX_LOAD)
            return node.source
        if template.problems:
            self.report.relay(template.problems, inner)
        return self.phrase(template.phrase, inner)

    def open(
        self, node: Wildcard, scope: Scope, variant: Variant | None = None
    ) -> tuple[ValuePool, Scope] | str:
        """Return a reference's values and the scope for them, or the text it stays as."""
        scope = sampled(node.sampler, scope)
        name = node.name.literal
        if name is None:
            name = self.name_of(node, scope, variant)
        opened = open_values(self.lookup, node, name, scope)
        if isinstance(opened, Refusal):
            if not node.quiet:
                self.report.refused(opened, node, scope, self.lookup)
            return node.source if node.parameters else f"__{node.sampler}{name}__"
        if self.lookup.elsewhere:
            self.report.found(self.lookup.found(name, scope), name, node, scope)
        if node.parameters:
            scope = self.bind_parameters(node, scope, opened, variant)
        return opened, scope

    def _variable(self, node: Variable, scope: Scope) -> str:
        binding = scope.env.get(node.name)
        if binding is None:
            if node.default:
                return self.phrase(node.default, scope)
            self.report.remark("E_VAR_UNDEFINED", node, scope, name=node.name)
            return node.source
        if isinstance(binding, Fixed):
            return binding.text
        if binding in scope.chain:
            self.report.remark("E_CYCLE", node, scope, chain=f"${{{node.name}}}")
            return node.source
        inner = variable_scope(scope, node, binding)
        if inner.load > MAX_LOAD:
            self.report.remark("E_DEPTH", node, scope, limit=MAX_LOAD)
            return node.source
        return self.phrase(binding.value, inner)

    def _wrap(self, node: Wrap, scope: Scope) -> str:
        outer = self.phrase(node.outer, scope)
        inner = self.phrase(node.inner, scope)
        mark = _ELLIPSIS.search(outer)
        if mark is None:
            return outer + inner
        return outer[: mark.start()] + inner + outer[mark.end() :]

    _HANDLERS: ClassVar[Mapping[type, Callable[["Expander", Any, Scope], str]]] = {
        Comment: _nothing,
        Assignment: _nothing,
        Variant: _variant,
        NumberRange: _number,
        Wildcard: _wildcard,
        Variable: _variable,
        Wrap: _wrap,
    }
