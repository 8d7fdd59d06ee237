"""What an expansion leaves behind besides its text: the choices it made and its remarks."""

from typing import NamedTuple

from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_names import Found
from booru_studio.domain.wildcard_nodes import NumberRange, Variable, Variant, Wildcard
from booru_studio.domain.wildcard_pools import Lookup, Pool, Refusal
from booru_studio.domain.wildcard_scope import Scope

_MAX_PROBLEMS = 100


class Pick(NamedTuple):
    """One choice that was made (a named tuple, because thousands are made for a big queue).

    `path` holds the sources of the choice points around this one, `start` and `end` its span in
    the text it stands in, `index` its place among what there
    was to choose and `value` what was written there, and `file` and `line` where that
    value was written ("" and 0 in the template itself).
    """

    path: tuple[str, ...]
    source: str
    start: int
    end: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    value: str
    file: str = ""
    line: int = 0


class Report:
    """Collects the picks and the problems of one expansion, each problem once."""

    def __init__(self) -> None:
        self.picks: list[Pick] = []
        self.problems: dict[Diagnostic, None] = {}

    def picked(self, pool: Pool, index: int, node: Variant | NumberRange, scope: Scope) -> None:
        """Record a choice among options or numbers."""
        where = (node.source, node.start, node.end, index, pool.value(index))
        self.picks.append(Pick(scope.path, *where))

    def refused(self, refusal: Refusal, node: Wildcard, scope: Scope, lookup: Lookup) -> None:
        """Remark on a reference that leads nowhere, with the nearest names there are."""
        facts, fix = refusal.facts, None
        if refusal.code == "E_WILDCARD_MISSING":
            near = lookup.nearest(str(facts["name"]))
            facts = {**facts, "nearest": f" (nearest: {', '.join(near)})" if near else ""}
            fix = f"__{near[0]}__" if near else None
        self.remark(refusal.code, node, scope, fix, **facts)

    def remark(
        self,
        code: str,
        node: Wildcard | Variable,
        scope: Scope,
        fix: str | None = None,
        **facts: object,
    ) -> None:
        """Remark on a node; one in a file is told at the reference that led there."""
        problem = remark(code, node.start, node.end, fix, **facts)
        if scope.span is None:
            self._add(problem)
        else:
            self.relay((problem,), scope)

    def found(self, found: Found, name: str, node: Wildcard, scope: Scope) -> None:
        """Remark on a name that was found only by its last part."""
        if found.how == "suffix":
            first = found.names[0]
            code = "W_WILDCARD_ELSEWHERE"
            self.remark(code, node, scope, f"__{first}__", name=name, found=first)

    def relay(self, problems: tuple[Diagnostic, ...], scope: Scope) -> None:
        """Pass on remarks about the line of a file that `scope` belongs to."""
        place = f"{scope.file}, line {scope.line}: " if scope.line else f"{scope.file}: "
        start, end = scope.span or (0, 0)
        for each in problems:
            message = place + each.message
            self._add(Diagnostic(each.code, each.severity, start, end, message))

    def about_file(self, problems: tuple[Diagnostic, ...], node: Wildcard, scope: Scope) -> None:
        """Pass on remarks about a whole file, at the reference that led there."""
        start, end = scope.span or (node.start, node.end)
        for each in problems:
            self._add(Diagnostic(each.code, each.severity, start, end, each.message))

    def _add(self, problem: Diagnostic) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems[problem] = None
