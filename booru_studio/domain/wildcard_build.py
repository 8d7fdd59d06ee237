"""Build the nodes of constructs whose end the parser has found."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import cast

from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_frames import (
    Frame,
    Marker,
    ParameterList,
    Piece,
    free_pipes,
    make_phrase,
    split_at,
    trimmed,
)
from booru_studio.domain.wildcard_nodes import (
    Assignment,
    NumberRange,
    Option,
    Phrase,
    Sampler,
    Text,
    Variable,
    Variant,
    Wildcard,
    Wrap,
)

MAX_RANGE_SIZE = 1_000_000
MAX_WEIGHT = 1e12

WEIGHT = re.compile(r"\s*(\d+\.?\d*|\.\d+)::")
_NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s*\.\.\s*({_NUMBER}))?\s*")
_FIRST_PARAMETER = re.compile(r"\s*([A-Za-z_-][A-Za-z0-9_-]*)\s*=(!)?")
_PARAMETER = re.compile("," + _FIRST_PARAMETER.pattern)


def parse_weight(digits: str) -> float:
    """Return a written weight as a number in 0..1e12."""
    return min(float(digits), MAX_WEIGHT)


class Builder:
    """Makes the nodes of one source; `problems` collects what it has to remark."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self._equals: Counter[str] = Counter()

    def _identity(self, start: int, end: int) -> tuple[int, int, str, bytes]:
        """Return span, source and key of a choice point."""
        source = self.source[start:end]
        ordinal = self._equals[source]
        self._equals[source] += 1
        name = f"{ordinal} {source}".encode("utf-8", "surrogatepass")
        return start, end, source, blake2b(name, digest_size=8).digest()

    def _phrase(self, pieces: Sequence[Piece], start: int, end: int) -> Phrase:
        if pieces:
            start, end = pieces[0].start, pieces[-1].end
        return make_phrase(self.source, start, end, pieces)

    def braced(self, frame: Frame, end: int) -> list[Piece]:
        """Return the node of a construct that `}` has closed, or its pieces as text."""
        if frame.kind == "variant":
            return [self._variant(frame, end)]
        if frame.kind == "variable" and frame.head:
            if frame.head["set"]:
                return [self._assignment(frame, frame.head, end)]
            pieces = trimmed(frame.pieces)
            return [self.variable(frame.head, end, self._phrase(pieces, end - 1, end - 1))]
        if frame.kind == "wrap" and (wrap := self._wrap(frame, end)):
            return [wrap]
        opening = Text(frame.start, frame.content, self.source[frame.start : frame.content])
        return [opening, *self.opaque(frame.pieces), Text(end - 1, end, "}")]

    def opaque(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Return the pieces with every marker turned into text."""
        return [
            Text(piece.start, piece.end, piece.text) if isinstance(piece, Marker) else piece
            for piece in pieces
        ]

    # -- variants

    def _variant(self, frame: Frame, end: int) -> Variant | NumberRange:
        head = frame.head
        options = self._options(frame, end)
        only = options[0].body.parts if len(options) == 1 else ()
        if head and head.end() == frame.start + 1 and only and isinstance(only[0], NumberRange):
            inner = only[0]
            identity = self._identity(frame.start, end)
            return NumberRange(*identity, inner.first, inner.step, inner.size, inner.decimals)
        weights = [option.weight for option in options]
        if not any(weights):
            self.problems.append(remark("W_WEIGHT_ZERO", frame.start, end))
        equal = len(set(weights)) == 1
        low, high, multiple = self._bounds(head, end)
        separator = head["separator"] if head else None
        return Variant(
            *self._identity(frame.start, end),
            options=options,
            multiple=multiple,
            low=low,
            high=high,
            separator="," if separator is None else separator,
            sampler=cast(Sampler, head["sampler"] or "") if head else "",
            cumulative=None if equal else tuple(accumulate(weights)),
        )

    def _bounds(self, head: re.Match[str] | None, end: int) -> tuple[int, int | None, bool]:
        """Return the fewest and the most options to take and whether that was written."""
        if head is None or (head["low"] is None and head["most"] is None):
            return 1, 1, False
        if head["most"] is not None:
            return min(1, int(head["most"])), int(head["most"]), True
        low = int(head["low"])
        if not head["to"]:
            return low, low, True
        if head["high"] is None:
            return low, None, True
        high = int(head["high"])
        if low > high:
            reason = f"The bounds {low}-{high} are the wrong way round and were swapped"
            self.problems.append(remark("W_RANGE", head.start(), end, reason=reason))
        return min(low, high), max(low, high), True

    def _options(self, frame: Frame, end: int) -> tuple[Option, ...]:
        marks = free_pipes(frame.pieces)
        starts = [frame.content, *(mark.end for mark in marks)]
        ends = [*(mark.start for mark in marks), end - 1]
        groups = split_at(frame.pieces, marks)
        return tuple(
            self._option(self.opaque(group), start, stop)
            for group, start, stop in zip(groups, starts, ends, strict=True)
        )

    def _option(self, pieces: list[Piece], start: int, end: int) -> Option:
        weight = WEIGHT.match(self.source, start, end)
        prefix = weight.end() - start if weight else 0
        number = _RANGE.fullmatch(self.source, start + prefix, end)
        if number:
            found = self._range(number)
            phrase = make_phrase(self.source, found.start, found.end, [found])
        else:
            rest = trimmed(pieces, prefix, keep_leading=weight is not None)
            phrase = self._phrase(rest, start + prefix, start + prefix)
        return Option(parse_weight(weight[1]) if weight else 1.0, phrase)

    def _range(self, found: re.Match[str]) -> NumberRange:
        """Return the range `a..b` or `a..b..step`, which counts down if a > b."""
        decimals = max(len((text or "").partition(".")[2]) for text in found.groups())
        first, last, step = (_scaled(text, decimals) for text in found.groups("1"))
        if found[3] is None or step == 0:
            step = 1
        step = abs(step) if last >= first else -abs(step)
        size = (last - first) // step + 1
        start, end = found.start(1), found.end(3 if found[3] else 2)
        if size > MAX_RANGE_SIZE:
            reason = f"The range has more than {MAX_RANGE_SIZE:,} numbers; the rest is left out"
            self.problems.append(remark("W_RANGE", start, end, reason=reason))
        return NumberRange(
            *self._identity(start, end), first, step, min(size, MAX_RANGE_SIZE), decimals
        )

    # -- the other constructs

    def variable(self, head: re.Match[str], end: int, default: Phrase | None = None) -> Variable:
        return Variable(*self._identity(head.start(), end), head["name"], default)

    def _assignment(self, frame: Frame, head: re.Match[str], end: int) -> Assignment:
        value = self._phrase(trimmed(frame.pieces), end - 1, end - 1)
        return Assignment(
            *self._identity(frame.start, end),
            name=head["name"],
            value=value,
            immediate=head["now"] is not None,
            only_if_missing=head["missing"] is not None,
        )

    def _wrap(self, frame: Frame, end: int) -> Wrap | None:
        marks = [p for p in frame.pieces if isinstance(p, Marker) and p.text == "$$"][:1]
        if not marks:
            self.problems.append(remark("E_WRAP", frame.start, end))
            return None
        outer, inner = split_at(frame.pieces, marks)
        return Wrap(
            frame.start,
            end,
            self.source[frame.start : end],
            self._phrase(outer, frame.content, frame.content),
            self._phrase(inner, end - 1, end - 1),
        )

    def wildcard(self, frame: Frame, end: int, quiet: bool) -> Wildcard:
        pieces = list(frame.pieces)
        parameters: tuple[Assignment, ...] = ()
        if pieces and isinstance(last := pieces[-1], ParameterList) and last.end == end - 2:
            parameters = last.assignments
            pieces.pop()
        sampler = ""
        if self.source[frame.content] in "~!@" and frame.content < end - 3:
            sampler = self.source[frame.content]
            pieces[0] = Text(frame.content + 1, pieces[0].end, _text_of(pieces[0])[1:])
        return Wildcard(
            *self._identity(frame.start, end),
            name=self._phrase(pieces, frame.content, frame.content),
            parameters=parameters,
            sampler=cast(Sampler, sampler),
            quiet=quiet,
        )

    def parameters(self, frame: Frame, end: int) -> ParameterList:
        """Return the `k=v` list; a comma that starts no `k=` belongs to the value before it."""
        heads: list[tuple[str, bool, int]] = []
        values: list[list[Piece]] = []
        for piece in frame.pieces:
            rest: Piece = piece
            pattern = _PARAMETER if values else _FIRST_PARAMETER
            while isinstance(rest, Text) and (found := pattern.search(rest.text)):
                if values:
                    values[-1].append(_part(rest, 0, found.start()))
                heads.append((found[1], found[2] is not None, rest.start + found.start(1)))
                values.append([])
                rest = _part(rest, found.end(), len(rest.text))
                pattern = _PARAMETER
            values[-1].append(rest)
        return ParameterList(frame.start, end, tuple(map(self._parameter, heads, values)))

    def _parameter(self, head: tuple[str, bool, int], pieces: list[Piece]) -> Assignment:
        name, immediate, start = head
        kept = [piece for piece in pieces if not isinstance(piece, Text) or piece.text]
        end = kept[-1].end if kept else start + len(name) + 1
        value = self._phrase(trimmed(self.opaque(kept)), end, end)
        return Assignment(*self._identity(start, end), name, value, immediate)


def _scaled(number: str, decimals: int) -> int:
    """Return a written number times 10**decimals."""
    whole, _, fraction = number.partition(".")
    return int(whole + fraction.ljust(decimals, "0"))


def _part(piece: Text, start: int, end: int) -> Text:
    """Return characters start..end of a piece that stands for itself."""
    return Text(piece.start + start, piece.start + end, piece.text[start:end])


def _text_of(piece: Piece) -> str:
    return piece.text if isinstance(piece, (Text, Marker)) else ""
