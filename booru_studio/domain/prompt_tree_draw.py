"""Draw one choice point of a template as a job with a given seed would draw it."""

from dataclasses import replace

from booru_studio.domain.prompt_tree_points import ChoicePoint
from booru_studio.domain.wildcard_evaluator import MAX_LENGTH, Expander
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_nodes import Phrase
from booru_studio.domain.wildcard_pools import Lookup
from booru_studio.domain.wildcard_scope import Scope, child_key, root_scope


def draw_point(
    template: Phrase, point: ChoicePoint, library: WildcardLibrary, seed: int, *, fresh: bool
) -> str:
    """Return the text that a choice point becomes, without any choice left in it.

    It is what `seed` gives at that place of the template (the first time, if a variable uses the
    place several times), or with `fresh` what a key of its own gives, apart from all else that
    `seed` draws.
    """
    watcher = _Watcher(Lookup(library), point.container)
    root = root_scope(seed, turn=seed)
    watcher.phrase(template, root)
    scope = replace(point.scope, key=root.key, turn=seed)
    if watcher.seen is not None:
        scope = watcher.bind_phrase(point.container, watcher.seen)
    node = point.node
    if fresh:
        scope = replace(scope, key=child_key(scope.key, b"reroll " + node.key))
    alone = Phrase(node.start, node.end, node.source, (node,))
    return Expander(Lookup(library)).phrase(alone, scope)[:MAX_LENGTH]


class _Watcher(Expander):
    """Notes what was known when a phrase was worked out first."""

    def __init__(self, lookup: Lookup, watched: Phrase) -> None:
        super().__init__(lookup)
        self.seen: Scope | None = None
        self._watched = watched

    def phrase(self, phrase: Phrase, scope: Scope) -> str:
        if phrase is self._watched and self.seen is None:
            self.seen = scope
        return super().phrase(phrase, scope)
