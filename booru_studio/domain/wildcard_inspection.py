"""Look through a template and the wildcards it leads to, without making a choice."""

from collections.abc import Collection

from booru_studio.domain.wildcard_counting import LeafCounter, TooMuchWorkError
from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_evaluator import MAX_LENGTH, MAX_LOAD
from booru_studio.domain.wildcard_leaves import RankExpander
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    Node,
    Phrase,
    Text,
    Variable,
    Variant,
    Wildcard,
    Wrap,
)
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_pools import Lookup, Refusal, ValuePool, open_values
from booru_studio.domain.wildcard_report import Report
from booru_studio.domain.wildcard_scope import Scope, bound_scope, root_scope, value_scope

PREFIXED_TAGS = frozenset({"@_@", "!?", "!!", "!"})
"""Tags that begin like a sampler and are used as the first option of a variant."""

_MAX_LINES = 20_000
"""Most lines of wildcard files looked through."""
_MAX_NAMES = 200


class Inspector:
    """One look through one template; `report` fills."""

    def __init__(self, library: WildcardLibrary, known_tags: Collection[str]) -> None:
        self.report = Report()
        self._lookup = Lookup(library)
        self._counter = LeafCounter(self._lookup, self._text_at, budget=_MAX_LINES)
        self._known_tags = known_tags
        self._seen: set[str] = set()
        self._lines = _MAX_LINES

    def template(self, source: str) -> list[Diagnostic]:
        """Return every remark about a template, in the order of the text."""
        parsed = parse(source)
        problems = list(parsed.problems)
        if len(source) > MAX_LENGTH:
            problems.append(remark("E_LIMIT", 0, len(source), limit=MAX_LENGTH))
        self._phrase(parsed.phrase, root_scope(0, 0))
        problems += self.report.problems
        return sorted(problems, key=lambda problem: (problem.start, problem.end))

    def _phrase(self, phrase: Phrase, scope: Scope) -> None:
        if phrase.assignments:
            scope = bound_scope(scope, phrase.assignments, {})
        for part in phrase.parts:
            self._node(part, scope)

    def _node(self, node: Node, scope: Scope) -> None:
        match node:
            case Text() if "#" in node.text and scope.span is None:
                self.report.problems[remark("W_HASH_STRIPPED", node.start, node.end)] = None
            case Variant():
                self._variant(node, scope)
            case Wildcard():
                self._wildcard(node, scope)
            case Assignment():
                self._phrase(node.value, scope)
            case Variable() if node.default:
                self._phrase(node.default, scope)
            case Variable() if node.name not in scope.env:
                self.report.remark("E_VAR_UNDEFINED", node, scope, name=node.name)
            case Wrap():
                self._phrase(node.outer, scope)
                self._phrase(node.inner, scope)
            case _:
                pass

    def _variant(self, node: Variant, scope: Scope) -> None:
        first = node.options[0].body.source
        tag = node.sampler + first
        known = tag in PREFIXED_TAGS or (tag in self._known_tags and first not in self._known_tags)
        if node.sampler and known and scope.span is None and not node.multiple:
            start, fix = node.start + 1, f"\\{node.sampler}"
            facts = {"prefix": node.sampler, "tag": tag}
            self.report.problems[remark("W_SAMPLER_PREFIX", start, start + 1, fix, **facts)] = None
        for option in node.options:
            self._phrase(option.body, scope)

    def _wildcard(self, node: Wildcard, scope: Scope) -> None:
        for each in node.parameters:
            self._phrase(each.value, scope)
        for name in self._names(node, scope):
            opened = open_values(self._lookup, node, name, scope)
            if isinstance(opened, Refusal):
                if not node.quiet:
                    self.report.refused(opened, node, scope, self._lookup)
                continue
            found = self._lookup.found(name, scope)
            self.report.found(found, name, node, scope)
            self._values(opened, node, bound_scope(scope, node.parameters, {}, scope))

    def _names(self, node: Wildcard, scope: Scope) -> list[str]:
        """Return the names a reference can have, as many as can be told in reasonable time."""
        if node.name.literal is not None:
            return [node.name.literal]
        self._phrase(node.name, scope)
        try:
            return self._counter.names(node.name, scope)[:_MAX_NAMES]
        except TooMuchWorkError:
            return []

    def _text_at(self, phrase: Phrase, scope: Scope, rank: int) -> str:
        return RankExpander(self._lookup, self._counter, rank).phrase(phrase, scope)

    def _values(self, pool: ValuePool, node: Wildcard, scope: Scope) -> None:
        """Look through the lines of wildcards, of each wildcard once."""
        for name, entries in zip(pool.names, pool.entries, strict=True):
            if name in self._seen or len(entries) > self._lines:
                continue
            self._seen.add(name)
            self._lines -= len(entries)
            self.report.about_file(entries.problems, node, scope)
            for index in entries.active():
                parsed = parse(entries.text(index))
                where = (entries.file, entries.line(index))
                inner = value_scope(scope, node, name, parsed.phrase, b"", *where)
                if inner.load > MAX_LOAD:
                    self.report.remark("E_DEPTH", node, scope, limit=MAX_LOAD)
                    continue
                self.report.relay(parsed.problems, inner)
                self._phrase(parsed.phrase, inner)
