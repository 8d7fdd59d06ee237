"""The values of a text file, found by byte offsets so that millions of lines cost little."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_library import Indices, ListEntries
from booru_studio.domain.wildcard_syntax import is_plain
from booru_studio.storage.wildcard_encoding import to_utf8

MAX_FILE_BYTES = 256 << 20
MAX_LINES = 5_000_000

_CHUNK = 4 << 20  # bytes looked at in one go; keeps the intermediate arrays small
_BLOCK = 1 << 17  # lines
_SPACES = np.zeros(256, dtype=bool)
_SPACES[list(b" \t\r\v\f")] = True
_WEIGHT = re.compile(rb"(\d{1,12}\.?\d{0,12}|\.\d{1,12})::[ \t]*(?=\S)")
_ACTIVE = re.compile(rb"[{\\#]|__")

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.uint32]


class TextEntries:
    """The lines of a text file; blank lines and those that begin with `#` are left out.

    `2::text` gives a line a weight. Offsets are kept in 4 bytes, the text stays as it was read.
    """

    def __init__(self, data: bytes, file: str, problems: tuple[Diagnostic, ...] = ()) -> None:
        self.file = file
        self._data = data
        bytes_of = np.frombuffer(data, dtype=np.uint8)
        starts, ends = _line_spans(bytes_of)
        if len(starts) > MAX_LINES:
            result = f"the lines after {MAX_LINES:,} are left out"
            reason = f"{len(starts):,} lines"
            problems += (remark("W_TOO_BIG", file=file, reason=reason, result=result),)
            starts, ends = starts[:MAX_LINES], ends[:MAX_LINES]
        kept = np.concatenate(
            [
                _trim(bytes_of, starts[block : block + _BLOCK], ends[block : block + _BLOCK])
                for block in range(0, len(starts), _BLOCK)
            ]
        )
        self.problems = problems
        # Without blank lines and comments the place in the file is the place in the list.
        all_kept = bool(kept.all())
        self._lines = None if all_kept else np.flatnonzero(kept).astype(np.uint32)
        self._starts = starts if all_kept else starts[kept]
        self._ends = ends if all_kept else ends[kept]
        weights = _cut_weights(data, bytes_of, self._starts, self._ends)
        self._sums = None if weights is None else np.cumsum(weights)
        self.total = float(len(self._starts) if self._sums is None else self._sums[-1])
        self._size = len(self._starts)
        self._distinct: Indices | None = None

    def __len__(self) -> int:
        return self._size

    def text(self, index: int) -> str:
        return self._data[self._starts[index] : self._ends[index]].decode("utf-8")

    def weight(self, index: int) -> float:
        if self._sums is None:
            return 1.0
        return float(self._sums[index] - (self._sums[index - 1] if index else 0.0))

    def line(self, index: int) -> int:
        return 1 + (index if self._lines is None else int(self._lines[index]))

    def pick(self, fraction: float) -> int:
        if self._sums is None:
            return int(fraction * self._size)
        return int(np.searchsorted(self._sums, fraction * self.total, side="right"))

    def distinct(self) -> Indices:
        if self._distinct is None:
            first: dict[bytes, int] = {}
            spans = zip(self._starts.tolist(), self._ends.tolist(), strict=True)
            for index, (start, end) in enumerate(spans):
                if self._sums is None or self.weight(index):
                    first.setdefault(self._data[start:end], index)
            everything = len(first) == len(self)
            self._distinct = range(len(self)) if everything else list(first.values())
        return self._distinct

    def active(self) -> Indices:
        candidates = self._lines_with(_ACTIVE)
        kept = self.distinct()
        if not isinstance(kept, range):
            candidates &= set(kept)
        return sorted(index for index in candidates if not is_plain(self.text(index)))

    def matching(self, query: str) -> Indices:
        """Return the indices of the values that hold `query`, in any case, rising."""
        if query.isascii():
            pattern = re.compile(re.escape(query.encode()), re.IGNORECASE)
            return sorted(self._lines_with(pattern)) if query else range(len(self))
        wanted = query.casefold()
        return [index for index in range(len(self)) if wanted in self.text(index).casefold()]

    def _lines_with(self, pattern: re.Pattern[bytes]) -> set[int]:
        """Return the indices of the values in which `pattern` occurs."""
        return set(self._hits(pattern))

    def _hits(self, pattern: re.Pattern[bytes]) -> Iterator[int]:
        found = np.fromiter((hit.start() for hit in pattern.finditer(self._data)), dtype=np.int64)
        indices = np.searchsorted(self._starts, found, side="right") - 1
        inside = (indices >= 0) & (found < self._ends[indices])
        yield from np.unique(indices[inside]).tolist()


def read_text_file(path: Path, file: str) -> TextEntries | ListEntries:
    """Return the values of a text file; `file` is its name for people.

    Raises OSError where it cannot be read. A file over 256 MB has no values.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        reason = f"{size / 1e6:,.0f} MB"
        problem = remark("W_TOO_BIG", file=file, reason=reason, result="it is left out, split it")
        return ListEntries((), file=file, problems=(problem,))
    data, encoding = to_utf8(path.read_bytes())
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    told = encoding in ("utf-8", "utf-16-le", "utf-16-be")
    problems = () if told else (remark("W_ENCODING", file=file, encoding=encoding),)
    return TextEntries(data, file, problems)


def _line_spans(data: Bytes) -> tuple[Offsets, Offsets]:
    """Return where lines start and end (without the line break)."""
    parts = [
        (np.flatnonzero(data[start : start + _CHUNK] == ord("\n")) + start).astype(np.uint32)
        for start in range(0, len(data), _CHUNK)
    ]
    breaks = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint32)
    starts = np.empty(len(breaks) + 1, dtype=np.uint32)
    starts[0] = 0
    np.add(breaks, 1, out=starts[1:])
    return starts, np.append(breaks, np.uint32(len(data)))


def _trim(data: Bytes, starts: Offsets, ends: Offsets) -> NDArray[np.bool_]:
    """Move spans, in place, past the whitespace at both ends; return which hold a value."""
    left = np.flatnonzero(ends > starts)
    while len(left := left[_SPACES[data[ends[left] - 1]]]):
        ends[left] -= 1
        left = left[ends[left] > starts[left]]
    left = np.flatnonzero(ends > starts)
    while len(left := left[_SPACES[data[starts[left]]]]):
        starts[left] += 1
    kept = ends > starts
    kept[kept] = data[starts[kept]] != ord("#")
    return kept


def _cut_weights(
    data: bytes, bytes_of: Bytes, starts: Offsets, ends: Offsets
) -> NDArray[np.float64] | None:
    """Return the weights, None where all are equal, and move `starts` past them in place."""
    # One byte is looked for ten times as fast as two, and most lists have no colon at all.
    if b":" not in data or b"::" not in data or not len(starts):
        return None
    first = bytes_of[starts]
    digits = ((first >= ord("0")) & (first <= ord("9"))) | (first == ord("."))
    weights = np.ones(len(starts))
    for index in np.flatnonzero(digits).tolist():
        found = _WEIGHT.match(data, int(starts[index]), int(ends[index]))
        if found:
            weights[index] = float(found[1])
            starts[index] = found.end()
    return weights if weights.any() and (weights != weights[0]).any() else None
