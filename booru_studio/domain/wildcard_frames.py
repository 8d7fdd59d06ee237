"""The open constructs of the wildcard parser, and how pieces of text become phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

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

FrameKind = Literal["root", "variant", "variable", "braces", "wrap", "angle", "name", "parameters"]
BRACED: frozenset[FrameKind] = frozenset({"variant", "variable", "braces", "wrap"})


@dataclass(frozen=True, slots=True)
class Marker:
    """A character that is syntax only if the construct around it turns out to be complete."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ParameterList:
    """`(k=v, ...)` at the end of a wildcard name."""

    start: int
    end: int
    assignments: tuple[Assignment, ...]


Piece = Node | Marker | ParameterList


@dataclass(slots=True)
class Frame:
    """A construct that was opened and not yet closed."""

    kind: FrameKind
    start: int
    content: int
    head: re.Match[str] | None = None
    pieces: list[Piece] = field(default_factory=list)
    parentheses: int = 0


def make_phrase(source: str, start: int, end: int, pieces: Sequence[Piece]) -> Phrase:
    """Return the phrase of source[start:end]; markers and stray parameter lists become text."""
    parts = tuple(_joined(source, pieces))
    assignments = tuple(part for part in parts if isinstance(part, Assignment))
    literal = None
    if all(isinstance(part, (Text, Comment, Assignment)) for part in parts):
        literal = "".join(part.text for part in parts if isinstance(part, Text))
    height = 1 + max((_height(part) for part in parts), default=0)
    return Phrase(start, end, source[start:end], parts, assignments, literal, height)


def _joined(source: str, pieces: Sequence[Piece]) -> Iterator[Node]:
    """Yield the nodes with neighbouring text joined into one node."""
    run: list[Text] = []
    for piece in pieces:
        if piece.start == piece.end:
            continue
        if isinstance(piece, ParameterList):
            run.append(Text(piece.start, piece.end, source[piece.start : piece.end]))
        elif isinstance(piece, (Text, Marker)):
            run.append(Text(piece.start, piece.end, piece.text))
        else:
            yield from _flushed(run)
            run = []
            yield piece
    yield from _flushed(run)


def _flushed(run: list[Text]) -> Iterator[Text]:
    if run:
        text = "".join(piece.text for piece in run)
        yield Text(run[0].start, run[-1].end, text)


def _height(node: Node) -> int:
    """Return how many phrases are nested inside `node`."""
    match node:
        case Variant():
            return max(option.body.height for option in node.options)
        case Wildcard():
            return max([node.name.height, *(each.value.height for each in node.parameters)])
        case Assignment():
            return node.value.height
        case Variable():
            return node.default.height if node.default else 0
        case Wrap():
            return max(node.outer.height, node.inner.height)
        case Text() | Comment() | NumberRange():
            return 0


def split_at(pieces: Sequence[Piece], marks: Sequence[Marker]) -> list[list[Piece]]:
    """Split the pieces at exactly these markers (by identity), which are dropped."""
    wanted = {id(mark) for mark in marks}
    groups: list[list[Piece]] = [[]]
    for piece in pieces:
        if id(piece) in wanted:
            groups.append([])
        else:
            groups[-1].append(piece)
    return groups


def free_pipes(pieces: Sequence[Piece]) -> list[Marker]:
    """Return the `|` markers that stand in no complete `[...]` or `(...)`."""
    markers = [piece for piece in pieces if isinstance(piece, Marker)]
    paired = _paired(markers, "(", ")") | _paired(markers, "[", "]")
    free: list[Marker] = []
    depth = 0
    for marker in markers:
        if id(marker) in paired:
            depth += 1 if marker.text in "([" else -1
        elif marker.text == "|" and depth == 0:
            free.append(marker)
    return free


def _paired(markers: Sequence[Marker], opening: str, closing: str) -> set[int]:
    """Return the identities of the brackets of one sort that have a partner."""
    waiting: list[Marker] = []
    paired: set[int] = set()
    for marker in markers:
        if marker.text == opening:
            waiting.append(marker)
        elif marker.text == closing and waiting:
            paired |= {id(waiting.pop()), id(marker)}
    return paired


def trimmed(pieces: Sequence[Piece], prefix: int = 0, keep_leading: bool = False) -> list[Piece]:
    """Return the pieces without their first `prefix` characters and without their padding.

    Leading whitespace goes (unless `keep_leading`); trailing whitespace goes only with it, so
    that `{ a | b }` is free of padding and `{a |b}` has the trailing space somebody meant.
    """
    rest = list(pieces)
    padded = bool(rest) and _text_of(rest[0])[:1].isspace()
    if prefix:
        first = rest[0]
        rest[0] = Text(first.start + prefix, first.end, _text_of(first)[prefix:])
    if padded or not keep_leading:
        _strip_leading(rest)
    if padded:
        _strip_trailing(rest)
    return rest


def _text_of(piece: Piece) -> str:
    return piece.text if isinstance(piece, Text) else ""


def _strip_leading(pieces: list[Piece]) -> None:
    for index, piece in enumerate(pieces):
        if isinstance(piece, Text):
            text = piece.text.lstrip()
            pieces[index] = Text(piece.start + len(piece.text) - len(text), piece.end, text)
            if text:
                return
        elif not isinstance(piece, Comment):
            return


def _strip_trailing(pieces: list[Piece]) -> None:
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if isinstance(piece, Text):
            text = piece.text.rstrip()
            pieces[index] = Text(piece.start, piece.end - len(piece.text) + len(text), text)
            if text:
                return
        elif not isinstance(piece, Comment):
            return
