"""What a template means, without how it is written: the form in which edits are checked.

Two texts of the same shape have the same leaves in the same scopes. Escapes, comments, places in
the text and braces around a single option are no part of a shape.
"""

from collections.abc import Iterable
from typing import Any

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
from booru_studio.domain.wildcard_pools import sole_source

Items = tuple[Any, ...]
"""Text as strings, every construct as a tuple that begins with its kind."""


def shape_of(phrase: Phrase, node: Node | None = None, instead: Items = ()) -> Items:
    """Return the shape of a phrase, as if `instead` stood in the place of `node`."""
    return _Shaper(node, instead).items(phrase)


def scoped_shape(phrase: Phrase) -> Items:
    """Return the shape of a phrase whose variables must not reach what is around it."""
    return _Shaper(None, ()).scoped(phrase)


def is_fixed(items: Items) -> bool:
    """Tell whether a shape is text alone."""
    return all(isinstance(item, str) for item in items)


def is_plain_group(node: Variant) -> bool:
    """Tell whether a variant is only braces around its one option."""
    return len(node.options) == 1 and not node.multiple and not node.sampler


def group_of(inner: Items) -> Items:
    """Return the shape of a phrase with variables of its own."""
    return (("group", inner),)


def variant_item(
    sampler: str,
    bounds: tuple[int, int | None, str] | None,
    options: Iterable[tuple[float, Items]],
    *,
    sole: bool = False,
) -> Items:
    """Return the shape of a variant.

    Args:
        bounds: low, high and separator of `N$$`.
        sole: whether `N$$` takes several values of its one option, a wildcard or a range.
    """
    listed = [(weight, _ungrouped(items)) for weight, items in options]
    if len({weight for weight, _ in listed}) == 1:
        listed = [(1.0, items) for _, items in listed]
    return (("variant", sampler, bounds, tuple(listed), sole),)


def bounds_of(node: Variant) -> tuple[int, int | None, str] | None:
    """Return low, high and separator of `N$$`, None where nothing of it is written."""
    return (node.low, node.high, node.separator) if node.multiple else None


def _ungrouped(items: Items) -> Items:
    """Return an option's own shape: braces within the option's keep nothing more apart."""
    if len(items) == 1 and isinstance(items[0], tuple) and items[0][0] == "group":
        inner: Items = items[0][1]
        return inner
    return items


class _Shaper:
    """One walk over one phrase."""

    def __init__(self, node: Node | None, instead: Items) -> None:
        self._node = node
        self._instead = instead

    def items(self, phrase: Phrase) -> Items:
        found: list[Any] = []
        for part in phrase.parts:
            for item in self._instead if part is self._node else self._item(part):
                if isinstance(item, str) and found and isinstance(found[-1], str):
                    found[-1] += item
                elif item:
                    found.append(item)
        return tuple(found)

    def scoped(self, phrase: Phrase) -> Items:
        items = self.items(phrase)
        return group_of(_ungrouped(items)) if phrase.assignments else items

    def _item(self, node: Node) -> Items:
        match node:
            case Text():
                return (node.text,)
            case Comment():
                return ()
            case Variant():
                return self._variant(node)
            case NumberRange():
                return (("range", node.first, node.step, node.size, node.decimals),)
            case Wildcard():
                sets = tuple(self._item(each)[0] for each in node.parameters)
                return (("wildcard", node.sampler, self.items(node.name), sets),)
            case Assignment():
                how = (node.immediate, node.only_if_missing)
                return (("set", node.name, how, self.items(node.value)),)
            case Variable():
                default = self.items(node.default) if node.default else None
                return (("variable", node.name, default),)
            case Wrap():
                return (("wrap", self.items(node.outer), self.items(node.inner)),)

    def _variant(self, node: Variant) -> Items:
        if is_plain_group(node):
            return self.scoped(node.options[0].body)
        options = [(each.weight, self.items(each.body)) for each in node.options]
        sole = node.multiple and sole_source(node) is not None
        return variant_item(node.sampler, bounds_of(node), options, sole=sole)
