"""A template as a tree of its choices, where every action is an edit of the template's text.

prompt_tree_points     where choices stand       prompt_tree_writing   text put into a template
prompt_tree_children   what each can become        prompt_tree_shape     what it means there
prompt_tree_edits      what replaces a choice      prompt_tree_moves     names from other files
prompt_tree_draw       what a seed draws for it  prompt_tree_library   whether files changed
prompt_tree_preview    some leaves, and the cost of all

Nothing is kept between the text and the tree: the tree is always that of the text. So what a
choice was before an edit is for the caller to keep, who gives it back to `restore`.
"""

import re
from collections.abc import Sequence
from typing import cast

from booru_studio.domain.prompt_tree_children import Children, NoChildren, children_of
from booru_studio.domain.prompt_tree_draw import draw_point
from booru_studio.domain.prompt_tree_edits import (
    file_lines,
    one_piece,
    reference_piece,
    some_piece,
)
from booru_studio.domain.prompt_tree_library import WatchedLibrary
from booru_studio.domain.prompt_tree_points import ChoicePoint, child_key_of, choice_points
from booru_studio.domain.prompt_tree_writing import literal_piece, splice
from booru_studio.domain.wildcard_leaves import Leaves, RankExpander
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_nodes import Phrase, Variant
from booru_studio.errors import InvalidInputError

MAX_WRITTEN = 200
"""Most values that are written into a template when a choice is expanded."""
MAX_CHOSEN = 1_000
MAX_LINES = 100_000
"""Most lines of a file that is made of a choice."""

_CHILD_ID = re.compile(r"/[0-9a-f]{8}\Z")
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


