"""Write template text into a template so that it means there what it means alone."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from booru_studio.domain.prompt_tree_shape import (
    Items,
    bounds_of,
    group_of,
    is_fixed,
    scoped_shape,
    shape_of,
    variant_item,
)
from booru_studio.domain.wildcard_build import WEIGHT
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    Comment,
    Node,
    Phrase,
    Text,
    Variable,
    Variant,
    Wildcard,
    Wrap,
)
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcard_scope import SAMPLED
from booru_studio.domain.wildcard_syntax import escape_text
from booru_studio.errors import InvalidInputError

_RANGE_LIKE = re.compile(r"[-\s\d.]*\.\.[-\s\d.]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Template text, and what it means."""

    text: str
    items: Items

    @property
    def is_fixed(self) -> bool:
        """Whether no choice is left in it."""
        return is_fixed(self.items)

    @property
    def is_group(self) -> bool:
        """Whether it sets variables of its own."""
        return bool(self.items) and self.items[0][0] == "group"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the options of a variant."""

    sampler: str = ""
    bounds: tuple[int, int | None, str] | None = None

    @classmethod
    def of(cls, node: Variant) -> "Head":
        """Return the head of a variant."""
        return cls(node.sampler, bounds_of(node))

    @property
    def text(self) -> str:
        """The head as it is written."""
        if self.bounds is None:
            return self.sampler
        low, high, separator = self.bounds
        upper = "" if high == low else f"-{'' if high is None else high}"
        between = "" if separator == "," else f"{separator}$$"
        return f"{self.sampler}{low}{upper}$${between}"


def template_piece(text: str) -> Piece:
    """Return the piece that template text is by itself."""
    return Piece(text, scoped_shape(parse(text).phrase))


def literal_piece(text: str) -> Piece:
    """Return the piece that stands for exactly this text."""
    return Piece(escape_text(text), (text,) if text else ())


def splice(template: str, node: Node, piece: Piece) -> str:
    """Return the template with `piece` in the place of one of its nodes.

    Everything outside of the node's span stays as it is written and keeps its meaning.

    Raises:
        InvalidInputError: the piece cannot be written there.
    """
    wanted = shape_of(parse(template).phrase, node, piece.items)

    def edited(text: str) -> str:
        return template[: node.start] + text + template[node.end :]

    ways = ways_to_write(piece)
    found = _first(ways, lambda text: shape_of(parse(edited(text)).phrase) == wanted)
    if found is None:
        raise _unwritable(piece)
    return edited(found)


def variant_of(head: Head, options: Sequence[tuple[float, Piece]]) -> Piece:
    """Return the variant of weighted options.

    Raises:
        InvalidInputError: one of them cannot be written between braces.
    """
    shapes = [(weight, piece.items) for weight, piece in options]
    items = variant_item(head.sampler, head.bounds, shapes)
    equal = len({weight for weight, _ in options}) == 1
    weighted = [(1.0 if equal else weight, piece) for weight, piece in options]

    def written(texts: Iterable[str]) -> str:
        return f"{{{head.text}{'|'.join(texts)}}}"

    as_they_are = written(_option(piece.text, weight) for weight, piece in weighted)
    if shape_of(parse(as_they_are).phrase) == items:
        return Piece(as_they_are, items)
    careful = written(_careful_option(head, piece, weight) for weight, piece in weighted)
    return Piece(careful, items)


def under_sampler(piece: Piece, sampler: str) -> Piece:
    """Return the piece such that its own choices are drawn as `sampler` says."""
    if sampler not in SAMPLED or piece.is_fixed:
        return piece
    return variant_of(Head(sampler), [(1.0, piece)])


def bound(piece: Piece, parameters: Sequence[Assignment]) -> Piece:
    """Return the piece with the parameters of the wildcard that it was a value of.

    Parameters are worked out where the wildcard stands, while variables set beside the piece see
    each other. So values that name variables are first kept under names of their own.
    """
    if not parameters or piece.is_fixed:
        return piece
    if not any(map(_has_names, (each.value for each in parameters))):
        return _with(piece, [(each.name, each.immediate, each.value) for each in parameters])
    again = [(each.name, False, parse(f"${{{each.name}-outside}}").phrase) for each in parameters]
    kept = [(f"{each.name}-outside", each.immediate, each.value) for each in parameters]
    return _with(_with(piece, again), kept)


def weight_text(weight: float) -> str:
    """Return a weight as it is written, without exponent."""
    text = format(Decimal(repr(weight)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def braced(text: str) -> str:
    """Return template text within braces, which keep it apart from what is around it."""
    return f"{{{_option(text)}}}"


def _with(piece: Piece, variables: Sequence[tuple[str, bool, Phrase]]) -> Piece:
    """Return the piece with variables set for it alone."""
    texts: list[str] = []
    items: list[object] = []
    for name, immediate, phrase in variables:
        start = f"${{{name}={'!' if immediate else ''}"
        item = ("set", name, (immediate, False), shape_of(phrase))
        value = _first_set(Piece(phrase.source, item[3]), start, item)
        texts.append(f"{start}{value}}}")
        items.append(item)
    text = braced(piece.text) if piece.is_group else piece.text
    return Piece(f"{{{''.join(texts)}{text}}}", group_of((*items, *piece.items)))


def _first_set(piece: Piece, start: str, item: object) -> str:
    """Return the value of an assignment, written so that the assignment is `item`."""
    ways = ways_to_write(piece)
    value = _first(ways, lambda text: shape_of(parse(f"{start}{text}}}").phrase) == (item,))
    if value is None:
        raise _unwritable(piece)
    return value


def _has_names(phrase: Phrase) -> bool:
    """Tell whether the text of a phrase may depend on variables."""
    return any(
        isinstance(part, (Variable, Wildcard)) or any(map(_has_names, phrases_in(part)))
        for part in phrase.parts
    )


def phrases_in(node: Node) -> tuple[Phrase, ...]:
    """Return the phrases directly within a node."""
    match node:
        case Variant():
            return tuple(option.body for option in node.options)
        case Wildcard():
            return (node.name, *(each.value for each in node.parameters))
        case Assignment():
            return (node.value,)
        case Variable() if node.default:
            return (node.default,)
        case Wrap():
            return (node.outer, node.inner)
        case _:
            return ()


def _option(text: str, weight: float = 1.0) -> str:
    """Return the text of an option; a weight also keeps leading spaces and what looks like one."""
    if weight != 1.0 or text[:1].isspace() or WEIGHT.match(text):
        text = f"{weight_text(weight)}::{text}"
    elif _RANGE_LIKE.fullmatch(text):
        text += "{}"
    return text


def _careful_option(head: Head, piece: Piece, weight: float) -> str:
    """Return the text of an option that stays apart whatever the options around it are."""
    own, end = (weight, piece.items), (1.0, ("x",))

    def fits(text: str) -> bool:
        option = _option(text, weight)
        probes = {
            f"{{{head.text}{option}|)]|x}}": [own, (1.0, (")]",)), end],
            f"{{{head.text}([|{option}|x}}": [(1.0, ("([",)), own, end],
        }
        return all(
            shape_of(parse(source).phrase) == variant_item(head.sampler, head.bounds, options)
            for source, options in probes.items()
        )

    found = _first(ways_to_write(piece), fits)
    if found is None:
        raise _unwritable(piece)
    return _option(found, weight)


def ways_to_write(piece: Piece) -> Iterator[str]:
    """Yield the ways to write a piece, plainest first."""
    yield piece.text
    escaped = _escaped(piece.text)
    yield escaped
    yield braced(piece.text)
    yield braced(escaped)
    yield f"{piece.text}{{}}"  # an empty variant, so that a range does not become the `N$$`'s own


def _escaped(source: str) -> str:
    """Return template text with its literal parts escaped and without comments."""
    return "".join(
        escape_text(part.text) if isinstance(part, Text) else source[part.start : part.end]
        for part in parse(source).phrase.parts
        if not isinstance(part, Comment)
    )


def _first(texts: Iterable[str], fits: Callable[[str], bool]) -> str | None:
    return next(filter(fits, texts), None)


def _unwritable(piece: Piece) -> InvalidInputError:
    text = piece.text if len(piece.text) <= 80 else piece.text[:77] + "..."
    return InvalidInputError(
        reason=f"“{text}” cannot be written at that place: edit the prompt by hand."
    )
