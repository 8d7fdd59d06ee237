"""The edits of a prompt tree: each gives what is to stand in the place of a choice point."""

from collections.abc import Sequence

from booru_studio.domain.prompt_tree_children import Children, NameChildren
from booru_studio.domain.prompt_tree_moves import moved
from booru_studio.domain.prompt_tree_points import ChoicePoint
from booru_studio.domain.prompt_tree_shape import scoped_shape
from booru_studio.domain.prompt_tree_writing import (
    Head,
    Piece,
    bound,
    template_piece,
    under_sampler,
    variant_of,
    ways_to_write,
    weight_text,
)
from booru_studio.domain.wildcard_build import WEIGHT
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_names import folder_of
from booru_studio.domain.wildcard_nodes import NumberRange, Variant
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_scope import SAMPLED
from booru_studio.errors import InvalidInputError


def one_piece(point: ChoicePoint, children: Children, position: int) -> Piece:
    """Return one child, taken alone also where `N$$` takes several.

    Raises:
        InvalidInputError: it cannot be written into a template.
    """
    piece = children.piece(position)
    if isinstance(children, NameChildren):
        return piece  # a whole reference, with sampler and parameters
    return _bound(point, under_sampler(piece, _head(point, children).sampler))


def some_piece(point: ChoicePoint, children: Children, positions: Sequence[int]) -> Piece:
    """Return the variant of some children with their weights, taken as the point takes them.

    Raises:
        InvalidInputError: they cannot be written into a template.
    """
    head = _head(point, children)
    if len(positions) == 1 and head.bounds is None:
        return one_piece(point, children, positions[0])
    pieces = [(place, children.piece(place)) for place in positions]
    options = [(each, piece) for place, piece in pieces for each in children.weights(place)]
    piece = variant_of(head, options)
    return piece if isinstance(children, NameChildren) else _bound(point, piece)


def _bound(point: ChoicePoint, piece: Piece) -> Piece:
    return bound(piece, point.wildcard.parameters) if point.wildcard else piece


def _head(point: ChoicePoint, children: Children) -> Head:
    node, wildcard = point.node, point.wildcard
    sampler = "" if isinstance(node, NumberRange) else node.sampler
    if wildcard is not None and sampler not in SAMPLED:
        sampler = wildcard.sampler or sampler
    multiple = isinstance(node, Variant) and not isinstance(children, NameChildren)
    bounds = Head.of(node).bounds if isinstance(node, Variant) and multiple else None
    return Head(sampler, bounds)


def reference_piece(point: ChoicePoint, name: str) -> Piece:
    """Return a reference to the wildcard `name` that chooses as the point does.

    Raises:
        InvalidInputError: the name cannot be written as a reference.
    """
    node, wildcard = point.node, point.wildcard
    parameters, sampler = "", ""
    if wildcard is not None:
        parameters = wildcard.source[wildcard.name.end - wildcard.start : -2]
        sampler = wildcard.sampler
    elif isinstance(node, Variant) and not node.multiple:
        sampler = node.sampler
    piece = template_piece(f"__{sampler}{name}{parameters}__")
    if not piece.items or piece.items[0][:3] != ("wildcard", sampler, (name,)):
        raise InvalidInputError(reason=f"“{name}” cannot be referred to: choose another name.")
    if isinstance(node, Variant) and node.multiple:
        return template_piece(f"{{{Head.of(node).text}{piece.text}}}")
    return piece


def file_lines(children: Children, library: WildcardLibrary, name: str) -> list[str]:
    """Return the lines of a file `name` that holds the children, with weights where they differ.

    Raises:
        InvalidInputError: one of them cannot be written on a line.
    """
    weights = [sum(children.weights(place)) for place in range(len(children))]
    equal = len(set(weights)) == 1
    folder = folder_of(name)
    lines = []
    for place, weight in enumerate(weights):
        text = _line(children.piece(place), library, folder)
        if not equal or WEIGHT.match(text):
            text = f"{weight_text(1.0 if equal else weight)}::{text}"
        lines.append(text)
    return lines


def _line(piece: Piece, library: WildcardLibrary, folder: str) -> str:
    """Return template text as one line of a wildcard file in `folder`."""
    wanted = piece.items
    for text in ways_to_write(piece):
        kept = text == text.strip() != "" and not text.startswith("#")
        one_line = not set("\r\n").intersection(text)
        if one_line and kept and scoped_shape(parse(text).phrase) == wanted:
            return moved(text, library, folder=folder)
    raise InvalidInputError(
        reason=f"“{piece.text[:80]}” cannot stand on a line of a file: edit the prompt by hand."
    )