class PromptTree:
    """The choices of one template with the library as it is now; not for several threads.

    Actions return the edited template and leave the tree as it is: ask for the tree of the new
    text. All of them raise InvalidInputError where they cannot be done.
    """

    def __init__(self, template: str, library: WildcardLibrary) -> None:
        self.template = template
        self._library = WatchedLibrary(library)
        leaves = Leaves(template, self._library)
        self.leaves = leaves.count
        # The leaves' own counter: it knows how deep it had to follow the wildcards.
        expander = cast(RankExpander, leaves.at(0)[1])
        self._lookup, self._counter = expander.lookup, expander.counter
        self._phrase = leaves.template.phrase
        self.points = choice_points(self._phrase, self._lookup)
        self._by_id = {point.id: point for point in self.points}
        self._children: dict[str, Children] = {}

    def is_current(self) -> bool:
        """Tell whether the library still says what the tree was made from."""
        return self._library.unchanged()

    # -- looking

    def point(self, point_id: str) -> ChoicePoint:
        """Return the choice point of that id; raises InvalidInputError if there is none."""
        if point := self._by_id.get(point_id):
            return point
        raise InvalidInputError(
            reason=f"There is no choice “{point_id[:80]}” in this prompt: list its choices again."
        )

    def children(self, point: ChoicePoint) -> Children:
        """Return what can be chosen at a point."""
        if point.id not in self._children:
            self._children[point.id] = children_of(point, self._lookup, self._counter)
        return self._children[point.id]

    def leaves_at(self, point: ChoicePoint) -> int:
        """Return how many leaves a point has by itself; choices left to chance count as one."""
        node = point.node
        alone = Phrase(node.start, node.end, node.source, (node,))
        return self._counter.phrase(alone, point.scope)

    def state(self, point: ChoicePoint) -> str:
        """Return “all”, “random” (`~`), “cycle” (`@`), or “missing” for a name without values."""
        if isinstance(self.children(point), NoChildren):
            return "missing"
        return {"~": "random", "@": "cycle"}.get(point.inner_scope.sampler, "all")

    def page(self, point: ChoicePoint, offset: int, limit: int, query: str = "") -> list[int]:
        """Return the positions of up to `limit` children, from match `offset` of the query on."""
        children = self.children(point)
        if not query:
            return list(range(offset, min(offset + limit, len(children))))
        found = children.matching(query)
        return [found[place] for place in range(offset, min(offset + limit, len(found)))]

    def positions(self, point: ChoicePoint, values: Sequence[str]) -> list[int]:
        """Return where the children with these values (or ids) stand, each once, rising."""
        if not values:
            raise InvalidInputError(reason="values is empty: name what to choose.")
        children = self.children(point)
        if not len(children):
            raise _nothing_in(point)
        places = {value: _place_of(children, value) for value in values}
        if None in places.values():
            places |= self._places_of_ids(point, [each for each in values if places[each] is None])
        return sorted({place for place in places.values() if place is not None})

    def _places_of_ids(self, point: ChoicePoint, ids: Sequence[str]) -> dict[str, int | None]:
        """Return where the children with these ids stand; raises InvalidInputError for others."""
        children = self.children(point)
        wanted = {each.removeprefix(f"{point.id}/"): each for each in ids if _CHILD_ID.search(each)}
        found: dict[str, int | None] = {}
        for place in range(len(children)) if wanted else ():
            child_id = wanted.get(child_key_of(children.at(place).value), "")
            # Among very many values two can have the same key: then only the value itself will do.
            found[child_id] = None if child_id in found else place
        for each in ids:
            if found.get(each) is None:
                raise InvalidInputError(
                    reason=f"“{each[:80]}” is no value of “{point.node.source[:80]}”: "
                    "list its values."
                )
        return {each: found[each] for each in ids}

    # -- actions

    def pick(self, point: ChoicePoint, values: Sequence[str]) -> str:
        """Put one value in the place of the choice; what it leaves open stays open."""
        if len(values) > 1:
            raise InvalidInputError(
                reason=f"pick takes one value and not {len(values)}: use some for several."
            )
        (position,) = self.positions(point, values)
        piece = one_piece(point, self.children(point), position)
        return splice(self.template, point.node, piece)

    def some(self, point: ChoicePoint, values: Sequence[str]) -> str:
        """Narrow the choice to some of its values, with their weights."""
        if len(values) > MAX_CHOSEN:
            raise InvalidInputError(
                reason=f"{len(values):,} values are too many: choose at most {MAX_CHOSEN:,}."
            )
        return self._choose(point, self.positions(point, values))

    def _choose(self, point: ChoicePoint, positions: Sequence[int]) -> str:
        piece = some_piece(point, self.children(point), positions)
        return splice(self.template, point.node, piece)

    def expand(self, point: ChoicePoint) -> str:
        """Write the values out as a variant.

        In a variant that is written out already, the one choice within it is expanded instead.
        """
        node = point.node
        if isinstance(node, Variant) and not point.wildcard and len(node.options) > 1:
            return self.expand(self._only_choice_in(point))
        children = self.children(point)
        if not len(children):
            raise _nothing_in(point)
        if len(children) > MAX_WRITTEN:
            raise InvalidInputError(
                reason=f"“{node.source[:80]}” has {len(children):,} values and at most "
                f"{MAX_WRITTEN} can be written out: choose some of them."
            )
        return self._choose(point, range(len(children)))

    def _only_choice_in(self, point: ChoicePoint) -> ChoicePoint:
        depth = point.id.count("/") + 2
        start = f"{point.id}/"
        inner = [
            each
            for each in self.points
            if each.id.startswith(start) and each.id.count("/") == depth
        ]
        if len(inner) == 1:
            return inner[0]
        advice = f"expand one of the {len(inner)} choices within it" if inner else "pick from it"
        raise InvalidInputError(
            reason=f"“{point.node.source[:80]}” is written out already: {advice}."
        )

    def lock(self, point: ChoicePoint, seed: int, *, fresh: bool = False) -> str:
        """Put the text that `seed` draws in the place of the choice, all made.

        With `fresh` it is drawn anew by `seed`, apart from what `seed` draws for a whole prompt.
        """
        if isinstance(self.children(point), NoChildren):
            raise _nothing_in(point)
        text = draw_point(self._phrase, point, self._library, seed, fresh=fresh)
        return splice(self.template, point.node, literal_piece(text))

    def extract(self, point: ChoicePoint, name: str) -> tuple[str, list[str]]:
        """Put a reference to `name` in the place of the choice.

        Returns:
            The template, and the lines the wildcard must have.
        """
        children = self.children(point)
        if not len(children):
            raise _nothing_in(point)
        if len(children) > MAX_LINES:
            raise InvalidInputError(
                reason=f"“{point.node.source[:80]}” has {len(children):,} values and at most "
                f"{MAX_LINES:,} fit into a file made here: choose some of them first."
            )
        edited = splice(self.template, point.node, reference_piece(point, name))
        return edited, file_lines(children, self._library, name)

    def span(self, place: str) -> tuple[int, int]:
        """Return the characters that an id or a span `start-end` of the template means."""
        found = _SPAN.fullmatch(place)
        if found is None:
            node = self.point(place).node
            return node.start, node.end
        start, end = int(found[1]), int(found[2])
        if not start <= end <= len(self.template):
            raise InvalidInputError(
                reason=f"The prompt has no characters {place}: it has {len(self.template)}."
            )
        return start, end

    def restore(self, place: str, source: str) -> str:
        """Put back what stood at a place before an edit; at "" it is the whole template."""
        start, end = self.span(place) if place else (0, len(self.template))
        return self.template[:start] + source + self.template[end:]

    def outermost(self, start: int, end: int) -> ChoicePoint | None:
        """Return the first choice point within these characters of the template."""
        inside = (each for each in self.points if start <= each.node.start < each.node.end <= end)
        return next(inside, None)




def _place_of(children: Children, value: str) -> int | None:
    matches = children.matching(value)
    return next((place for place in matches if children.at(place).value == value), None)


def _nothing_in(point: ChoicePoint) -> InvalidInputError:
    return InvalidInputError(
        reason=f"“{point.node.source[:80]}” has nothing to choose from: "
        "check its name, or choose where its variables are set."
    )
